// The whole server on a free port over a folder of its own that goes with it; keys for each kind of caller.
#pragma once

#include <httplib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "api/app.h"
#include "api/json.h"
#include "api/key_json.h"
#include "indexer/core/clock.h"

namespace garner::api {

class RunningApp {
 public:
  explicit RunningApp(ServeOptions options = {}) {
    std::string pattern = std::filesystem::temp_directory_path() / "garner-api-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    options.data.store_path = folder_ + "/store.sqlite";
    options.data.index_path = folder_ + "/index";
    auto started = App::start(std::move(options));
    REQUIRE(started);
    app = std::move(*started);
    staff = add_key({"search", "suggest", "read", "ingest", "events", "metrics"}, Audience::kTeam);
    admin = add_key({"admin"}, Audience::kTeam);
    customer = add_key({"search", "suggest", "read"}, Audience::kCustomer, {}, &customer_id);
    while (!app->service().index_state().ready) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ~RunningApp() {
    app.reset();
    std::filesystem::remove_all(folder_);
  }
  RunningApp(const RunningApp&) = delete;
  RunningApp& operator=(const RunningApp&) = delete;

  // `change` may set what else the key is held to; the secret, and the id where it is wanted.
  std::string add_key(std::vector<std::string> scopes, Audience audience,
                      const std::function<void(ApiKey&)>& change = {}, std::string* id = nullptr) {
    std::string secret = new_secret();
    ApiKey key = new_key(secret);
    key.scopes = std::move(scopes);
    key.audience = audience;
    if (change) change(key);
    REQUIRE(app->service().write([&](Store& store) { return store.add_key(key); }));
    app->service().keys().forget();
    if (id != nullptr) *id = key.id;
    return secret;
  }

  // A client of its own each time: requests of a test may then run side by side.
  httplib::Client client(const std::string& key = {}) const {
    httplib::Client result("127.0.0.1", app->port());
    result.set_tcp_nodelay(true);
    if (!key.empty()) result.set_bearer_token_auth(key);
    return result;
  }

  // Until the index holds what the store holds.
  void wait_for_index() const {
    std::int64_t last = 0;
    REQUIRE(app->service().read([&](Store& store) -> Result<> {
      const auto change = store.last_change();
      if (change) last = *change;
      return {};
    }));
    while (app->service().index_state().sequence < last)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }

  std::unique_ptr<App> app;
  std::string staff;     // every scope but admin, sees everything
  std::string admin;     // every scope
  std::string customer;  // search, suggest and read of what customers may see
  std::string customer_id;

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

inline Json body_of(const httplib::Result& result) {
  REQUIRE(result);
  return Json::parse(result->body);
}

// One response: its status, and for a problem its code.
inline std::string outcome_of(const httplib::Result& result) {
  REQUIRE(result);
  const Json body = Json::parse(result->body, nullptr, false);
  const bool problem = result->get_header_value("Content-Type") == "application/problem+json";
  return std::to_string(result->status) + (problem ? " " + body.value("code", "") : "");
}

// A conversation that was solved, an article for customers and one for staff: one JSON object a line.
inline const std::string kKnowledge =
    R"({"id":"c-1","title":"Printer offline after update","created_at":"2026-03-01T09:00:00Z","state":"resolved","messages":[)"
    R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":"Since the update my Brindle X2 printer shows offline with error E-041."},)"
    R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","accepted":true,"body":"Hold the power button for ten seconds, then add the Brindle X2 again under Settings. That clears error E-041."},)"
    R"({"id":"m3","author":"ann","role":"asker","at":"2026-03-01T09:20:00Z","body":"That fixed it, thanks!"}]})"
    "\n"
    R"({"type":"article","id":"a-public","title":"Scanner makes <stripes> & noise","issue":"The scanner makes stripes on every page.","resolution":"Clean the glass strip of the scanner with a soft cloth.","confidence":"validated","audience":"public","locale":"en","updated_at":"2026-03-02T09:00:00Z","created_at":"2026-03-02T09:00:00Z","tags":["scan"],"sources":[{"channel":"community","url":"https://example.org/1","conversation_id":"c-9"}]})"
    "\n"
    R"({"type":"article","id":"a-internal","title":"Scanner recall of series 9","issue":"The scanner of series 9 overheats.","resolution":"Offer a replacement scanner, see the recall list.","confidence":"validated","audience":"internal","locale":"en","updated_at":"2026-03-02T09:00:00Z","created_at":"2026-03-02T09:00:00Z"})"
    "\n";

inline Json ingest(const RunningApp& running, const std::string& lines = kKnowledge) {
  const auto result =
      running.client(running.staff).Post("/v1/ingest/community", lines, "application/x-ndjson");
  REQUIRE(result);
  REQUIRE(result->status == 202);
  running.wait_for_index();
  return Json::parse(result->body);
}

}  // namespace garner::api

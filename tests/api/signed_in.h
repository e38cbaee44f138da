// A browser as the server sees one: it keeps the cookie, and sends the token with what changes something.
#pragma once

#include "api/password.h"
#include "api/session.h"
#include "tests/api/running_app.h"

namespace garner::api {

inline const std::string kPassword = "four words that fit";

inline void add_person(const RunningApp& running, const std::string& name, EditorRole role,
                       const std::function<void(Person&)>& change = {}) {
  static const std::string hash = Passwords().hash(kPassword).value();
  Person person{.name = name};
  person.role = role;
  person.audience = role == EditorRole::kAdmin ? Audience::kTeam : Audience::kInternal;
  person.password_hash = hash;
  person.created_at = now();
  if (change) change(person);
  REQUIRE(running.app->service().write([&](Store& store) { return store.add_person(person); }));
}

class Browser {
 public:
  explicit Browser(const RunningApp& running) : client_(running.client()) {}

  httplib::Result sign_in(const std::string& name, const std::string& password = kPassword) {
    auto result =
        client_.Post("/v1/session", dump({{"name", name}, {"password", password}}), "application/json");
    keep(result);
    return result;
  }
  httplib::Result open_link(const Json& body) {
    auto result = client_.Post("/v1/session/link", dump(body), "application/json");
    keep(result);
    return result;
  }
  httplib::Result get(const std::string& path) { return client_.Get(path.c_str(), headers(false)); }
  httplib::Result send(const std::string& method, const std::string& path, const Json& body = Json::object(),
                       const httplib::Headers& more = {}) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.headers = headers(true);
    for (const auto& header : more) {
      request.headers.erase(header.first);
      if (!header.second.empty()) request.headers.insert(header);
    }
    if (!body.empty()) {
      request.body = dump(body);
      request.headers.emplace("Content-Type", "application/json");
    }
    return client_.send(request);
  }

  std::string cookie;      // "garner=…", empty: signed out
  std::string set_cookie;  // as the server sent it
  std::string csrf;

 private:
  void keep(const httplib::Result& result) {
    REQUIRE(result);
    if (result->status != 200) return;
    set_cookie = result->get_header_value("Set-Cookie");
    cookie = set_cookie.substr(0, set_cookie.find(';'));
    csrf = Json::parse(result->body)["csrf_token"].get<std::string>();
  }
  httplib::Headers headers(bool changes) const {
    httplib::Headers all;
    if (!cookie.empty()) all.emplace("Cookie", "theme=dark; " + cookie);
    if (changes && !csrf.empty()) all.emplace("X-CSRF-Token", csrf);
    return all;
  }
  httplib::Client client_;
};

// The newest rows of the administration's audit, as "actor action subject".
inline std::vector<std::string> audited(const RunningApp& running, std::size_t count) {
  std::vector<std::string> rows;
  REQUIRE(running.app->service().write([&](Store& store) -> Result<> {
    const auto page = store.audit({.stream = AuditStream::kAdministration, .limit = count});
    for (const AuditEntry& entry : page->entries)
      rows.push_back(entry.actor + " " + entry.action + " " + entry.subject);
    return {};
  }));
  return rows;
}

}  // namespace garner::api

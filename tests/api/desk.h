// A desk of editors on a running server: a key for each role, and requests in their names.
#pragma once

#include <map>
#include <string>

#include "indexer/core/names.h"
#include "tests/api/running_app.h"

namespace garner::api {

// Of the path of an article.
inline std::string id_of(const std::string& path) {
  return path.substr(std::string("/v1/articles/").size());
}

class Desk {
 public:
  Desk() {
    for (const char* role : {"candidate", "contributor", "publisher"})
      keys_[role] = running.add_key({"read", "search", "write"}, Audience::kTeam,
                                    [&](ApiKey& key) { key.role = *parse_editor_role(role); });
    keys_["admin"] = running.admin;
    keys_["reader"] = running.add_key({"read", "events"}, Audience::kInternal);
    keys_["partner"] = running.add_key({"read", "write"}, Audience::kPartner,
                                       [](ApiKey& key) { key.role = EditorRole::kPublisher; });
  }

  httplib::Result send(const std::string& role, const std::string& method, const std::string& path,
                       const std::string& body = {}, const std::string& if_match = {}) const {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    if (!body.empty()) request.headers.emplace("Content-Type", "application/json");
    if (!if_match.empty()) request.headers.emplace("If-Match", if_match);
    return running.client(keys_.at(role)).send(request);
  }
  // The path of an article that was made so.
  std::string make(const std::string& body = kGood) const {
    const auto made = send("candidate", "POST", "/v1/articles", body);
    REQUIRE(made);
    REQUIRE(made->status == 201);
    return made->get_header_value("Location");
  }
  std::string move(const std::string& role, const std::string& path, const std::string& to) const {
    return outcome_of(send(role, "POST", path + "/transitions", R"({"to":")" + to + "\"}", "*"));
  }
  Json read(const std::string& path) const { return body_of(send("admin", "GET", path)); }

  static inline const std::string kGood =
      R"({"title":"Fennec FR-7 drops its uplink","issue":"The uplink of the Fennec FR-7 drops every night at three.",)"
      R"("environment":["Fennec FR-7"],"resolution":"Turn the scheduled restart off under System, Maintenance."})";
  static inline const std::string kOther =
      R"({"title":"Mossbox hub forgets its lamps","issue":"After a power cut the Mossbox hub has lost all lamps.",)"
      R"("resolution":"Hold the pairing button for five seconds, then bring the lamps back from the backup."})";
  RunningApp running;

 private:
  std::map<std::string, std::string> keys_;
};

}  // namespace garner::api

// Platforms that push, each with the signature it signs with, and a server that they push to.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <functional>

#include "tests/api/running_app.h"

namespace garner::api {

inline std::string hmac(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

inline std::string hex(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(c));
    text += digits.data();
  }
  return text;
}

inline std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

inline const std::string kKey = "twenty-four secret bytes";

struct Delivery {
  std::string body, id;
  Time at = now();
};

struct Sender {
  const char* format;
  std::string secret;
  std::string conversation;  // that `body` tells of
  std::string body;
  std::string greeting_event;  // value of the event header, or the body, of a greeting; empty: it sends none
  std::string signature;       // header
  bool timestamped = false, numbered = true;  // signs the time; gives each delivery an id
  std::function<httplib::Headers(const Delivery&, const std::string& secret)> sign;
};

inline std::string seconds(Time at) {
  return std::to_string(at / 1000);
}

inline httplib::Headers standard_headers(const Delivery& sent, const std::string& signature) {
  return {{"webhook-id", sent.id}, {"webhook-timestamp", seconds(sent.at)}, {"webhook-signature", signature}};
}

inline std::string standard_signature(const Delivery& sent, const std::string& key) {
  return "v1," + base64(hmac(key, sent.id + "." + seconds(sent.at) + "." + sent.body));
}

inline const std::vector<Sender>& senders() {
  static const std::vector<Sender> all = {
      {"ndjson", "whsec_" + base64(kKey), "desk-1",
       R"({"id":"desk-1","title":"Offline","messages":[{"id":"m1","author":"ann","role":"asker","body":"My Brindle X2 is offline."}]})",
       "", "webhook-signature", true, true,
       [](const Delivery& sent, const std::string& secret) {
         const bool known = secret == "whsec_" + base64(kKey);
         return standard_headers(sent, standard_signature(sent, known ? kKey : secret));
       }},
      {"discourse", kKey, "830",
       R"({"post":{"id":6001,"username":"kai","created_at":"2026-02-01T09:00:00.000Z","cooked":"<p>The hub does not find the lamp.</p>","post_number":1,"post_type":1,"topic_id":830,"topic_title":"Mossbox and lamps"}})",
       "x-discourse-event", "x-discourse-event-signature", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-Discourse-Event-Id", sent.id},
                                 {"X-Discourse-Event-Signature", "sha256=" + hex(hmac(secret, sent.body))}};
       }},
      {"zendesk", kKey, "711",
       R"({"ticket":{"id":711,"requester_id":5,"subject":"Router drops","description":"The Fennec FR-7 drops the line every hour.","status":"open","created_at":"2026-02-01T09:00:00Z"}})",
       "", "x-zendesk-webhook-signature", true, true,
       [](const Delivery& sent, const std::string& secret) {
         const std::string at = to_rfc3339(sent.at);
         return httplib::Headers{{"X-Zendesk-Webhook-Invocation-Id", sent.id},
                                 {"X-Zendesk-Webhook-Signature-Timestamp", at},
                                 {"X-Zendesk-Webhook-Signature", base64(hmac(secret, at + sent.body))}};
       }},
      {"github", kKey, "quillon/fennec#20",
       R"({"action":"opened","issue":{"html_url":"https://github.com/quillon/fennec/issues/20","number":20,"title":"Sync stops","user":{"login":"noor","type":"User"},"state":"open","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T09:00:00Z","author_association":"NONE","body":"It stops after ten files."},"repository":{"id":1,"full_name":"quillon/fennec"},"sender":{"login":"noor"}})",
       "x-github-event", "x-hub-signature-256", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-GitHub-Delivery", sent.id},
                                 {"X-Hub-Signature-256", "sha256=" + hex(hmac(secret, sent.body))}};
       }},
      {"gitlab", kKey, "5010",
       R"({"object_kind":"issue","user":{"id":3,"username":"noor"},"object_attributes":{"id":5010,"iid":10,"title":"Tidewell stops","description":"It stops after ten files.","state":"opened","created_at":"2026-01-05 09:00:00 UTC","author_id":3,"url":"https://git.quillon.example/t/-/issues/10","action":"open"}})",
       "", "x-gitlab-token", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-Gitlab-Event-UUID", sent.id}, {"X-Gitlab-Token", secret}};
       }},
      {"slack", kKey, "C0HELP001/1772355600.000100",
       R"({"type":"event_callback","event_id":"Ev1","team_id":"T1","event":{"type":"message","channel":"C0HELP001","user":"U1","text":"The scanner of my Brindle X4 stalls.","ts":"1772355600.000100"}})",
       "{\"type\":\"url_verification\",\"challenge\":\"c-42\"}", "x-slack-signature", true, false,
       [](const Delivery& sent, const std::string& secret) {
         const std::string at = seconds(sent.at);
         return httplib::Headers{
             {"X-Slack-Request-Timestamp", at},
             {"X-Slack-Signature", "v0=" + hex(hmac(secret, "v0:" + at + ":" + sent.body))}};
       }},
  };
  return all;
}

// A server, and channels that platforms push to, made the way an administrator does.
struct Receiver {
  void configure(const std::string& name, const Json& settings) const {
    const auto put = app.client(app.admin).Put("/v1/channels/" + name, settings.dump(), "application/json");
    REQUIRE(put);
    INFO(put->body);
    REQUIRE(put->status / 100 == 2);
  }
  httplib::Result post(const std::string& source, const std::string& body,
                       const httplib::Headers& headers) const {
    return app.client().Post("/v1/ingest/" + source, headers, body, "application/json");
  }
  httplib::Result push(const Sender& sender, const std::string& source, const Delivery& sent) const {
    return post(source, sent.body, sender.sign(sent, sender.secret));
  }
  std::optional<Conversation> stored(const std::string& channel, const std::string& id) const {
    std::optional<Conversation> found;
    const auto read = app.app->service().read([&](Store& store) -> Result<> {
      auto known = store.conversation(channel, id);
      if (!known) return fail(known.error());
      found = std::move(known->conversation);
      return {};
    });
    if (!read) CHECK(read.error().code == ErrorCode::kNotFound);
    return found;
  }

  RunningApp app;
};

}  // namespace garner::api

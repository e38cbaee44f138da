// Fetcher: gets a page as a polite client does: a gap between requests to one host, waits when it is told to,
// tries again after what may pass. Not thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "indexer/live/http_client.h"

namespace garner {

class Fetcher {
 public:
  using Milliseconds = std::chrono::milliseconds;
  struct Options {
    Milliseconds gap{1000};             // between two requests to one host
    int tries = 5;                      // of one request
    Milliseconds first_wait{1000};      // doubles with each try, with up to a half more by chance
    Milliseconds longest_wait{60'000};  // of one wait; a longer Retry-After ends the poll
  };
  // Waits; false when the poll is to end now. Tests count instead of waiting.
  using Wait = std::function<bool(Milliseconds)>;

  Fetcher(HttpClient& client, Options options, Wait wait)
      : client_(client), options_(options), wait_(std::move(wait)) {}

  // A response of 2xx or 304. Errors: kUnavailable (tried in vain, or asked to stay away: see not_before_s),
  // kUnauthorized (401, 403), kNotFound (404, 410), kInvalidInput (another 4xx), kTooLarge.
  Result<HttpResponse> fetch(const HttpRequest& request);

  // How many requests were sent.
  int requests() const { return requests_; }
  // How many seconds the platform asked to be left alone when fetch() gave up for that; 0: it did not.
  std::int64_t not_before_s() const { return not_before_s_; }

 private:
  bool pause_for_host(const std::string& url);

  HttpClient& client_;
  Options options_;
  Wait wait_;
  std::map<std::string, std::chrono::steady_clock::time_point> next_;  // by host
  int requests_ = 0;
  std::int64_t not_before_s_ = 0;
};

// The Wait of a program that nobody stops: sleeps, gives true.
bool sleep_for(Fetcher::Milliseconds time);

// Seconds of a Retry-After header (a number or an HTTP date), or of the rate limit headers that GitHub and
// Mastodon send; nothing where none says. `now_s`: seconds of the epoch.
std::optional<std::int64_t> asked_to_wait(const HttpResponse& response, std::int64_t now_s);

}  // namespace garner

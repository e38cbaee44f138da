#include "indexer/live/fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>
#include <random>
#include <thread>

#include "indexer/core/clock.h"

namespace garner {
namespace {

std::string host_of(const std::string& url) {
  const auto begin = url.find("://");
  if (begin == std::string::npos) return url;
  return url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
}

std::string header_of(const HttpResponse& response, const std::string& name) {
  const auto found = response.headers.find(name);
  return found == response.headers.end() ? std::string() : found->second;
}

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || number < 0) return std::nullopt;
  return number;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), the form that must be sent.
std::optional<std::int64_t> http_date(const std::string& text) {
  std::tm time{};
  const char* const end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &time);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&time);
}

constexpr int kTooManyRequests = 429;

bool may_pass(int status) {
  return status == 408 || status == 425 || status == kTooManyRequests || status >= 500;
}

tl::unexpected<Error> refused(int status) {
  switch (status) {
    case 401:
    case 403:
      return fail(ErrorCode::kUnauthorized, fmt::format("the platform refuses access ({})", status),
                  "look at the channel's token and what it may read");
    case 404:
    case 410:
      return fail(ErrorCode::kNotFound, fmt::format("the platform has no such page ({})", status),
                  "look at the channel's url and query");
    default:
      return fail(ErrorCode::kInvalidInput, fmt::format("the platform refuses the request ({})", status),
                  "look at the channel's url and query");
  }
}

}  // namespace

std::optional<std::int64_t> asked_to_wait(const HttpResponse& response, std::int64_t now_s) {
  const std::string retry_after = header_of(response, "retry-after");
  if (const auto seconds = number_of(retry_after)) return seconds;
  if (const auto date = http_date(retry_after)) return std::max<std::int64_t>(0, *date - now_s);
  if (header_of(response, "x-ratelimit-remaining") != "0") return std::nullopt;
  const std::string reset = header_of(response, "x-ratelimit-reset");
  std::optional<std::int64_t> at;
  if (const auto time = parse_rfc3339(reset)) {  // Mastodon
    at = *time / 1000;
  } else {
    at = number_of(reset);  // GitHub
  }
  if (!at) return std::nullopt;
  return std::max<std::int64_t>(0, *at - now_s);
}

bool sleep_for(Fetcher::Milliseconds time) {
  std::this_thread::sleep_for(time);
  return true;
}

bool Fetcher::pause_for_host(const std::string& url) {
  const auto now = std::chrono::steady_clock::now();
  auto& next = next_[host_of(url)];
  const auto left = std::chrono::duration_cast<Milliseconds>(next - now);
  if (left.count() > 0 && !wait_(left)) return false;
  next = std::max(next, now) + options_.gap;
  return true;
}

Result<HttpResponse> Fetcher::fetch(const HttpRequest& request) {
  static thread_local std::mt19937 random{std::random_device{}()};
  Milliseconds wait = options_.first_wait;
  const auto stopped = [] { return fail(ErrorCode::kUnavailable, "the poll was stopped"); };
  for (int left = options_.tries;;) {
    if (!pause_for_host(request.url)) return stopped();
    ++requests_;
    auto response = client_.send(request);
    if (!response && response.error().code != ErrorCode::kUnavailable) return response;
    std::string reason;
    Milliseconds now_wait = wait + Milliseconds(random() % (wait.count() / 2 + 1));
    if (!response) {
      reason = response.error().message;
    } else {
      const int status = response->status;
      if ((status >= 200 && status < 300) || status == 304) return response;
      const auto asked = asked_to_wait(*response, now() / 1000);
      const bool limited = status == 403 && asked;  // GitHub's way to say 429
      if (!may_pass(status) && !limited) return refused(status);
      reason = fmt::format("the platform answers {}", status);
      if (asked && *asked * 1000 > options_.longest_wait.count()) {
        not_before_s_ = *asked;
        return fail(ErrorCode::kUnavailable, fmt::format("{} and asks to wait {} s", reason, *asked),
                    "it goes on then by itself");
      }
      if (asked) now_wait = std::max(Milliseconds(*asked * 1000), Milliseconds(1));
    }
    if (--left == 0)
      return fail(ErrorCode::kUnavailable, fmt::format("tried {} times in vain: {}", options_.tries, reason));
    if (!wait_(now_wait)) return stopped();
    wait = std::min(wait * 2, options_.longest_wait);
  }
}

}  // namespace garner

// The judge of request heads: strict about everything that proxies and servers have read differently, so that
// nothing ambiguous goes further. Pure functions, thread-safe, linear in the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace garner::api {

// Bounds of one head, in bytes but for the count.
inline constexpr std::size_t kMaxTarget =
    8 * 1024 - 64;  // with method and version it still fits the library's 8 KB line
inline constexpr std::size_t kMaxHeaderLine = 8 * 1024 - 64;
inline constexpr std::size_t kMaxHead = 32 * 1024;
inline constexpr std::size_t kMaxHeaders = 100;

struct Head {
  std::string method;
  std::string target;  // origin form: "/v1/search?q=a"
  bool http_1_1 = true;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values trimmed
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  // The target without its query.
  std::string_view path() const;
};

// Why a request goes no further: answered with `status`, then the connection is closed.
struct Refusal {
  int status = 400;
  const char* code = "malformed";
  const char* detail = "";
};

enum class Judgement : std::uint8_t { kIncomplete, kComplete, kRefused };

struct Verdict {
  Judgement judgement = Judgement::kIncomplete;
  std::size_t size = 0;  // bytes of the head with its empty line, when complete
  Head head;
  Refusal refusal;
};

// Judges the beginning of `bytes`; what cannot become a good head is refused before it is complete.
Verdict judge_head(std::string_view bytes);

}  // namespace garner::api

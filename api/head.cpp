#include "api/head.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace garner::api {
namespace {

bool is_token_char(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || kMarks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

constexpr Refusal kBadLine{400, "malformed", "the request line is not HTTP"};
constexpr Refusal kBadByte{400, "malformed",
                           "the head holds a control character or a line end that is not CR LF"};
constexpr Refusal kLongTarget{414, "target_too_long", "the request target is over 8 KB"};
constexpr Refusal kLongHead{431, "head_too_large",
                            "the head is over 32 KB, 100 header lines, or 8 KB in one line"};

// The lines of the head so far, judged byte by byte. `end` is behind the empty line, 0 while there is none.
struct Lines {
  std::vector<std::string_view> lines;
  std::size_t end = 0;
  bool refused = false;
  Refusal refusal;
};

Lines split_lines(std::string_view bytes) {
  Lines result;
  const auto refuse = [&](Refusal why) {
    result.refused = true;
    result.refusal = why;
    return result;
  };
  std::size_t begin = 0;
  const std::size_t size = std::min(bytes.size(), kMaxHead + 1);
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    const bool first_line = result.lines.empty();
    if (i - begin > (first_line ? kMaxTarget + 32 : kMaxHeaderLine))
      return refuse(first_line ? kLongTarget : kLongHead);
    if (c == '\r') {
      if (i + 1 < bytes.size() && bytes[i + 1] != '\n') return refuse(kBadByte);
      continue;
    }
    if (c != '\n') {
      if ((c < 0x20 && c != '\t') || c == 0x7f) return refuse(kBadByte);
      if (first_line && i - begin < 3 && !is_token_char(bytes[i])) return refuse(kBadLine);
      continue;
    }
    if (i == 0 || bytes[i - 1] != '\r') return refuse(kBadByte);
    const std::string_view line = bytes.substr(begin, i - 1 - begin);
    begin = i + 1;
    if (line.empty()) {
      if (first_line) return refuse(kBadLine);
      result.end = begin;
      return result;
    }
    if (result.lines.size() > kMaxHeaders) return refuse(kLongHead);
    result.lines.push_back(line);
  }
  return bytes.size() > kMaxHead ? refuse(kLongHead) : result;
}

// nullptr: fine.
const Refusal* judge_request_line(std::string_view line, Head& head) {
  static constexpr Refusal kMethod{501, "not_implemented", "this method is not known here"};
  static constexpr Refusal kVersion{505, "http_version", "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  static constexpr Refusal kTarget{400, "malformed",
                                   "the request target must begin with '/' and be plain ASCII"};
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return &kBadLine;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || method.size() > 32) return &kBadLine;
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || std::isdigit(version[5]) == 0 ||
      version[6] != '.' || std::isdigit(version[7]) == 0) {
    return &kBadLine;
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return &kVersion;
  if (target.size() > kMaxTarget) return &kLongTarget;
  const bool plain =
      std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  const bool asterisk = target == "*" && method == "OPTIONS";
  if (!plain || target.empty() || (target.front() != '/' && !asterisk)) return &kTarget;
  constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                        "PATCH", "DELETE", "OPTIONS"};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) return &kMethod;
  head.method = method;
  head.target = asterisk ? "/*" : std::string(target);
  head.http_1_1 = version == "HTTP/1.1";
  return nullptr;
}

// What decides where the body ends and whether the connection goes on.
struct Framing {
  int hosts = 0, lengths = 0, encodings = 0;
  bool close = false;
};

const Refusal* judge_framing(const std::string& name, std::string_view value, Framing& framing, Head& head) {
  static constexpr Refusal kLength{400, "malformed", "Content-Length must be one number, given once"};
  static constexpr Refusal kHuge{413, "too_large", "the body is too large"};
  static constexpr Refusal kCoding{501, "not_implemented", "no transfer encoding but chunked is known here"};
  static constexpr Refusal kExpect{417, "expectation_failed",
                                   "no expectation but 100-continue is known here"};
  if (name == "host") {
    ++framing.hosts;
  } else if (name == "content-length") {
    if (++framing.lengths > 1 || value.empty()) return &kLength;
    if (!std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return &kLength;
    if (value.size() > 18) return &kHuge;
    head.content_length = std::stoull(std::string(value));
  } else if (name == "transfer-encoding") {
    if (++framing.encodings > 1 || lower(value) != "chunked") return &kCoding;
    head.chunked = true;
  } else if (name == "expect") {
    if (lower(value) != "100-continue") return &kExpect;
    head.expects_continue = true;
  } else if (name == "connection") {
    const std::string options = lower(value);
    framing.close = framing.close || options.find("close") != std::string::npos;
  }
  return nullptr;
}

const Refusal* judge_headers(const std::vector<std::string_view>& lines, Head& head) {
  static constexpr Refusal kFold{400, "malformed", "a header line is folded over two lines"};
  static constexpr Refusal kName{400, "malformed", "a header line has no valid name"};
  static constexpr Refusal kHost{400, "malformed", "a request needs one Host header"};
  static constexpr Refusal kBoth{400, "malformed", "Content-Length and Transfer-Encoding exclude each other"};
  Framing framing;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.front() == ' ' || line.front() == '\t') return &kFold;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return &kName;
    std::string name = lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (const Refusal* refusal = judge_framing(name, value, framing, head)) return refusal;
    head.headers.emplace_back(std::move(name), value);
  }
  if (framing.hosts > 1 || (framing.hosts == 0 && head.http_1_1)) return &kHost;
  if (framing.encodings > 0 && (framing.lengths > 0 || !head.http_1_1)) return &kBoth;
  head.keep_alive = head.http_1_1 && !framing.close;
  return nullptr;
}

}  // namespace

std::string_view Head::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

Verdict judge_head(std::string_view bytes) {
  Verdict verdict;
  const Lines lines = split_lines(bytes);
  const auto refuse = [&](const Refusal& refusal) {
    verdict.judgement = Judgement::kRefused;
    verdict.refusal = refusal;
  };
  if (lines.refused) {
    refuse(lines.refusal);
    return verdict;
  }
  // A wrong first line is refused as soon as it is whole.
  if (!lines.lines.empty()) {
    if (const Refusal* refusal = judge_request_line(lines.lines.front(), verdict.head)) {
      refuse(*refusal);
      return verdict;
    }
  }
  if (lines.end == 0) return verdict;
  if (const Refusal* refusal = judge_headers(lines.lines, verdict.head)) {
    refuse(*refusal);
    return verdict;
  }
  verdict.judgement = Judgement::kComplete;
  verdict.size = lines.end;
  return verdict;
}

}  // namespace garner::api

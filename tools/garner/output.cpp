#include "tools/garner/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

namespace garner {
namespace {

std::string_view word_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return "invalid_input";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kUnauthorized:
      return "unauthorized";
    case ErrorCode::kForbidden:
      return "forbidden";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kStale:
      return "stale";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kVersionMismatch:
      return "version_mismatch";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

bool colours() {
  static const bool wanted = [] {
    const char* no_color = std::getenv("NO_COLOR");
    return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
  }();
  return wanted;
}

std::string styled(std::string_view code, std::string_view text) {
  return colours() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string marked(const Snippet& snippet) {
  std::string out;
  std::size_t at = 0;
  for (const Highlight& highlight : snippet.highlights) {
    out += printable(std::string_view(snippet.text).substr(at, highlight.begin - at));
    out += bold(
        printable(std::string_view(snippet.text).substr(highlight.begin, highlight.end - highlight.begin)));
    at = highlight.end;
  }
  return out + printable(std::string_view(snippet.text).substr(at));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    out += control ? ' ' : c;
  }
  return out;
}

void print_error(const Globals& globals, const Error& error) {
  if (globals.json) {
    const nlohmann::ordered_json document = {
        {"error", {{"code", word_of(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
    std::cerr << document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  std::cerr << "garner: " << error.message << '\n';
  if (!error.hint.empty()) std::cerr << "  " << error.hint << '\n';
}

void remark(const Globals& globals, std::string_view text) {
  if (!globals.quiet && !globals.json) std::cerr << text << '\n';
}

void print_json(const nlohmann::ordered_json& document) {
  std::cout << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_hits(const Answer& answer, bool with_reason) {
  if (!answer.corrected_query.empty()) {
    std::cout << "Shown for " << bold(printable(answer.corrected_query))
              << dim("  (a word in quotes is searched for as it is)") << '\n';
  }
  for (const std::string& suggestion : answer.suggestions)
    std::cout << "Did you mean " << bold(printable(suggestion)) << "?\n";
  if (answer.hits.empty()) {
    std::cout << "Nothing found.\n";
    return;
  }
  if (with_reason && !answer.answerable) std::cout << "No sure answer; the nearest:\n";
  std::size_t rank = 0;
  for (const Hit& hit : answer.hits) {
    std::cout << fmt::format("{:>2}. {}  {}\n", ++rank, bold(printable(hit.title)),
                             dim(fmt::format("{:.0f} %  {}", 100 * hit.confidence, hit.id)));
    if (!hit.snippet.text.empty()) std::cout << "    " << marked(hit.snippet) << '\n';
    if (with_reason && !hit.reason.empty()) std::cout << "    " << dim(printable(hit.reason)) << '\n';
    if (hit.similar > 0)
      std::cout << "    " << dim(fmt::format("and {} that say the same", hit.similar)) << '\n';
    if (!hit.url.empty()) std::cout << "    " << dim(printable(hit.url)) << '\n';
  }
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string bold(std::string_view text) {
  return styled("1", text);
}
std::string dim(std::string_view text) {
  return styled("2", text);
}

ProgressLine::ProgressLine(const Globals& globals, std::string what)
    : wanted_(!globals.quiet && !globals.json && ::isatty(STDERR_FILENO) == 1),
      what_(std::move(what)),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::cerr << "\r\x1b[K" << std::flush;
}

void ProgressLine::show(std::uint64_t done, std::uint64_t total, std::uint64_t items) {
  using namespace std::chrono;
  constexpr auto kEvery = milliseconds(200);
  const auto now = steady_clock::now();
  if (!wanted_ || now - last_ < kEvery) return;
  last_ = now;
  shown_ = true;
  const double seconds = duration<double>(now - start_).count();
  std::string line =
      fmt::format("{} {}, {:.0f} a second", with_commas(items), what_, static_cast<double>(items) / seconds);
  if (total > 0 && done > 0) {
    const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    line += fmt::format(", {:.0f} %, {:.0f} s left", 100 * part, seconds * (1 - part) / part);
  }
  std::cerr << "\r\x1b[K" << line << std::flush;
}

}  // namespace garner

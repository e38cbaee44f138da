#include "indexer/core/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>

#include "indexer/core/clock.h"

namespace garner {
namespace {

std::atomic<LogLevel> threshold{LogLevel::kWarning};
constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void append_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" \"\\=") == std::string_view::npos &&
                     std::none_of(value.begin(), value.end(), is_control);
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') line += '\\';
    line += is_control(c) ? ' ' : c;
  }
  line += '"';
}

}  // namespace

void set_log_level(LogLevel level) {
  threshold = level;
}

void log(LogLevel level, std::string_view event, LogFields fields) {
  if (level < threshold || level == LogLevel::kOff) return;
  std::string line = fmt::format("time={} level={} event={}", to_rfc3339(now()),
                                 kLevels.at(static_cast<std::size_t>(level)), event);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);  // one call: stderr is unbuffered, the line stays whole
}

}  // namespace garner

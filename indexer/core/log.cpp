#include "indexer/core/log.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstdio>

#include "indexer/core/clock.h"

namespace garner {
namespace {

std::atomic<LogLevel> threshold{LogLevel::kWarning};
constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};

void append_value(std::string& line, std::string_view value) {
  if (!value.empty() && value.find_first_of(" \"\\=") == std::string_view::npos &&
      value.find_first_of("\n\r\t") == std::string_view::npos) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') line += '\\';
    line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  line += '"';
}

}  // namespace

void set_log_level(LogLevel level) { threshold = level; }

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

// One structured line per event on stderr: `time=… level=… event=… key=value …`. Ids and counts, never a
// user's text. Thread-safe: a line is written in one piece.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace garner {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

// Lines below `level` are not written. kWarning until set.
void set_log_level(LogLevel level);

// Writes one line. Values with blanks, quotes or control characters are quoted and escaped.
void log(LogLevel level, std::string_view event, LogFields fields = {});

}  // namespace garner

// Lines of IRC logs, as the common clients and robots write them: supybot, irssi, weechat, HexChat, mIRC,
// ZNC, energymech, and the logs of #ubuntu. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

struct IrcLine {
  // kSaid: somebody said something. kSystem: joins, notices, topics. kDate: says which day follows.
  // kFault: none of these.
  enum class Kind : std::uint8_t { kSaid, kSystem, kDate, kFault };
  Kind kind = Kind::kFault;
  std::optional<Time> date;   // midnight of the day, where the line tells it
  std::optional<Time> clock;  // since midnight, in milliseconds
  std::string_view nick, text;
  bool op = false;  // an operator of the channel
};
IrcLine read_irc_line(std::string_view line);

// Midnight of the day that a log's name tells: "2004-11-15_03.raw.txt", "#help.20041115.log",
// "2004/11/15/#ubuntu.txt".
std::optional<Time> irc_date_in(std::string_view path);

}  // namespace garner

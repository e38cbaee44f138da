// IRC: logs of a channel, a file each (irc_line.h). Cut into conversations (rooms.h).
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/content_id.h"
#include "indexer/channel/input.h"
#include "indexer/channel/irc_line.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace irc {
namespace {

constexpr Time kHour = 3'600'000, kDay = 24 * kHour;

// Times of day to times: midnight makes a new day. A clock that goes from 12 to 1 counts to twelve.
class Calendar {
 public:
  explicit Calendar(std::optional<Time> day) : day_(day) {}

  void begin(Time day) {
    day_ = day;
    offset_ = 0;
    last_ = kNever;
  }
  std::optional<Time> at(const IrcLine& line) {
    if (line.date) return *line.date + *line.clock;
    Time clock = *line.clock + offset_;
    constexpr Time kBack = 2 * 60'000;  // lines that are a little late
    if (clock + kBack < last_) {
      const bool noon = (last_ - offset_) / kHour % 24 == 12 && *line.clock / kHour == 1;
      twelve_ = twelve_ || noon;
      while (clock + kBack < last_) {
        const Time step = twelve_ ? kDay / 2 : kDay;
        offset_ += step;
        clock += step;
      }
    }
    last_ = clock;
    return day_ ? std::optional<Time>(*day_ + clock) : std::nullopt;
  }

 private:
  static constexpr Time kNever = std::numeric_limits<Time>::min();

  std::optional<Time> day_;
  Time last_ = kNever;
  Time offset_ = 0;
  bool twelve_ = false;
};

class IrcChannel : public Channel {
 public:
  std::string_view format() const override { return "irc"; }
  std::string_view default_channel() const override { return "irc"; }

  // Most of the first lines are lines of a log, and somebody says something in them.
  bool recognises(std::string_view head) const override {
    constexpr int kLines = 200;
    int lines = 0, known = 0, said = 0;
    while (lines < kLines && !head.empty()) {
      const auto end = head.find('\n');
      if (end == std::string_view::npos && lines > 0) break;  // cut off
      std::string_view line = head.substr(0, end);
      head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      ++lines;
      const IrcLine read = read_irc_line(line);
      known += read.kind != IrcLine::Kind::kFault ? 1 : 0;
      said += read.kind == IrcLine::Kind::kSaid ? 1 : 0;
    }
    return said > 0 && known * 10 >= lines * 7;
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    LineReader lines(input, kMaxLine);
    Rooms rooms(sink);
    Calendar calendar(irc_date_in(input.name()));
    ContentIds ids;
    for (;;) {
      auto line = lines.next();
      if (!line) {
        if (auto told = end_of_input(line.error(), sink, "the end"); !told) return told;
        break;
      }
      if (line->kind == LineReader::Kind::kEnd) break;
      if (auto taken = take(*line, calendar, ids, sink, rooms); !taken) return taken;
    }
    return rooms.finish();
  }

 private:
  static constexpr std::size_t kMaxLine = 64UL * 1024;

  static Result<> take(const LineReader::Line& line, Calendar& calendar, ContentIds& ids, const Sink& sink,
                       Rooms& rooms) {
    const std::string position = fmt::format("line {}", line.number);
    if (line.kind == LineReader::Kind::kTooLong)
      return reject(sink, position, "a line longer than 64 KB: not of a chat", line.text);
    if (line.text.empty()) return {};
    const IrcLine read = read_irc_line(line.text);
    if (read.kind == IrcLine::Kind::kDate && read.date) calendar.begin(*read.date);
    if (read.kind == IrcLine::Kind::kFault)
      return reject(sink, position,
                    "not a line of a chat log: a time and <nick> or * nick are expected at its beginning",
                    line.text);
    if (read.kind != IrcLine::Kind::kSaid) return {};
    const auto at = calendar.at(read);
    if (read.text.empty()) return {};
    if (!is_utf8(read.nick))
      return reject(sink, position, "the nick is not UTF-8: convert the file to UTF-8", line.text);
    Conversation part;
    Message message;
    message.id = ids.next(at, read.nick, read.text);
    message.at = at;
    message.author = read.nick;
    message.body = read.text;
    if (read.op) message.role = Role::kAgent;
    if (is_bot_name(read.nick)) message.role = Role::kBot;
    part.messages.push_back(std::move(message));
    return rooms.add(part, {}, {}, position);
  }
};

}  // namespace
}  // namespace irc

std::unique_ptr<Channel> make_irc_channel() {
  return std::make_unique<irc::IrcChannel>();
}

}  // namespace garner

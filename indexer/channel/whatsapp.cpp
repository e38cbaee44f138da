// WhatsApp: the text file of "Export chat", of Android and iOS, in the language of the phone. Chats are cut
// into conversations (rooms.h).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/content_id.h"
#include "indexer/channel/input.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"
#include "indexer/channel/sorter.h"
#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"
#include "indexer/core/record.h"

namespace garner {
namespace whatsapp {
namespace {

constexpr std::string_view kMark = "\xE2\x80\x8E";  // left-to-right mark: before what WhatsApp itself writes

struct Header {
  std::array<int, 3> date{};  // as written: which is the day is found from the whole file
  int hour = 0, minute = 0, second = 0;
  std::string_view rest;  // "Ann: hello", or what WhatsApp says
};

// Reads a line from its beginning.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  // Blanks, also narrow and unbreakable ones, and marks of direction.
  void blanks() {
    constexpr std::array<std::string_view, 6> kBlanks = {
        " ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8E", "\xE2\x80\x8F", "\t"};
    for (bool more = true; more;) {
      more = std::any_of(kBlanks.begin(), kBlanks.end(), [&](std::string_view blank) { return skip(blank); });
    }
  }
  bool skip(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool skip_any(std::string_view signs) {
    if (text_.empty() || signs.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool number(int& value, std::size_t digits) {
    const std::string_view window = text_.substr(0, digits);
    const auto read = std::from_chars(window.data(), window.data() + window.size(), value);
    if (read.ec != std::errc() || !is_digit(text_.front())) return false;
    text_.remove_prefix(static_cast<std::size_t>(read.ptr - window.data()));
    return text_.empty() || !is_digit(text_.front());
  }
  std::string_view rest() const { return text_; }

 private:
  std::string_view text_;
};

enum class Half : std::uint8_t { kNone, kMorning, kAfternoon };

// "PM", "p. m.", "下午", "오후".
Half half_of_day(Scanner& scanner) {
  constexpr std::array<std::pair<std::string_view, Half>, 14> kWords = {
      {{"AM", Half::kMorning},
       {"am", Half::kMorning},
       {"a.m.", Half::kMorning},
       {"a. m.", Half::kMorning},
       {"a.\xC2\xA0m.", Half::kMorning},
       {"\xE4\xB8\x8A\xE5\x8D\x88", Half::kMorning},
       {"\xEC\x98\xA4\xEC\xA0\x84", Half::kMorning},
       {"PM", Half::kAfternoon},
       {"pm", Half::kAfternoon},
       {"p.m.", Half::kAfternoon},
       {"p. m.", Half::kAfternoon},
       {"p.\xC2\xA0m.", Half::kAfternoon},
       {"\xE4\xB8\x8B\xE5\x8D\x88", Half::kAfternoon},
       {"\xEC\x98\xA4\xED\x9B\x84", Half::kAfternoon}}};
  for (const auto& [word, half] : kWords) {
    if (scanner.skip(word)) return half;
  }
  return Half::kNone;
}

std::optional<Header> header_of(std::string_view line) {
  Scanner scanner(line);
  Header header;
  scanner.blanks();
  const bool bracket = scanner.skip("[");
  for (std::size_t i = 0; i < 3; ++i) {
    if (!scanner.number(header.date[i], 4)) return std::nullopt;
    if (i < 2 && !scanner.skip_any("/.-")) return std::nullopt;
    if (i < 2) scanner.blanks();
  }
  scanner.skip_any(".");
  scanner.skip_any(",");
  scanner.blanks();
  Half half = half_of_day(scanner);
  scanner.blanks();
  if (!scanner.number(header.hour, 2) || !scanner.skip_any(":.") || !scanner.number(header.minute, 2))
    return std::nullopt;
  if (scanner.skip_any(":.") && !scanner.number(header.second, 2)) return std::nullopt;
  scanner.blanks();
  if (half == Half::kNone) half = half_of_day(scanner);
  if (half != Half::kNone && header.hour == 12) header.hour = 0;
  if (half == Half::kAfternoon) header.hour += 12;
  scanner.blanks();
  if (bracket ? !scanner.skip("]") : !scanner.skip("-")) return std::nullopt;
  if (!scanner.skip(" ")) return std::nullopt;
  if (header.hour > 23 || header.minute > 59 || header.second > 60) return std::nullopt;
  header.rest = scanner.rest();
  return header;
}

// "Ann: hello". Of what WhatsApp itself says there is no colon, or a quotation before it.
bool split(std::string_view rest, std::string_view& name, std::string_view& text) {
  constexpr std::size_t kLongestName = 120;
  const auto colon = rest.substr(0, kLongestName).find(": ");
  const auto end = colon != std::string_view::npos ? colon
                   : rest.ends_with(':')           ? rest.size() - 1
                                                   : std::string_view::npos;
  if (end > kLongestName) return false;  // there is none, most of all
  name = rest.substr(0, end);
  text = rest.substr(std::min(end + 2, rest.size()));
  while (name.starts_with(kMark)) name.remove_prefix(kMark.size());
  if (name.starts_with("~")) name.remove_prefix(1);  // "~ Ann": not in the phone's contacts
  while (name.starts_with(' ') || name.starts_with("\xE2\x80\xAF"))
    name.remove_prefix(name.front() == ' ' ? 1 : 3);
  return !name.empty() && name.front() != '<' && name.find_first_of("\"\xE2\x80\x9C") != 0 &&
         name.find('"') == std::string_view::npos;
}

// What stands for a message that was deleted, in the languages of phones that were seen.
bool says_deleted(std::string_view text) {
  constexpr std::array<std::string_view, 16> kDeleted = {"This message was deleted",
                                                         "You deleted this message",
                                                         "Diese Nachricht wurde gel\xC3\xB6scht",
                                                         "Du hast diese Nachricht gel\xC3\xB6scht",
                                                         "Ce message a \xC3\xA9t\xC3\xA9 supprim\xC3\xA9",
                                                         "Vous avez supprim\xC3\xA9 ce message",
                                                         "Se elimin\xC3\xB3 este mensaje",
                                                         "Eliminaste este mensaje",
                                                         "Este mensaje fue eliminado",
                                                         "Mensagem apagada",
                                                         "Voc\xC3\xAA apagou esta mensagem",
                                                         "Esta mensagem foi apagada",
                                                         "Questo messaggio \xC3\xA8 stato eliminato",
                                                         "Hai eliminato questo messaggio",
                                                         "Dit bericht is verwijderd",
                                                         "Je hebt dit bericht verwijderd"};
  while (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text.size() < 80 && std::any_of(kDeleted.begin(), kDeleted.end(),
                                         [&](std::string_view words) { return text.starts_with(words); });
}

// "<Media omitted>", "‎image omitted", "null".
bool is_placeholder(std::string_view text) {
  if (text.starts_with(kMark) || text == "null") return true;
  return text.size() < 60 && text.starts_with('<') && text.ends_with('>') &&
         text.find('\n') == std::string_view::npos;
}

std::string_view without_edit_mark(std::string_view text) {
  const auto mark = text.rfind(std::string(kMark) + "<");
  return mark != std::string_view::npos && text.ends_with('>') ? text.substr(0, mark) : text;
}

// In which place of the date the year, month and day stand. Weighed over the whole file: a number over 12 is
// no month, over 31 a year; where nothing tells, the day comes first unless that makes time run backwards
// more often.
class DateOrder {
 public:
  void see(const Header& header) {
    const auto& date = header.date;
    ++lines_;
    if (date[0] > 31) ++year_first_;
    if (date[0] > 12 && date[0] <= 31) ++day_first_;
    if (date[1] > 12) ++month_first_;
    const int day_first = (date[2] * 100 + date[1]) * 100 + date[0],
              month_first = (date[2] * 100 + date[0]) * 100 + date[1];
    if (day_first < last_day_first_) ++back_day_first_;
    if (month_first < last_month_first_) ++back_month_first_;
    last_day_first_ = day_first;
    last_month_first_ = month_first;
  }
  std::optional<Time> time_of(const Header& header) const {
    auto [a, b, c] = header.date;
    int year = c, month = b, day = a;
    if (year_first_ * 2 > lines_) {
      year = a, day = c;
    } else if (month_first_ > day_first_ ||
               (month_first_ == day_first_ && back_month_first_ < back_day_first_)) {
      month = a, day = b;
    }
    if (year < 100) year += 2000;
    if (year > 2400 && year < 2700) year -= 543;  // the Buddhist calendar of Thai phones
    return parse_rfc3339(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, day, header.hour,
                                     header.minute, header.second));
  }

 private:
  int lines_ = 0, year_first_ = 0, day_first_ = 0, month_first_ = 0;
  int last_day_first_ = 0, last_month_first_ = 0, back_day_first_ = 0, back_month_first_ = 0;
};

class Reader {
 public:
  explicit Reader(const Sink& sink) : sink_(sink), rooms_(sink) {}

  Result<> read(Input& input) {
    LineReader lines(input);
    for (;;) {
      auto line = lines.next();
      if (!line) {
        if (auto kept = keep(); !kept) return kept;
        if (auto told = end_of_input(line.error(), sink_, fmt::format("line {}", line_ + 1)); !told)
          return told;
        break;
      }
      if (line->kind == LineReader::Kind::kEnd) break;
      if (auto taken = take(*line); !taken) return taken;
    }
    if (auto kept = keep(); !kept) return kept;
    // Only now is the order of the date's parts known: once more over what was kept on disk.
    auto done = spool_.drain([&](std::uint64_t, std::string_view record) { return deliver_kept(record); });
    return done ? rooms_.finish() : done;
  }

 private:
  Result<> take(const LineReader::Line& line) {
    if (line.kind == LineReader::Kind::kTooLong)
      return reject(sink_, fmt::format("line {}", line.number), "a line longer than 16 MB: not a message",
                    line.text);
    if (const auto header = header_of(line.text)) {
      if (auto kept = keep(); !kept) return kept;
      text_ = line.text;
      line_ = line.number;
      order_.see(*header);
      return {};
    }
    if (text_.empty()) {
      if (line.text.find_first_not_of(" \t") == std::string_view::npos) return {};
      return reject(sink_, fmt::format("line {}", line.number),
                    "not a line of a WhatsApp chat: there is no date, and no message that it could belong to",
                    line.text);
    }
    if (text_.size() + line.text.size() < kMaxRecordBytes) text_.append("\n").append(line.text);
    return {};
  }

  // Puts by the message that is complete.
  Result<> keep() {
    if (text_.empty()) return {};
    std::string record;
    append_field(record, std::to_string(line_));
    append_field(record, text_);
    text_.clear();
    return spool_.add(sequence_++, 0, record);
  }

  Result<> deliver_kept(std::string_view record) {
    const auto fields = split_record(record);
    const auto header = fields ? header_of((*fields)[1]) : std::nullopt;
    if (!header) return {};
    const std::string position = fmt::format("line {}", (*fields)[0]);
    std::string_view name, text;
    if (!split(header->rest, name, text)) return {};  // who joined, what was renamed
    if (!is_utf8(name))
      return reject(sink_, position, "the sender's name is not UTF-8: convert the file to UTF-8",
                    (*fields)[1]);
    Conversation part;
    Message message;
    message.at = order_.time_of(*header);
    if (!message.at)
      return reject(sink_, position, "the date does not exist, in the order that the file's other dates have",
                    (*fields)[1]);
    message.id = ids_.next(message.at, name, text);
    message.author = name;
    message.deleted = says_deleted(text);
    if (!message.deleted && is_placeholder(text)) return {};
    if (!message.deleted) message.body = without_edit_mark(text);
    if (is_bot_name(name)) message.role = Role::kBot;
    part.messages.push_back(std::move(message));
    return rooms_.add(part, {}, {}, position);
  }

  const Sink& sink_;
  Rooms rooms_;
  Sorter spool_;
  ContentIds ids_;
  DateOrder order_;
  std::uint64_t sequence_ = 0, line_ = 0;
  std::string text_;  // the message being read, with its header
};

class WhatsAppChannel : public Channel {
 public:
  std::string_view format() const override { return "whatsapp"; }
  std::string_view default_channel() const override { return "whatsapp"; }

  // The first line has a date, and one of the first says something.
  bool recognises(std::string_view head) const override {
    constexpr int kLines = 50;
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    bool said = false, first = true;
    for (int count = 0; count < kLines && !head.empty() && !said; ++count) {
      const auto end = std::min(head.find('\n'), head.size());
      std::string_view line = head.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      head.remove_prefix(std::min(end + 1, head.size()));
      if (line.empty()) continue;
      const auto header = header_of(line);
      if (first && !header) return false;
      first = false;
      std::string_view name, text;
      said = header && split(header->rest, name, text);
    }
    return said;
  }

  Result<> parse(Input& input, const Sink& sink) const override { return Reader(sink).read(input); }
};

}  // namespace
}  // namespace whatsapp

std::unique_ptr<Channel> make_whatsapp_channel() {
  return std::make_unique<whatsapp::WhatsAppChannel>();
}

}  // namespace garner

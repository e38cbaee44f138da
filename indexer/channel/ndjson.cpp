// Garner's own interchange format, one conversation or article a line (docs/interchange.md).
#include <fmt/format.h>

#include <variant>

#include "indexer/channel/check.h"
#include "indexer/channel/input.h"
#include "indexer/channel/interchange.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace ndjson {
namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

// A first line that only opens the JSON: a pretty-printed or array export, each line of which would be a
// fault.
bool spans_lines(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (line[first] == '[') return true;
  return line[first] == '{' && is_blank(line.substr(first + 1));
}

Result<> take_line(const LineReader::Line& line, const Sink& sink) {
  const std::string position = fmt::format("line {}", line.number);
  if (line.kind == LineReader::Kind::kTooLong) {
    return reject(sink, position, fmt::format("the line is longer than {} MB", kMaxRecordBytes >> 20),
                  line.text);
  }
  auto record = parse_record(line.text);
  if (!record) return reject(sink, position, record.error().message, line.text);
  if (auto* conversation = std::get_if<Conversation>(&*record))
    return sink.conversation(std::move(*conversation));
  if (auto* team = std::get_if<TeamRecord>(&*record)) {
    if (!sink.team)
      return reject(sink, position, "a setting, link or channel, which garner import takes", line.text);
    return sink.team(std::move(*team));
  }
  if (!sink.article)
    return reject(sink, position, "an article, where only conversations are taken", line.text);
  return sink.article(std::move(std::get<Article>(*record)));
}

class NdjsonChannel : public Channel {
 public:
  std::string_view format() const override { return "ndjson"; }
  std::string_view default_channel() const override { return "ndjson"; }

  // Asked last: any file with a line that may be a record.
  bool recognises(std::string_view head) const override {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    while (!head.empty()) {
      const auto end = head.find('\n');
      auto line = head.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const auto first = line.find_first_not_of(" \t");
      if (first != std::string_view::npos && line[first] == '{' && !spans_lines(line)) return true;
      if (end == std::string_view::npos) return false;
      head.remove_prefix(end + 1);
    }
    return false;
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    LineReader lines(input);
    std::uint64_t number = 0;
    for (bool first = true;;) {
      auto line = lines.next();
      if (!line) return end_of_input(line.error(), sink, fmt::format("line {}", number + 1));
      if (line->kind == LineReader::Kind::kEnd) return {};
      number = line->number;
      if (line->kind == LineReader::Kind::kLine && is_blank(line->text)) continue;
      if (first && line->kind == LineReader::Kind::kLine) {
        if (line->text.starts_with("\xFF\xFE") || line->text.starts_with("\xFE\xFF")) {
          return reject(sink, "line 1", "the file is UTF-16: convert it to UTF-8", line->text);
        }
        if (spans_lines(line->text)) {
          return reject(sink, fmt::format("line {}", number),
                        "the JSON spans several lines: NDJSON has one object a line (`jq -c .` or `jq -c "
                        ".[]` mends it)",
                        line->text);
        }
      }
      first = false;
      if (auto ok = take_line(*line, sink); !ok) return ok;
    }
  }
};

}  // namespace
}  // namespace ndjson

std::unique_ptr<Channel> make_ndjson_channel() {
  return std::make_unique<ndjson::NdjsonChannel>();
}

}  // namespace garner

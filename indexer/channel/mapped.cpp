#include "indexer/channel/mapped.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/csv_rows.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/mime.h"
#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner {
namespace {

using nlohmann::json;

// What a row may tell.
constexpr std::array<std::string_view, 17> kFields = {
    "id",   "thread", "parent",   "body",     "author",  "at",    "role",   "title",  "url",
    "tags", "state",  "accepted", "official", "deleted", "score", "locale", "product"};
constexpr std::size_t kMaxRow = 256UL * 1024;

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

struct Mapping {
  std::map<std::string, std::string, std::less<>> columns;       // by field
  std::map<std::string, Role, std::less<>> roles;                // by the table's word, in lower case
  std::map<std::string, ConversationState, std::less<>> states;  // likewise
  BodyFormat format = BodyFormat::kText;
};

Error bad_mapping(std::string message) {
  return {ErrorCode::kInvalidInput, std::move(message),
          "a mapping is a list such as body=text,thread=case,author=user,role=side,role.agent=staff"};
}

// One "field=column" or "field.word=value|value".
Result<> add_to(Mapping& mapping, const std::string& entry) {
  const auto sign = entry.find('=');
  const std::string key(trimmed(std::string_view(entry).substr(0, sign)));
  const std::string value(sign == std::string::npos ? std::string_view()
                                                    : trimmed(std::string_view(entry).substr(sign + 1)));
  if (key.empty() || value.empty()) return fail(bad_mapping(fmt::format("\"{}\" maps nothing", entry)));
  const auto dot = key.find('.');
  const std::string word = dot == std::string::npos ? std::string() : key.substr(dot + 1);
  const std::string field = key.substr(0, dot);
  if (field == "role" && parse_role(word)) {
    for (const std::string& told : split(value, "|")) mapping.roles[lowered(told)] = *parse_role(word);
  } else if (field == "state" && parse_conversation_state(word)) {
    for (const std::string& told : split(value, "|"))
      mapping.states[lowered(told)] = *parse_conversation_state(word);
  } else if (key == "body.format" && parse_body_format(value)) {
    mapping.format = *parse_body_format(value);
  } else if (word.empty() && std::find(kFields.begin(), kFields.end(), key) != kFields.end()) {
    mapping.columns[key] = value;
  } else {
    return fail(bad_mapping(
        fmt::format("a mapping has no \"{}\": its fields are {}; beside them role.asker, role.agent, "
                    "role.helper, role.bot, "
                    "state.open, state.resolved, state.closed and body.format (text, html, markdown, bbcode)",
                    key, fmt::join(kFields, ", "))));
  }
  return {};
}

Result<Mapping> parse_mapping(std::string_view text) {
  Mapping mapping;
  for (const std::string& entry : split(text, ",")) {
    if (auto added = add_to(mapping, entry); !added) return fail(added.error());
  }
  if (!mapping.columns.contains("body"))
    return fail(bad_mapping("the mapping does not say which column holds the text (body=COLUMN)"));
  return mapping;
}

std::optional<Time> time_of_text(const std::string& text) {
  if (auto time = parse_rfc3339(text)) return time;
  if (auto time = epoch_of(text)) return time;
  if (auto time = parse_ctime(text)) return time;
  const bool has_letters =
      std::any_of(text.begin(), text.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
  return has_letters ? parse_mail_date(text) : std::nullopt;  // 01/02/2024 may be either
}

bool is_true(const std::string& text) {
  constexpr std::array<std::string_view, 8> kTrue = {"true", "1", "yes", "y", "t", "x", "1.0", "on"};
  return std::find(kTrue.begin(), kTrue.end(), lowered(text)) != kTrue.end();
}

// "a, b", "a|b", "<a><b>" or ["a","b"].
std::vector<std::string> tags_in(const std::string& text) {
  return split(text, text.starts_with('<') ? "<>" : text.starts_with('[') ? "[],\"" : ",;|");
}

// A value of the row by the field it is mapped to.
using ValueOf = std::function<std::string(std::string_view field)>;

class MappedFile {
 public:
  MappedFile(const Mapping& mapping, const Sink& sink)
      : mapping_(mapping),
        sink_(sink),
        gatherer_(sink, [this](Conversation& whole) { return complete(whole); }) {}

  Result<> read_csv(Input& input) {
    CsvRows rows(input, kMaxRow, CsvRows::kFindDelimiter);
    std::vector<std::string> header;
    std::uint64_t line = 1;
    for (;;) {
      auto row = rows.next();
      if (!row) {
        if (auto told = end_of_input(row.error(), sink_, fmt::format("line {}", line)); !told) return told;
        break;
      }
      if (row->kind == CsvRows::Kind::kEnd) break;
      line = row->line;
      const Place place{fmt::format("line {}", line), row->raw};
      Result<> taken;
      if (row->kind == CsvRows::Kind::kFault) {
        taken = reject(sink_, place.position, row->fault, row->raw);
      } else if (row->fields.size() == 1 && trimmed(row->fields[0]).empty()) {
        continue;
      } else if (header.empty()) {
        header = row->fields;
        if (auto missing = missing_column(header))
          return reject(sink_, place.position, std::move(*missing), row->raw);
      } else if (row->fields.size() != header.size()) {
        taken = reject(
            sink_, place.position,
            fmt::format("the row has {} columns, the first line {}", row->fields.size(), header.size()),
            row->raw);
      } else {
        taken = take([&](std::string_view field) { return cell(header, row->fields, field); }, place, line);
      }
      if (!taken) return taken;
    }
    return gatherer_.finish();
  }

  Result<> read_json(Input& input) {
    std::uint64_t number = 0;
    auto done =
        each_record(input, sink_, "the record", [&](const json& record, const Place& place) -> Result<> {
          ++number;
          if (at_path(record, mapping_.columns.at("body")) == nullptr)
            return reject(sink_, place.position, missing_field(record), place.raw);
          return take([&](std::string_view field) { return value_at(record, field); }, place, number);
        });
    return done ? gatherer_.finish() : done;
  }

 private:
  std::optional<std::string> missing_column(const std::vector<std::string>& header) const {
    for (const auto& [field, column] : mapping_.columns) {
      const bool found =
          std::any_of(header.begin(), header.end(),
                      [&, &name = column](const std::string& has) { return trimmed(has) == name; });
      if (found) continue;
      std::string names;
      for (const std::string& name : header)
        names += (names.empty() ? "" : ", ") + std::string(trimmed(name));
      return fmt::format("the mapping names the column {} ({}={}), which is not there; the columns are: {}",
                         column, field, column, cut(names, 2000));
    }
    return std::nullopt;
  }

  std::string cell(const std::vector<std::string>& header, const std::vector<std::string>& fields,
                   std::string_view field) const {
    const auto column = mapping_.columns.find(field);
    if (column == mapping_.columns.end()) return {};
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (trimmed(header[i]) == column->second) return std::string(trimmed(fields[i]));
    }
    return {};
  }

  // The value at "fields.text" or "answers.0.body": a member of that very name first.
  static const json* at_path(const json& record, std::string_view path) {
    const json* at = &record;
    for (;;) {
      if (at->is_object()) {
        if (const auto whole = at->find(std::string(path)); whole != at->end()) return &*whole;
      }
      const auto dot = path.find('.');
      const std::string step(path.substr(0, dot));
      const json* next = nullptr;
      if (at->is_object() && at->contains(step)) {
        next = &(*at)[step];
      } else if (at->is_array()) {
        std::size_t index = 0;
        const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
        if (read.ec == std::errc() && index < at->size()) next = &(*at)[index];
      }
      if (next == nullptr || dot == std::string_view::npos) return next;
      at = next;
      path.remove_prefix(dot + 1);
    }
  }

  std::string value_at(const json& record, std::string_view field) const {
    const auto column = mapping_.columns.find(field);
    const json* value = column == mapping_.columns.end() ? nullptr : at_path(record, column->second);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->dump();
  }

  std::string missing_field(const json& record) const {
    std::string names;
    for (const auto& [name, value] : record.items()) names += (names.empty() ? "" : ", ") + name;
    return fmt::format("the record has no {} (body={}); its fields are: {}", mapping_.columns.at("body"),
                       mapping_.columns.at("body"), cut(names, 2000));
  }

  Result<> take(const ValueOf& value, const Place& place, std::uint64_t number) {
    Conversation part;
    Message& message = part.messages.emplace_back();
    message.id = value("id");
    if (message.id.empty()) message.id = fmt::format("m{}", number);
    message.author = value("author");
    message.in_reply_to = value("parent");
    message.format = mapping_.format;
    message.body = value("body");
    message.accepted = is_true(value("accepted"));
    message.official = is_true(value("official"));
    message.deleted = is_true(value("deleted"));
    const std::string at = value("at"), role = value("role"), state = value("state"), score = value("score");
    message.at = time_of_text(at);
    if (!message.at && !at.empty())
      return reject(sink_, place.position, "at is not a time: write it as 2026-03-01T09:00:00Z or in seconds",
                    place.raw);
    if (auto fault = fault_in_time("at", message.at))
      return reject(sink_, place.position, std::move(*fault), place.raw);
    message.role = word(mapping_.roles, role, parse_role(lowered(role)).value_or(Role::kUnknown));
    std::from_chars(score.data(), score.data() + score.size(), message.score);

    part.id = value("thread");
    part.title = value("title");
    part.tags = tags_in(value("tags"));
    part.locale = value("locale");
    part.product = value("product");
    part.state = word(mapping_.states, state,
                      parse_conversation_state(lowered(state)).value_or(ConversationState::kOpen));
    part.updated_at = message.at;
    put_hint(message, {value("url"), {}, {}});
    return gatherer_.add(part, part.id, place.position);
  }

  template <typename Word>
  static Word word(const std::map<std::string, Word, std::less<>>& words, const std::string& told,
                   Word fallback) {
    const auto found = words.find(lowered(told));
    return found == words.end() ? fallback : found->second;
  }

  std::optional<std::string> complete(Conversation& whole) const {
    whole.partial = false;
    const std::string id = whole.id;
    take_hints(whole);
    if (!id.empty()) whole.id = id;
    if (whole.state != ConversationState::kOpen) return std::nullopt;
    const bool solved = std::any_of(whole.messages.begin(), whole.messages.end(),
                                    [](const Message& message) { return message.accepted; });
    if (solved) whole.state = ConversationState::kResolved;
    return std::nullopt;
  }

  const Mapping& mapping_;
  const Sink& sink_;
  Gatherer gatherer_;
};

class MappedChannel : public Channel {
 public:
  MappedChannel(bool is_csv, Mapping mapping) : is_csv_(is_csv), mapping_(std::move(mapping)) {}
  std::string_view format() const override { return is_csv_ ? "csv" : "jsonl"; }
  std::string_view default_channel() const override { return "table"; }
  bool recognises(std::string_view) const override { return false; }
  Result<> parse(Input& input, const Sink& sink) const override {
    MappedFile file(mapping_, sink);
    return is_csv_ ? file.read_csv(input) : file.read_json(input);
  }

 private:
  bool is_csv_;
  Mapping mapping_;
};

}  // namespace

Result<std::unique_ptr<Channel>> make_mapped_channel(std::string_view format, std::string_view mapping) {
  if (format != "csv" && format != "jsonl") {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a mapping is for the formats csv and jsonl, not for \"{}\"", format),
                "give --format csv or --format jsonl");
  }
  auto parsed = parse_mapping(mapping);
  if (!parsed) return fail(parsed.error());
  return std::make_unique<MappedChannel>(format == "csv", std::move(*parsed));
}

}  // namespace garner

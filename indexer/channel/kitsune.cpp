// Kitsune, the support forum of Mozilla: CSV files of questions with the files of their answers beside them,
// and answers of its API (/api/2/question, /api/2/answer).
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/csv_rows.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/input.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/replayed.h"

namespace garner {
namespace kitsune {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// "…-thunderbird-creator-answers-desktop-all-locales.csv" holds questions, with the ids of their answers;
// "…-thunderbird-answers-for-questions-desktop.csv" the answers themselves.
constexpr std::string_view kQuestionFile = "-creator-answers", kAnswerFile = "-answers-for-questions";

// A row of CSV by the names of its columns.
class Row {
 public:
  Row(const std::map<std::string, std::size_t>& columns, const std::vector<std::string>& fields)
      : columns_(columns), fields_(fields) {}
  const std::string& operator[](const std::string& name) const {
    static const std::string empty;
    const auto column = columns_.find(name);
    return column == columns_.end() || column->second >= fields_.size() ? empty : fields_[column->second];
  }
  bool flag(const std::string& name) const {
    const std::string& text = (*this)[name];
    return text == "true" || text == "True" || text == "1";
  }
  std::int64_t number(const std::string& name) const { return integer_of(json{{"n", (*this)[name]}}, "n"); }

 private:
  const std::map<std::string, std::size_t>& columns_;
  const std::vector<std::string>& fields_;
};

// Questions and answers are counted apart: answers get an "a" before their id.
std::string answer_id(const std::string& id) {
  return "a" + id;
}

// "linux;desktop;" -> two tags.
std::vector<std::string> tags_of(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    if (end > 0) tags.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tags;
}

// Exports do not name their host; questions about these products are asked on Mozilla's own.
std::string url_of(const std::string& id, std::string_view product) {
  for (const std::string_view own : {"firefox", "thunderbird", "mozilla", "mobile", "ios", "focus"}) {
    if (product.starts_with(own)) return "https://support.mozilla.org/questions/" + id;
  }
  return {};
}

ConversationState state_of(bool solved, bool closed) {
  return solved   ? ConversationState::kResolved
         : closed ? ConversationState::kClosed
                  : ConversationState::kOpen;
}

// The solution is known to the question and the text to the answer: the id travels in `extra` until both are
// there.
void remember_solution(Conversation& question, const std::string& solution) {
  if (!solution.empty()) question.extra = json{{"solution", answer_id(solution)}}.dump();
}

std::optional<std::string> complete(Conversation& conversation) {
  conversation.partial = false;  // the files hold all answers to their questions
  set_asker(conversation);
  const json extra = json::parse(conversation.extra, nullptr, false);
  if (extra.is_object() && extra.contains("solution")) {
    accept(conversation, text_of(extra, "solution"));
    conversation.extra.clear();
  }
  return std::nullopt;
}

Conversation question_of(const Row& row) {
  Conversation question;
  question.id = row["id"];
  question.url = url_of(question.id, row["product"]);
  question.title = row["title"];
  question.created_at = parse_spaced_time(row["created"]);
  question.updated_at = parse_spaced_time(row["updated"]);
  question.locale = row["locale"];
  question.product = row["product"];
  question.tags = tags_of(row["tags"]);
  question.deleted = row.flag("is_spam");
  question.state = state_of(row.flag("is_solved") || !row["solution"].empty(),
                            row.flag("is_locked") || row.flag("is_archived"));
  remember_solution(question, row["solution"]);

  Message message;
  message.id = question.id;
  message.author = row["creator"];
  message.role = Role::kAsker;
  message.at = question.created_at;
  message.format = BodyFormat::kHtml;
  message.body = row["content"];
  message.score = row.number("num_votes");
  question.messages.push_back(std::move(message));
  return question;
}

Conversation answer_of(const Row& row) {
  Conversation part;
  part.id = row["question_id"];
  Message message;
  message.id = answer_id(row["id"]);
  message.author = row["creator"];
  message.at = parse_spaced_time(row["created"]);
  message.format = BodyFormat::kHtml;
  message.body = row["content"];
  message.score = row.number("num_helpful") - row.number("num_unhelpful");
  message.accepted = row.flag("is_solution");
  message.deleted = row.flag("is_spam");
  part.messages.push_back(std::move(message));
  return part;
}

std::string user_of(const json& object, const char* field) {
  const json& user = member(object, field);
  return user.is_string() ? user.get<std::string>() : text_of(user, "username");
}

std::string slug_of(const json& object, const char* field) {
  const json& value = member(object, field);
  return value.is_string() ? value.get<std::string>() : text_of(value, "slug");
}

Message message_of(const json& object) {
  Message message;
  message.author = user_of(object, "creator");
  message.at = parse_spaced_time(text_of(object, "created"));
  message.format = BodyFormat::kHtml;
  message.body = text_of(object, "content");
  message.deleted = flag_of(object, "is_spam");
  return message;
}

Conversation question_of(const json& object) {
  Conversation question;
  question.id = id_of(object, "id");
  question.product = slug_of(object, "product");
  question.url = url_of(question.id, question.product);
  question.title = text_of(object, "title");
  question.created_at = parse_spaced_time(text_of(object, "created"));
  question.updated_at = parse_spaced_time(text_of(object, "updated"));
  question.locale = text_of(object, "locale");
  for (const json& tag : list_of(object, "tags")) {
    auto name = tag.is_string() ? tag.get<std::string>() : text_of(tag, "name");
    if (!name.empty()) question.tags.push_back(std::move(name));
  }
  question.deleted = flag_of(object, "is_spam");
  const std::string solution = id_of(object, "solution");
  question.state = state_of(flag_of(object, "is_solved") || !solution.empty(),
                            flag_of(object, "is_locked") || flag_of(object, "is_archived"));
  remember_solution(question, solution);
  Message message = message_of(object);
  message.id = question.id;
  message.role = Role::kAsker;
  message.score = integer_of(object, "num_votes");
  question.messages.push_back(std::move(message));
  return question;
}

Conversation answer_of(const json& object) {
  Conversation part;
  part.id = id_of(object, "question");
  Message message = message_of(object);
  message.id = answer_id(id_of(object, "id"));
  message.score = integer_of(object, "num_helpful_votes") - integer_of(object, "num_unhelpful_votes");
  message.accepted = flag_of(object, "is_solution");
  part.messages.push_back(std::move(message));
  return part;
}

class KitsuneFile {
 public:
  explicit KitsuneFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> read_csv(Input& input, const std::string& file = {}) {
    CsvRows rows(input);
    std::map<std::string, std::size_t> columns;
    for (;;) {
      auto row = rows.next();
      const std::string position = fmt::format("{}line {}", file, row ? row->line : 1);
      if (!row) return end_of_input(row.error(), sink_, position);
      if (row->kind == CsvRows::Kind::kEnd) return {};
      Result<> taken;
      if (row->kind == CsvRows::Kind::kFault) {
        taken = reject(sink_, position, row->fault, row->raw);
      } else if (columns.empty()) {
        for (std::size_t i = 0; i < row->fields.size(); ++i) columns.emplace(header(row->fields[i]), i);
        if (!columns.contains("id") || !columns.contains("content"))
          return reject(sink_, position, "the first line names no columns id and content", row->raw);
      } else if (row->fields.size() != columns.size()) {
        taken = reject(sink_, position,
                       fmt::format("the row has {} fields, and {} columns are named", row->fields.size(),
                                   columns.size()),
                       row->raw);
      } else {
        taken = take_row(Row(columns, row->fields), columns.contains("question_id"), position, row->raw);
      }
      if (!taken) return taken;
    }
  }

  // The answers lie beside their questions, in a file named after the same days and product.
  Result<> read_answers_beside(const std::string& path) {
    const fs::path questions(path);
    const std::string name = questions.filename().string();
    const auto end = name.find(kQuestionFile);
    if (end == std::string::npos) return {};
    const std::string wanted = name.substr(0, end) + std::string(kAnswerFile);
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator at(questions.parent_path().empty() ? "." : questions.parent_path(), error);
         !error && at != fs::directory_iterator(); at.increment(error)) {
      if (at->path().filename().string().starts_with(wanted)) files.push_back(at->path().string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      auto input = open_input(file);
      if (!input) return fail(input.error());
      auto read = read_csv(**input, fs::path(file).filename().string() + " ");
      if (!read) return read;
    }
    return {};
  }

  Result<> take(const json& object, const Place& place) {
    if (object.contains("question") && object.contains("content"))
      return add(answer_of(object), place.position, place.raw);
    if (object.contains("title") && object.contains("content"))
      return add(question_of(object), place.position, place.raw);
    return reject(sink_, place.position, "neither a question nor an answer: content is missing", place.raw);
  }
  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    if (items > 0 || member(document, "results").is_array()) return {};
    return take(document, place);
  }

  Result<> finish() { return gatherer_.finish(); }

 private:
  static std::string header(std::string_view name) {
    if (name.starts_with("\xEF\xBB\xBF")) name.remove_prefix(3);
    return std::string(name);
  }

  Result<> take_row(const Row& row, bool answer, const std::string& position, std::string_view raw) {
    return add(answer ? answer_of(row) : question_of(row), position, raw);
  }

  Result<> add(const Conversation& part, const std::string& position, std::string_view raw) {
    if (part.id.empty())
      return reject(sink_, position, "it has no id of a question: what it belongs to is not known", raw);
    return gatherer_.add(part, part.id, position);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

bool is_csv(std::string_view head) {
  const std::string_view line = head.substr(0, std::min(head.find('\n'), head.size()));
  const auto has = [&](std::string_view column) { return line.find(column) != std::string_view::npos; };
  if (line.find('{') != std::string_view::npos || !has("content") || !has("creator")) return false;
  return (has("question_id") && has("num_helpful")) || (has("answers") && has("title") && has("topic"));
}

class KitsuneChannel : public Channel {
 public:
  std::string_view format() const override { return "kitsune"; }
  std::string_view default_channel() const override { return "kitsune"; }

  bool recognises(std::string_view head) const override {
    if (is_csv(head)) return true;
    const JsonHead first(head);
    if (first.has_all({"count", "next", "previous", "results"}))
      return head.find("\"num_helpful_votes\"") != std::string_view::npos ||
             head.find("\"num_votes_past_week\"") != std::string_view::npos;
    return first.has_all({"creator", "content", "num_votes_past_week"}) ||
           first.has_all({"creator", "content", "question", "num_helpful_votes"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    auto head = read_first(input);  // JSON or CSV
    if (!head) return end_of_input(head.error(), sink, "line 1");
    if (head->empty()) return {};
    const bool is_json = head->back() == '{' || head->back() == '[';
    Replayed whole(std::move(*head), input);

    KitsuneFile file(sink);
    Result<> read;
    if (is_json) {
      read = each_item(
          whole, sink, "the question", {"results"},
          [&](const json& item, const json&, const Place& place) { return file.take(item, place); },
          [&](const json& document, std::size_t items, const Place& place) {
            return file.take_document(document, items, place);
          });
    } else {
      read = file.read_csv(whole);
      if (read) read = file.read_answers_beside(input.name());
    }
    if (!read) return read;
    return file.finish();
  }

  bool is_part(const std::string& path) const override {
    const std::string filename = fs::path(path).filename().string();
    const auto ends = [&](std::string_view end) { return filename.ends_with(end); };
    return filename.find(kAnswerFile) != std::string_view::npos &&
           (ends(".csv") || ends(".csv.gz") || ends(".csv.zst"));
  }
};

}  // namespace
}  // namespace kitsune

std::unique_ptr<Channel> make_kitsune_channel() {
  return std::make_unique<kitsune::KitsuneChannel>();
}

}  // namespace garner

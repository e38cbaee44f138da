#include "indexer/capture.h"

#include <algorithm>

#include "indexer/courtesy.h"
#include "indexer/digest.h"
#include "indexer/extract.h"
#include "indexer/participants.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

// "About one page" (docs/knowledge-model.md); the question is context, the resolution is what is read.
constexpr std::size_t kMaxIssueBytes = 2000;
constexpr std::size_t kMaxResolutionBytes = 6000;
constexpr std::size_t kMaxEnvironment = 12;
constexpr std::size_t kTitleSentences = 8;  // of the question, that are looked at for a title

// A field being written sentence by sentence, with where each came from.
class FieldWriter {
 public:
  FieldWriter(const Conversation& conversation, std::string_view field, std::size_t max_bytes,
              std::vector<Provenance>& provenance)
      : conversation_(conversation), field_(field), max_bytes_(max_bytes), provenance_(provenance) {}

  // Appends body[span) of a message; keeps the line structure of what it was taken from. False when the field
  // is full.
  bool add(const Message& message, TextSpan span) {
    std::string_view piece = std::string_view(message.body).substr(span.begin, span.end - span.begin);
    const std::string gap = gap_before(message, span);
    if (text_.size() + gap.size() + piece.size() > max_bytes_) {
      if (!text_.empty()) return false;
      piece = piece.substr(0, cut_at_character(piece, max_bytes_));
    }
    text_ += gap;
    Provenance source;
    source.field = field_;
    source.begin = static_cast<std::uint32_t>(text_.size());
    text_ += piece;
    source.end = static_cast<std::uint32_t>(text_.size());
    source.channel = conversation_.channel;
    source.conversation_id = conversation_.id;
    source.message_id = message.id;
    source.message_begin = span.begin;
    source.message_end = span.begin + static_cast<std::uint32_t>(piece.size());
    provenance_.push_back(std::move(source));
    last_ = &message;
    last_end_ = span.end;
    return true;
  }

  std::string take() { return std::move(text_); }

 private:
  std::string gap_before(const Message& message, TextSpan span) const {
    if (text_.empty()) return "";
    if (last_ != &message) return "\n\n";
    const std::string_view between = std::string_view(message.body).substr(last_end_, span.begin - last_end_);
    const auto lines = std::count(between.begin(), between.end(), '\n');
    if (lines == 0) return between.empty() ? "" : " ";
    return lines == 1 ? "\n" : "\n\n";
  }

  const Conversation& conversation_;
  std::string_view field_;
  std::size_t max_bytes_;
  std::vector<Provenance>& provenance_;
  std::string text_;
  const Message* last_ = nullptr;
  std::uint32_t last_end_ = 0;
};

bool says_something(std::string_view text) {
  return !words_of(text).empty();
}

struct Sentence {
  const Message* message = nullptr;
  TextSpan span;
  std::string_view text() const {
    return std::string_view(message->body).substr(span.begin, span.end - span.begin);
  }
};

void add_title_provenance(const Conversation& conversation, std::string_view field,
                          const std::string& message_id, TextSpan span, std::vector<Provenance>& provenance) {
  provenance.push_back({std::string(field), 0, span.end - span.begin, conversation.channel, conversation.id,
                        message_id, span.begin, span.end});
}

void draft_title(const Conversation& conversation, const std::vector<Sentence>& question, Article& draft) {
  const TextSpan given = usable_title(conversation.title);
  if (given.end > given.begin) {
    draft.title = conversation.title.substr(given.begin, given.end - given.begin);
    add_title_provenance(conversation, "title", "", given, draft.provenance);
    return;
  }
  const Sentence* best = nullptr;
  double best_score = 0;
  for (std::size_t at = 0; at < std::min(question.size(), kTitleSentences); ++at) {
    const double score = title_score(question[at].text(), at);
    if (score <= best_score) continue;
    best = &question[at];
    best_score = score;
  }
  if (best == nullptr) return;
  const TextSpan span = cut_title(best->message->body, best->span);
  draft.title = best->message->body.substr(span.begin, span.end - span.begin);
  add_title_provenance(conversation, "title", best->message->id, span, draft.provenance);
}

std::string folded(std::string_view text) {
  std::string out;
  for (const Word& word : words_of(text)) out += word.text + ' ';
  return out;
}

// Mentions from the title and every message, each once.
void draft_environment(const Conversation& conversation, Article& draft) {
  std::vector<std::string> seen;
  std::uint32_t offset = 0;
  const auto add = [&](std::string_view line, const std::string* message_id, TextSpan span) {
    const std::string key = folded(line);
    const auto known = [&](const std::string& other) { return other.find(key) != std::string::npos; };
    if (key.empty() || draft.environment.size() >= kMaxEnvironment ||
        std::any_of(seen.begin(), seen.end(), known))
      return;
    seen.push_back(key);
    const auto size = static_cast<std::uint32_t>(line.size());
    if (message_id != nullptr) {
      draft.provenance.push_back({"environment", offset, offset + size, conversation.channel, conversation.id,
                                  *message_id, span.begin, span.end});
    }
    draft.environment.emplace_back(line);
    offset += size + 1;
  };
  // The product is the platform's own field: no words of a message stand behind it.
  if (!conversation.product.empty()) add(conversation.product, nullptr, {});
  const auto scan = [&](std::string_view text, const std::string& message_id) {
    for (const TextSpan span : find_environment(text))
      add(text.substr(span.begin, span.end - span.begin), &message_id, span);
  };
  scan(conversation.title, "");
  for (const Message& message : conversation.messages) {
    if (!message.deleted && message.role != Role::kBot && !message.id.empty()) scan(message.body, message.id);
  }
}

std::optional<Time> solved_at(const Conversation& conversation, const std::vector<const Message*>& solving) {
  if (conversation.resolved_at) return conversation.resolved_at;
  if (!solving.empty() && solving.back()->at) return solving.back()->at;
  return conversation.updated_at ? conversation.updated_at : conversation.created_at;
}

}  // namespace

Article Capturer::draft(const Conversation& conversation, const Verdict& verdict) {
  Article draft;
  draft.id = article_id_of(conversation.channel, conversation.id);
  draft.locale = conversation.locale;
  draft.tags = conversation.tags;
  if (!conversation.product.empty()) draft.products.push_back(conversation.product);
  draft.sources.push_back({conversation.channel, conversation.url, conversation.id});

  const Participants participants(conversation);
  std::vector<const Message*> asked, solving;
  for (const Message& message : conversation.messages) {
    if (message.deleted) continue;
    const auto& ids = verdict.solving_messages;
    if (std::find(ids.begin(), ids.end(), message.id) != ids.end()) {
      solving.push_back(&message);
    } else if (solving.empty() && participants.is_asker(message)) {
      asked.push_back(&message);
    }
  }
  const auto sentences_of = [&](const std::vector<const Message*>& messages, bool answer) {
    std::vector<Sentence> sentences;
    for (const Message* message : messages) {
      const std::string& locale = message->locale.empty() ? conversation.locale : message->locale;
      for (const TextSpan span : splitter_.split(message->body, locale)) {
        const TextSpan kept = strip_courtesies(message->body, span, answer);
        const Sentence sentence{message, kept};
        if (kept.end > kept.begin && says_something(sentence.text())) sentences.push_back(sentence);
      }
    }
    return sentences;
  };

  const std::vector<Sentence> question = sentences_of(asked, false);
  draft_title(conversation, question, draft);
  FieldWriter issue(conversation, "issue", kMaxIssueBytes, draft.provenance);
  for (const Sentence& sentence : question) {
    if (!issue.add(*sentence.message, sentence.span)) break;
  }
  draft.issue = issue.take();
  if (draft.issue.empty() && !draft.title.empty() && !draft.provenance.empty()) {
    // A question that is all in its title.
    Provenance source = draft.provenance.front();
    source.field = "issue";
    draft.provenance.push_back(std::move(source));
    draft.issue = draft.title;
  }
  draft_environment(conversation, draft);
  FieldWriter resolution(conversation, "resolution", kMaxResolutionBytes, draft.provenance);
  for (const Sentence& sentence : sentences_of(solving, true)) {
    if (!resolution.add(*sentence.message, sentence.span)) break;
  }
  draft.resolution = resolution.take();
  draft.created_at = draft.updated_at = solved_at(conversation, solving);
  return draft;
}

std::string article_id_of(std::string_view channel, std::string_view conversation_id) {
  // 80 bits: a collision among a hundred million articles has odds of about one in a hundred million.
  constexpr std::size_t kHexDigits = 20;
  std::string identity(channel);
  identity += '\0';
  identity += conversation_id;
  return "a-" + to_hex(sha256(identity)).substr(0, kHexDigits);
}

}  // namespace garner

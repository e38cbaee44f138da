#include "indexer/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "indexer/courtesy.h"
#include "indexer/participants.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

// How likely it is that the solving messages solved it, by the strongest signal. Estimates in the order of
// the signals' strength; `garner eval-resolution` will replace them by measured ones.
constexpr double kScoreAccepted = 0.95;
constexpr double kScoreSuccess = 0.9;
constexpr double kScoreOfficial = 0.85;
constexpr double kScoreState = 0.7;
constexpr double kScoreThanks = 0.65;
constexpr double kScoreClosed = 0.5;
constexpr double kScoreLastWord = 0.45;
constexpr double kPenaltyDoubt = 0.25;  // accepted, but the asker says later that it fails

enum class Stance { kNeutral, kThanks, kSuccess, kFailure, kRelapse };

struct Reading {
  Stance stance = Stance::kNeutral;
  std::uint32_t begin = 0, end = 0;
};

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool negates(std::string_view word) {
  return word.size() > 3 && word.substr(word.size() - 3) == "n't"
             ? true
             : one_of(word,
                      {"not",   "never",   "if",     "unless", "until",  "hope",   "hoping", "hopefully",
                       "wish",  "whether", "once",   "hardly", "barely", "cannot", "should", "supposed",
                       "nicht", "kein",    "keine",  "wenn",   "ob",     "falls",  "pas",    "ne",
                       "n'a",   "si",      "cuando", "não",    "nao",    "se",     "nunca",  "jamais"});
}

// "worked until yesterday", "works fine on my other phone": no success of what was proposed.
bool limits(std::string_view word) {
  return one_of(word, {"before", "until", "till", "yesterday", "except", "only", "last", "bis", "gestern",
                       "avant", "hasta", "antes", "até"});
}

bool is_question(std::string_view body, std::uint32_t from) {
  for (std::size_t at = from; at < body.size(); ++at) {
    if (body[at] == '?' || body.compare(at, 3, "？") == 0) return true;
    if (body[at] == '!' || body[at] == '\n') return false;
    if (body[at] == '.' && (at + 1 == body.size() || body[at + 1] == ' ')) return false;
  }
  return false;
}

bool voided(std::string_view body, const std::vector<Word>& words, const CueMatch& match) {
  if (is_question(body, match.end)) return true;
  if (match.first_word == match.past_word) return false;  // a script without spaces
  for (std::size_t back = 0; back < 4 && match.first_word > back; ++back) {
    if (words[match.first_word - back].opens_clause) break;
    if (negates(words[match.first_word - back - 1].text)) return true;
  }
  for (std::size_t ahead = 0; ahead < 3 && match.past_word + ahead < words.size(); ++ahead) {
    const Word& word = words[match.past_word + ahead];
    if (word.opens_sentence || (word.opens_clause && ahead == 0)) break;
    if (limits(word.text)) return true;
  }
  return false;
}

// "thanks, but that's not it"
bool contrasts(std::string_view word) {
  return one_of(
      word, {"but", "however", "though", "although", "unfortunately", "nope", "aber", "allerdings", "leider",
             "mais", "malheureusement", "pero", "mas", "porém", "porem", "infelizmente", "lamentablemente"});
}

bool refuses(std::string_view word) {
  return (word.size() > 3 && word.substr(word.size() - 3) == "n't") ||
         one_of(word,
                {"no",       "not",    "nope",          "never",      "nothing",   "none",      "without",
                 "still",    "again",  "same",          "wrong",      "worse",     "error",     "nein",
                 "nicht",    "kein",   "keine",         "nichts",     "noch",      "wieder",    "immer",
                 "non",      "pas",    "rien",          "encore",     "toujours",  "jamais",    "nada",
                 "nunca",    "sigue",  "todavía",       "aún",        "não",       "nao",       "ainda",
                 "continua", "cannot", "unfortunately", "impossible", "imposible", "missing",   "only",
                 "igual",    "egal",   "please",        "bitte",      "sigo",      "esperando", "aspetto",
                 "ago"});
}

// What is to be done later tells nothing yet.
bool defers(std::string_view word) {
  return one_of(
      word, {"will", "i'll",   "gonna",  "try",     "trying",   "tonight",  "tomorrow", "later",   "waiting",
             "wait", "werde",  "morgen", "später",  "probiere", "versuche", "demain",   "essayer", "essaie",
             "vais", "mañana", "probar", "probaré", "voy",      "amanhã",   "vou",      "tentar",  "dm"});
}

// "3.2.1", "E-041", "X2": the asker gives facts that were asked for.
bool states_facts(std::string_view body) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t at = 1; at < body.size(); ++at) {
    if (!is_digit(body[at])) continue;
    const char before = body[at - 1];
    if (is_letter(before)) return true;
    const bool joined = before == '.' || before == '-';
    if (joined && at > 1 && (is_digit(body[at - 2]) || is_letter(body[at - 2]))) return true;
  }
  return false;
}

// What the asker says about the answers before. Where a message says both, its last word counts.
Reading read(std::string_view body) {
  constexpr std::size_t kLongestPlainThanks = 40;  // words: longer ones go on about something else
  const std::vector<Word> words = words_of(body);
  std::optional<CueMatch> success, failure, thanks;
  bool relapse = false;
  bool not_yet = false;
  bool empty_thanks = false;
  for (const CueMatch& match : find_cues(body, words)) {
    switch (match.cue) {
      case Cue::kSuccess:
        if (!voided(body, words, match)) success = match;
        break;
      case Cue::kFailure:
      case Cue::kRelapse:
        failure = match;
        relapse = match.cue == Cue::kRelapse;
        break;
      case Cue::kThanks:
        if (!thanks) thanks = match;
        break;
      case Cue::kEmptyThanks:
        empty_thanks = true;
        break;
      case Cue::kNotYet:
        not_yet = true;
        break;
      default:
        break;
    }
  }
  if (failure && (!success || failure->begin > success->begin)) {
    return {relapse ? Stance::kRelapse : Stance::kFailure, failure->begin, failure->end};
  }
  if (success) return {Stance::kSuccess, success->begin, success->end};
  const bool contrast =
      std::any_of(words.begin(), words.end(), [](const Word& word) { return contrasts(word.text); });
  const bool plain = thanks && !not_yet && !empty_thanks && !contrast &&
                     words.size() <= kLongestPlainThanks && !states_facts(body) &&
                     body.find('?') == std::string_view::npos && body.find('`') == std::string_view::npos;
  if (plain) return {Stance::kThanks, thanks->begin, thanks->end};
  return {};
}

// "All three are in now.", "Alkaline since October, still showing 96%. ok you win": the asker reports, asks
// nothing more, refuses nothing and puts nothing off.
bool contents_itself(std::string_view body) {
  constexpr std::size_t kLongestReport = 45;  // words
  const std::vector<Word> words = words_of(body);
  if (words.size() == 1 || words.size() > kLongestReport || body.ends_with("...") || body.ends_with("…") ||
      body.find('?') != std::string_view::npos || body.find("？") != std::string_view::npos ||
      body.find('`') != std::string_view::npos) {
    return false;
  }
  for (const Word& word : words) {
    if (contrasts(word.text) || refuses(word.text) || defers(word.text)) return false;
  }
  // "Thanks. It is firmware 3.2.1.": only what was asked for.
  constexpr std::size_t kLongestFact = 10;  // words
  const auto names_version = [](const Word& word) {
    return one_of(word.text, {"firmware", "version", "build", "model", "modell", "modèle", "modelo",
                              "versión", "versão"});
  };
  if (states_facts(body) && words.size() <= kLongestFact &&
      std::any_of(words.begin(), words.end(), names_version)) {
    return false;
  }
  const std::vector<CueMatch> cues = find_cues(body, words);
  // A success that read() let pass was voided: "I hope it works", "it worked until yesterday".
  return std::none_of(cues.begin(), cues.end(), [](const CueMatch& cue) {
    return cue.cue == Cue::kSuccess || cue.cue == Cue::kFailure || cue.cue == Cue::kRelapse ||
           cue.cue == Cue::kNotYet || cue.cue == Cue::kEmptyThanks || cue.cue == Cue::kClarify;
  });
}

// Whoever is asked last, answers: that is no report.
bool ends_with_question(std::string_view body) {
  const std::size_t end = body.find_last_not_of(" \n.!:)-");
  return end != std::string_view::npos && (body[end] == '?' || body.substr(0, end + 1).ends_with("？") ||
                                           body.substr(0, end + 1).ends_with("でしょうか。"));
}

// The answers of a conversation.
class Reader {
 public:
  explicit Reader(const Conversation& conversation)
      : conversation_(conversation), participants_(conversation) {}

  bool is_asker(const Message& message) const { return participants_.is_asker(message); }
  bool is_answer(const Message& message) const { return participants_.is_answer(message); }
  // An answer that offers something to do or to know.
  bool offers(std::size_t at) const {
    const Message& message = conversation_.messages[at];
    return is_answer(message) && has_substance(message.body) && !asks_only(message.body);
  }

  // The answers that the asker's message at `heard` speaks of: the one replied to or the last before it that
  // offers something, and what the same author wrote directly before it.
  std::vector<std::size_t> answers_before(std::size_t heard, std::size_t after) const {
    std::size_t last = heard;
    if (heard < conversation_.messages.size()) {
      const std::string& parent = conversation_.messages[heard].in_reply_to;
      for (std::size_t at = after; !parent.empty() && at < heard; ++at) {
        if (conversation_.messages[at].id == parent && offers(at)) return {at};
      }
    }
    while (last > after && !offers(last - 1)) --last;
    if (last == after) return {};
    std::vector<std::size_t> found{last - 1};
    const std::string& author = conversation_.messages[last - 1].author;
    for (std::size_t at = last - 1; at > after && is_answer(conversation_.messages[at - 1]); --at) {
      if (conversation_.messages[at - 1].author != author) break;
      if (offers(at - 1)) found.insert(found.begin(), at - 1);
    }
    return found;
  }

 private:
  static bool asks_only(std::string_view body) {
    const std::vector<Word> words = words_of(body);
    constexpr std::size_t kLongestQuestion = 60;
    if (words.size() > kLongestQuestion || body.find('?') == std::string_view::npos) return false;
    const std::vector<CueMatch> cues = find_cues(body, words);
    return std::any_of(cues.begin(), cues.end(),
                       [](const CueMatch& cue) { return cue.cue == Cue::kClarify; });
  }

  const Conversation& conversation_;
  Participants participants_;
};

// The last thing the asker said about the answers, and the message that says it.
struct Heard {
  Stance stance = Stance::kNeutral;
  std::size_t at = 0;            // where it was said
  std::size_t failed_until = 0;  // answers before this message did not help
  Evidence evidence;
};

std::string_view signal_of(Stance stance) {
  switch (stance) {
    case Stance::kThanks:
      return "asker_thanks";
    case Stance::kSuccess:
      return "asker_success";
    case Stance::kFailure:
      return "still_fails";
    case Stance::kRelapse:
      return "relapse";
    case Stance::kNeutral:
      break;
  }
  return "";
}

Heard listen(const Conversation& conversation, const Reader& reader) {
  Heard heard;
  bool answered = false;
  bool open_question = false;
  for (std::size_t at = 0; at < conversation.messages.size(); ++at) {
    const Message& message = conversation.messages[at];
    if (message.deleted) continue;
    if (reader.is_answer(message)) {
      answered = true;
      open_question = !reader.offers(at);
      continue;
    }
    if (!answered || !reader.is_asker(message)) continue;
    const Reading reading = read(message.body);
    if (reading.stance == Stance::kNeutral) continue;
    // Thanks for a question are no thanks for an answer; thanks after success add nothing.
    if (reading.stance == Stance::kThanks && (open_question || heard.stance == Stance::kSuccess)) continue;
    if (reading.stance == Stance::kSuccess && heard.stance == Stance::kSuccess) continue;
    heard.stance = reading.stance;
    heard.at = at;
    if (reading.stance == Stance::kFailure || reading.stance == Stance::kRelapse) heard.failed_until = at;
    heard.evidence = {message.id, std::string(signal_of(reading.stance)), reading.begin, reading.end};
  }
  return heard;
}

struct Finding {
  const Conversation& conversation;
  const Reader& reader;
  const Heard& heard;
  Verdict verdict;

  bool failed() const { return heard.stance == Stance::kFailure || heard.stance == Stance::kRelapse; }

  void solved_by(const std::vector<std::size_t>& messages, double score, bool confirmed) {
    verdict.resolution = Resolution::kResolved;
    verdict.score = score;
    verdict.confirmed = confirmed;
    for (const std::size_t at : messages) verdict.solving_messages.push_back(conversation.messages[at].id);
  }

  // Messages a person marked. True when these decide.
  bool by_mark(bool Message::*mark, std::string_view signal, double score) {
    std::vector<std::size_t> marked;
    for (std::size_t at = 0; at < conversation.messages.size(); ++at) {
      const Message& message = conversation.messages[at];
      if (message.*mark && !message.deleted && !message.body.empty()) marked.push_back(at);
    }
    if (marked.empty()) return false;
    for (const std::size_t at : marked) {
      verdict.evidence.push_back({conversation.messages[at].id, std::string(signal), 0, 0});
    }
    const bool undone = failed() && heard.at > marked.back();
    if (undone) verdict.evidence.push_back(heard.evidence);
    // An accepted mark may have been set after the asker's complaint, so that alone only lowers the score;
    // "it's back" undoes it.
    const bool stands = !undone || (mark == &Message::accepted && heard.stance == Stance::kFailure);
    if (!stands) return false;
    if (heard.stance == Stance::kSuccess) verdict.evidence.push_back(heard.evidence);
    solved_by(marked, undone ? score - kPenaltyDoubt : score, true);
    return true;
  }

  bool by_asker() {
    if (heard.stance != Stance::kSuccess && heard.stance != Stance::kThanks) return false;
    const auto answers = reader.answers_before(heard.at, heard.failed_until);
    if (answers.empty()) return false;
    verdict.evidence.push_back(heard.evidence);
    solved_by(answers, heard.stance == Stance::kSuccess ? kScoreSuccess : kScoreThanks, true);
    return true;
  }

  // Nobody said "solved", but the asker's report on an answer is the last word. Assumed, not confirmed.
  bool by_last_word() {
    if (heard.stance != Stance::kNeutral) return false;
    std::size_t last = conversation.messages.size();
    while (last > 0 &&
           (conversation.messages[last - 1].deleted || conversation.messages[last - 1].role == Role::kBot ||
            (reader.is_answer(conversation.messages[last - 1]) && !reader.offers(last - 1)))) {
      --last;
    }
    if (last == 0) return false;
    const Message& report = conversation.messages[last - 1];
    if (!reader.is_asker(report) || !contents_itself(report.body)) return false;
    const auto answers = reader.answers_before(last - 1, 0);
    if (answers.empty() || answers.back() + 1 != last - 1) return false;  // a question came in between
    if (ends_with_question(conversation.messages[answers.back()].body)) return false;
    verdict.evidence.push_back({report.id, "last_word", 0, static_cast<std::uint32_t>(report.body.size())});
    solved_by(answers, kScoreLastWord, false);
    return true;
  }

  bool by_state() {
    if (conversation.state == ConversationState::kOpen) return false;
    const bool resolved = conversation.state == ConversationState::kResolved;
    const std::size_t after = failed() ? heard.at : 0;
    const auto answers = reader.answers_before(conversation.messages.size(), after);
    if (answers.empty()) return false;
    // Anyone's answer will do where a person said "resolved"; a closed conversation needs the agent's.
    const bool agent = std::any_of(answers.begin(), answers.end(), [this](std::size_t at) {
      return conversation.messages[at].role == Role::kAgent;
    });
    if (!resolved && !agent) return false;
    verdict.evidence.push_back({"", "state", 0, 0});
    solved_by(answers, resolved ? kScoreState : kScoreClosed, resolved);
    return true;
  }
};

}  // namespace

Verdict resolve(const Conversation& conversation) {
  const Reader reader(conversation);
  const Heard heard = listen(conversation, reader);
  Finding finding{conversation, reader, heard, {}};
  if (finding.by_mark(&Message::accepted, "accepted", kScoreAccepted)) return finding.verdict;
  if (finding.by_mark(&Message::official, "official", kScoreOfficial)) return finding.verdict;
  if (finding.by_asker() || finding.by_state() || finding.by_last_word()) return finding.verdict;
  if (finding.failed()) {
    finding.verdict.resolution = Resolution::kUnresolved;
    if (finding.verdict.evidence.empty()) finding.verdict.evidence.push_back(heard.evidence);
  }
  return finding.verdict;
}

std::string_view name_of(Resolution resolution) {
  constexpr std::array<std::string_view, 3> kNames = {"unknown", "unresolved", "resolved"};
  return kNames[static_cast<std::size_t>(resolution)];
}

std::string to_text(const Verdict& verdict) {
  std::string text(name_of(verdict.resolution));
  if (verdict.resolution == Resolution::kResolved) text += verdict.confirmed ? " confirmed" : " assumed";
  for (const std::string& id : verdict.solving_messages) text += fmt::format(" by={}", id);
  for (const Evidence& evidence : verdict.evidence) {
    text += fmt::format(" {}", evidence.signal);
    if (!evidence.message_id.empty()) text += fmt::format("@{}", evidence.message_id);
    if (evidence.end > evidence.begin) text += fmt::format("[{},{})", evidence.begin, evidence.end);
  }
  return text;
}

}  // namespace garner

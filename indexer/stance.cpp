#include "indexer/stance.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "indexer/core/ascii.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

// A sentence that goes on for longer than this after "it worked" asks something else.
constexpr std::size_t kLongestTail = 300;  // bytes

bool is_question(std::string_view body, std::uint32_t from) {
  const std::size_t stop = std::min(body.size(), from + kLongestTail);
  for (std::size_t at = from; at < stop; ++at) {
    if (body[at] == '?' || body.compare(at, 3, "？") == 0) return true;
    if (body[at] == '!' || body[at] == '\n') return false;
    if (body[at] == '.' && (at + 1 == body.size() || body[at + 1] == ' ')) return false;
  }
  return false;
}

bool has_question_mark(std::string_view body) {
  return body.find('?') != std::string_view::npos || body.find("？") != std::string_view::npos;
}

// "doesn't": English hangs its negation on the verb.
bool is_contracted_not(std::string_view word) {
  return word.size() > 3 && word.ends_with("n't");
}

// Whether what stands around a success takes it back: "not", "if" before it, "until yesterday" after it.
bool is_voided(std::string_view body, const std::vector<Word>& words, const CueMatch& match) {
  constexpr std::size_t kReachBack = 5, kReachAhead = 3;  // words
  if (is_question(body, match.end)) return true;
  if (match.first_word == match.past_word) return false;  // a script without spaces
  for (std::size_t back = 0; back < kReachBack && match.first_word > back; ++back) {
    const Word& later = words[match.first_word - back];
    if (later.opens_sentence ||
        (later.opens_clause && !is_word(WordKind::kJoins, later.text, match.languages)))
      break;
    const std::string& word = words[match.first_word - back - 1].text;
    if (is_contracted_not(word) || is_word(WordKind::kNegates, word, match.languages)) return true;
  }
  for (std::size_t ahead = 0; ahead < kReachAhead && match.past_word + ahead < words.size(); ++ahead) {
    const Word& word = words[match.past_word + ahead];
    if (word.opens_sentence || (word.opens_clause && ahead == 0)) break;
    if (is_word(WordKind::kLimits, word.text, match.languages)) return true;
  }
  return false;
}

bool is_success(Cue cue) {
  return cue == Cue::kSuccess || cue == Cue::kAgreement || cue == Cue::kSettled;
}

bool is_failure(Cue cue) {
  return cue == Cue::kFailure || cue == Cue::kRelapse;
}

// "3.2.1", "E-041", "X2": the asker gives facts that were asked for.
bool states_facts(std::string_view body) {
  for (std::size_t at = 1; at < body.size(); ++at) {
    if (!is_digit(body[at])) continue;
    const char before = body[at - 1];
    if (is_letter(before)) return true;
    const bool joined = before == '.' || before == '-';
    if (joined && at > 1 && (is_digit(body[at - 2]) || is_letter(body[at - 2]))) return true;
  }
  return false;
}

Reading reading_of(Stance stance, const CueMatch& match) {
  return {stance, match.begin, match.end};
}

// The cues of a message that tell how it went, the last of each sort.
struct HeardWords {
  std::optional<CueMatch> success, failure, thanks;
  bool relapse = false, not_yet = false, empty_thanks = false;

  HeardWords(std::string_view body, const std::vector<Word>& words) {
    for (const CueMatch& match : find_cues(body, words)) {
      if (is_success(match.cue)) {
        if (!is_voided(body, words, match)) success = match;
      } else if (is_failure(match.cue)) {
        failure = match;
        relapse = match.cue == Cue::kRelapse;
      } else if (match.cue == Cue::kThanks) {
        if (!thanks) thanks = match;
      } else if (match.cue == Cue::kEmptyThanks) {
        empty_thanks = true;
      } else if (match.cue == Cue::kNotYet) {
        not_yet = true;
      }
    }
  }

  bool failed() const { return failure && (!success || failure->begin > success->begin); }
  Reading failing() const { return reading_of(relapse ? Stance::kRelapse : Stance::kFailure, *failure); }
};

}  // namespace

Reading read_asker(std::string_view body) {
  constexpr std::size_t kLongestPlainThanks = 40;  // words: longer ones go on about something else
  const std::vector<Word> words = words_of(body);
  const HeardWords heard(body, words);
  if (heard.failed()) return heard.failing();
  if (heard.success) return reading_of(Stance::kSuccess, *heard.success);
  if (!heard.thanks || heard.not_yet || heard.empty_thanks || words.size() > kLongestPlainThanks) return {};
  const bool contrast = std::any_of(words.begin(), words.end(), [&](const Word& word) {
    return is_word(WordKind::kContrasts, word.text, heard.thanks->languages);
  });
  const bool plain = !contrast && !states_facts(body) && !has_question_mark(body) &&
                     body.find('`') == std::string_view::npos;
  return plain ? reading_of(Stance::kThanks, *heard.thanks) : Reading{};
}

Reading read_bystander(std::string_view body) {
  constexpr std::size_t kLongestRemark = 25;  // words: longer ones tell a story or give advice
  const std::vector<Word> words = words_of(body);
  if (words.size() > kLongestRemark || has_question_mark(body) || body.find('`') != std::string_view::npos)
    return {};
  const HeardWords heard(body, words);
  if (heard.failed()) return heard.failing();
  // What somebody did is advice ("Use another cable, that worked for me"); what this did is agreement.
  constexpr std::uint32_t kLatest = 6;  // words before it
  if (heard.success && heard.success->cue != Cue::kSettled &&
      (heard.success->cue == Cue::kAgreement || heard.thanks) && heard.success->first_word <= kLatest)
    return reading_of(Stance::kSuccess, *heard.success);
  return {};
}

Reading read_closing(std::string_view body) {
  constexpr std::size_t kLongestClosing = 60;  // words
  const std::vector<Word> words = words_of(body);
  if (words.size() > kLongestClosing) return {};
  const HeardWords heard(body, words);
  if (!heard.success || heard.success->cue != Cue::kSettled || heard.failed()) return {};
  return reading_of(Stance::kSuccess, *heard.success);
}

bool contents_itself(std::string_view body) {
  constexpr std::size_t kLongestReport = 45;  // words
  constexpr std::size_t kLongestFact = 10;  // words; "Thanks. It is firmware 3.2.1.": only what was asked for
  const std::vector<Word> words = words_of(body);
  if (words.size() == 1 || words.size() > kLongestReport || body.ends_with("...") || body.ends_with("…") ||
      has_question_mark(body) || body.find('`') != std::string_view::npos) {
    return false;
  }
  bool version = false;
  for (const Word& word : words) {
    if (is_contracted_not(word.text)) return false;
    for (const WordKind kind : {WordKind::kContrasts, WordKind::kRefuses, WordKind::kDefers}) {
      if (is_word(kind, word.text)) return false;
    }
    version |= is_word(WordKind::kVersion, word.text);
  }
  if (version && states_facts(body) && words.size() <= kLongestFact) return false;
  const std::vector<CueMatch> cues = find_cues(body, words);
  // A success that read_asker() let pass was voided: "I hope it works", "it worked until yesterday".
  return std::none_of(cues.begin(), cues.end(), [](const CueMatch& cue) {
    return is_success(cue.cue) || is_failure(cue.cue) || cue.cue == Cue::kNotYet ||
           cue.cue == Cue::kEmptyThanks || cue.cue == Cue::kClarify;
  });
}

bool asks_only(std::string_view body) {
  constexpr std::size_t kLongestQuestion = 60;  // words
  if (!has_question_mark(body)) return false;
  const std::vector<Word> words = words_of(body);
  if (words.size() > kLongestQuestion) return false;
  const std::vector<CueMatch> cues = find_cues(body, words);
  return std::any_of(cues.begin(), cues.end(), [](const CueMatch& cue) { return cue.cue == Cue::kClarify; });
}

bool ends_with_question(std::string_view body) {
  const std::size_t end = body.find_last_not_of(" \n.!:)-");
  return end != std::string_view::npos && (body[end] == '?' || body.substr(0, end + 1).ends_with("？") ||
                                           body.substr(0, end + 1).ends_with("でしょうか。"));
}

}  // namespace garner

#include "indexer/courtesy.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "indexer/phrases.h"

namespace garner {
namespace {

// In words. Of "Hi Brindle support team,":
constexpr std::size_t kLongestAddress = 4;
// Of a sentence that opens with thanks or a closing, after these:
constexpr std::size_t kLongestClosing = 7;
// Of a filler sentence; a longer one keeps what comes after its first comma.
constexpr std::size_t kLongestFiller = 16;

// Of greetings before a message; each that is cut is a look at the whole sentence again.
constexpr int kMostGreetings = 4;

bool is_addressee(std::string_view word) {
  return is_word(WordKind::kAddressee, word);
}

bool is_filler(Cue cue) {
  return cue == Cue::kFiller || cue == Cue::kSettled;
}

bool is_blank_or_mark(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '.' || c == '!' || c == ';' || c == ':' ||
         c == '-' || c == ')';
}

// One sentence being trimmed from both ends. Its words and cues are found when asked for, and again after a
// cut.
struct Trim {
  std::string_view text;
  TextSpan span;
  std::optional<std::vector<Word>> found_words;
  std::vector<CueMatch> found_cues;

  std::string_view rest() const { return text.substr(span.begin, span.end - span.begin); }
  bool empty() const { return span.begin >= span.end; }
  const std::vector<Word>& words() {
    if (!found_words) {
      found_words = words_of(rest());
      found_cues = find_cues(rest(), *found_words);
    }
    return *found_words;
  }
  const std::vector<CueMatch>& cues() {
    words();
    return found_cues;
  }
  void drop() {
    span.end = span.begin;
    found_words.reset();
  }
  void cut_front(std::size_t bytes) {
    found_words.reset();
    span.begin += static_cast<std::uint32_t>(bytes);
    while (span.begin < span.end && is_blank_or_mark(text[span.begin])) ++span.begin;
    skip_wide_marks();
  }
  void cut_back(std::size_t keep_bytes) {
    found_words.reset();
    span.end = span.begin + static_cast<std::uint32_t>(keep_bytes);
    const auto open = [](char c) {
      return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '-' || c == '(';
    };
    while (span.end > span.begin && open(text[span.end - 1])) --span.end;
  }
  // Ideographic comma, full stop, exclamation mark, dashes left at the front.
  void skip_wide_marks() {
    bool moved = true;
    while (moved) {
      moved = false;
      for (const std::string_view mark : {"、", "。", "！", "，", "–", "—", "…", "\xC2\xA0", "　"}) {
        if (rest().substr(0, mark.size()) == mark) {
          span.begin += static_cast<std::uint32_t>(mark.size());
          moved = true;
        }
      }
      while (moved && span.begin < span.end && is_blank_or_mark(text[span.begin])) ++span.begin;
    }
  }
};

// Where the word at `begin` starts with the marks that open it: "[handle]", "`code`".
std::size_t with_opening_marks(std::string_view text, std::size_t begin) {
  while (begin > 0 && std::string_view("[(\"`<#@'/\\").find(text[begin - 1]) != std::string_view::npos)
    --begin;
  return begin;
}

// "Brindle support team": whether the words from `from` on can only be whom a greeting is for.
bool is_address(std::string_view text, const std::vector<Word>& words, std::size_t from) {
  return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(), [&](const Word& word) {
    if (is_addressee(word.text)) return true;
    const char first = text[word.begin];
    const bool capital = (first >= 'A' && first <= 'Z') || static_cast<unsigned char>(first) >= 0x80;
    const bool masked = word.begin > 0 && text[word.begin - 1] == '[';
    return masked || (capital && word.text.find_first_of("0123456789") == std::string::npos);
  });
}

// "Iolanda," "柏木様": a name in front of the message, on a line of its own.
bool is_salutation(Trim& trim) {
  const std::string_view sentence = trim.rest();
  constexpr std::string_view kSama = "様";
  constexpr std::size_t kLongestSama = 40;
  if (sentence.size() <= kLongestSama && sentence.size() >= kSama.size() &&
      sentence.substr(sentence.size() - kSama.size()) == kSama) {
    return true;
  }
  return sentence.back() == ',' && trim.words().size() <= 2;
}

bool is_thanks(Cue cue) {
  return cue == Cue::kThanks || cue == Cue::kEmptyThanks;
}

// "Hi all, ..." -> "...". True when something was cut.
bool cut_greeting(Trim& trim) {
  const std::string_view rest = trim.rest();
  const std::vector<Word>& words = trim.words();
  if (trim.cues().empty() || trim.cues().front().cue != Cue::kGreeting) return false;
  const CueMatch greeting = trim.cues().front();
  if (greeting.first_word == greeting.past_word) {  // a script without spaces
    if (greeting.begin > 0) return false;
    trim.cut_front(greeting.end);
    return true;
  }
  if (greeting.first_word > 0) return false;
  std::size_t past = greeting.past_word;
  while (past < words.size() && past - greeting.past_word < kLongestAddress && !words[past].opens_clause)
    ++past;
  const bool closed = past < words.size() ? words[past].opens_clause
                                          : rest.back() == ',' || is_address(rest, words, greeting.past_word);
  if (!closed) {
    // No comma: only words that can be nothing but an address go with the greeting.
    past = greeting.past_word;
    while (past < words.size() && is_addressee(words[past].text)) ++past;
    const std::string_view word = words[0].text;
    if (past == greeting.past_word && word != "hi" && word != "hello" && word != "hey" && word != "hallo" &&
        word != "bonjour" && word != "hola" && word != "olá") {
      return false;
    }
  }
  constexpr std::size_t kLongestName = 2;  // "Hi, Anna Bell!": what is left is a name
  if (past >= words.size() || (words.size() <= past + kLongestName && is_address(rest, words, past))) {
    trim.drop();
  } else {
    trim.cut_front(with_opening_marks(rest, words[past].begin));
  }
  return true;
}

// "..., thanks in advance!" -> "...".
void cut_closing(Trim& trim, bool answer) {
  const std::vector<Word>& words = trim.words();
  const std::vector<CueMatch>& cues = trim.cues();
  for (auto cue = cues.rbegin(); cue != cues.rend(); ++cue) {
    const bool courtesy = is_thanks(cue->cue) || cue->cue == Cue::kClosing || (answer && is_filler(cue->cue));
    if (!courtesy || cue->first_word == cue->past_word || cue->first_word == 0) continue;
    const Word& first = words[cue->first_word];
    // Only where it begins a clause of its own near the end.
    if (!first.opens_clause || words.size() - cue->past_word > kLongestClosing) continue;
    trim.cut_back(first.begin);
    return;
  }
}

// Whether the sentence as a whole is a courtesy; a long filler sentence is cut at its first comma instead.
bool is_courtesy(Trim& trim, bool answer) {
  const std::string_view rest = trim.rest();
  const std::vector<Word>& words = trim.words();
  if (words.empty()) return true;
  if (trim.cues().empty()) return false;
  const CueMatch first = trim.cues().front();
  const bool thanks = is_thanks(first.cue);
  if (first.first_word == first.past_word) {  // a script without spaces: the sentence goes when it is short
    constexpr std::size_t kLongestBytes = 90;
    return (thanks || first.cue == Cue::kClosing || (answer && is_filler(first.cue))) &&
           rest.size() <= kLongestBytes;
  }
  if (first.first_word > 1) return false;
  if (is_filler(first.cue)) {
    if (!answer) return false;
    if (words.size() <= kLongestFiller) return true;
    for (std::size_t at = first.past_word; at < words.size(); ++at) {
      if (!words[at].opens_clause) continue;
      trim.cut_front(with_opening_marks(rest, words[at].begin));
      return false;
    }
    return true;
  }
  if (answer && thanks && first.past_word + 2 < words.size() && words[first.past_word].opens_clause) {
    // "Thanks, hold the button for 10 s": the rest is the answer.
    trim.cut_front(with_opening_marks(rest, words[first.past_word].begin));
    return false;
  }
  if (thanks || first.cue == Cue::kClosing) return words.size() <= first.past_word + kLongestClosing;
  return false;
}

}  // namespace

TextSpan strip_courtesies(std::string_view text, TextSpan span, bool answer) {
  Trim trim{text, span, std::nullopt, {}};
  if (trim.rest().substr(0, 3) == "```") return span;
  trim.skip_wide_marks();
  for (int cut = 0; cut < kMostGreetings && !trim.empty() && cut_greeting(trim); ++cut) {
  }
  if (!trim.empty() && is_salutation(trim)) trim.drop();
  if (!trim.empty() && is_courtesy(trim, answer)) trim.drop();
  if (!trim.empty()) cut_closing(trim, answer);
  return trim.span;
}

bool has_substance(std::string_view body) {
  // Sentences by their marks alone: good enough to tell "Please DM us!" from an answer.
  std::size_t begin = 0;
  while (begin < body.size()) {
    std::size_t end = body.find_first_of(".!?\n", begin);
    while (end != std::string_view::npos && end + 1 < body.size() && body[end] == '.' &&
           body[end + 1] != ' ' && body[end + 1] != '\n') {
      end = body.find_first_of(".!?\n", end + 1);
    }
    end = end == std::string_view::npos ? body.size() : end + 1;
    const TextSpan left =
        strip_courtesies(body, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, true);
    if (left.begin < left.end && !words_of(body.substr(left.begin, left.end - left.begin)).empty())
      return true;
    begin = end;
  }
  return false;
}

}  // namespace garner

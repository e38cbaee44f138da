#include "indexer/phrase_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "indexer/core/ascii.h"

namespace garner {
namespace {

using Group = std::variant<Cue, WordKind>;
struct GroupName {
  std::string_view name;
  Group group;
};
constexpr GroupName kGroups[] = {
    {"thanks", Cue::kThanks},        {"empty_thanks", Cue::kEmptyThanks},
    {"success", Cue::kSuccess},      {"failure", Cue::kFailure},
    {"relapse", Cue::kRelapse},      {"not_yet", Cue::kNotYet},
    {"agreement", Cue::kAgreement},  {"settled", Cue::kSettled},
    {"greeting", Cue::kGreeting},    {"closing", Cue::kClosing},
    {"filler", Cue::kFiller},        {"clarify", Cue::kClarify},
    {"negates", WordKind::kNegates}, {"limits", WordKind::kLimits},
    {"joins", WordKind::kJoins},     {"contrasts", WordKind::kContrasts},
    {"refuses", WordKind::kRefuses}, {"defers", WordKind::kDefers},
    {"version", WordKind::kVersion}, {"addressee", WordKind::kAddressee},
    {"empty", WordKind::kEmpty},
};

class Parser {
 public:
  Parser(PhraseBook& book, std::vector<std::string>& problems) : book_(book), problems_(problems) {}

  void read(const PhraseFile& file, Languages language) {
    file_ = file.language;
    language_ = language;
    group_.reset();
    line_ = 0;
    for (std::size_t begin = 0; begin < file.text.size();) {
      const std::size_t end = std::min(file.text.find('\n', begin), file.text.size());
      ++line_;
      read_line(trimmed(file.text.substr(begin, end - begin)));
      begin = end + 1;
    }
  }

 private:
  void complain(std::string_view what) {
    problems_.push_back(fmt::format("{}.txt:{}: {}", file_, line_, what));
  }

  void read_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    if (line.front() == '[') {
      const auto known = std::find_if(std::begin(kGroups), std::end(kGroups), [&](const GroupName& entry) {
        return line.size() > 2 && line.back() == ']' && entry.name == line.substr(1, line.size() - 2);
      });
      group_.reset();
      if (known == std::end(kGroups)) return complain(fmt::format("there is no group {}", line));
      group_ = known->group;
      return;
    }
    if (!group_) return complain("a phrase before the first [group]");
    if (const Cue* cue = std::get_if<Cue>(&*group_)) return add_phrase(*cue, line);
    add_word(std::get<WordKind>(*group_), line);
  }

  void add_word(WordKind kind, std::string_view line) {
    const bool one = without_spaces(line) || words_of(line).size() == 1;
    if (!one) return complain(fmt::format("\"{}\" is more than one word", line));
    Languages& languages = book_.words[std::string(line)][static_cast<std::size_t>(kind)];
    if ((languages & language_) != 0) return complain(fmt::format("\"{}\" is there twice", line));
    languages |= language_;
  }

  void add_phrase(Cue cue, std::string_view line) {
    const auto [known, added] = cues_.emplace(line, cue);
    if (known->second != cue) return complain(fmt::format("\"{}\" is in another group too", line));
    Phrase phrase{cue, {}, language_};
    if (without_spaces(line)) {
      if (!added) return complain(fmt::format("\"{}\" is there twice", line));
      book_.substrings.emplace_back(line, std::move(phrase));
      return;
    }
    for (std::size_t begin = 0; begin < line.size();) {
      const std::size_t end = std::min(line.find(' ', begin), line.size());
      const std::string_view piece = line.substr(begin, end - begin);
      if (piece == "*") phrase.words.emplace_back(piece);
      for (Word& word : words_of(piece)) phrase.words.push_back(std::move(word.text));
      begin = end + 1;
    }
    if (phrase.words.empty() || phrase.words.front() == "*" || phrase.words.back() == "*")
      return complain(fmt::format("\"{}\" has no word at its beginning or end", line));
    auto& bucket = book_.by_first_word[phrase.words.front()];
    const auto same = std::find_if(bucket.begin(), bucket.end(),
                                   [&](const Phrase& other) { return other.words == phrase.words; });
    if (same == bucket.end()) {
      bucket.push_back(std::move(phrase));
    } else if ((same->languages & language_) != 0) {
      complain(fmt::format("\"{}\" is there twice", line));
    } else {
      same->languages |= language_;
    }
  }

  PhraseBook& book_;
  std::vector<std::string>& problems_;
  std::unordered_map<std::string, Cue> cues_;  // of every phrase so far, in all languages
  std::optional<Group> group_;
  std::string_view file_;
  Languages language_ = 0;
  std::size_t line_ = 0;
};

}  // namespace

PhraseBook PhraseBook::parse(std::span<const PhraseFile> files, std::vector<std::string>& problems) {
  PhraseBook book;
  Parser parser(book, problems);
  unsigned language = 1;
  for (const PhraseFile& file : files) {
    parser.read(file, static_cast<Languages>(language));
    language <<= 1U;
  }
  return book;
}

const PhraseBook& PhraseBook::built_in() {
  static const PhraseBook book = [] {
    std::vector<std::string> problems;
    return parse(phrase_files(), problems);
  }();
  return book;
}

}  // namespace garner

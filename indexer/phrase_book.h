// PhraseBook: the files of corpora/phrases, parsed. Built once, then read only: thread-safe.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/phrases.h"

namespace garner {

// One language's file as it was built in.
struct PhraseFile {
  std::string_view language;  // "de", from the file's name
  std::string_view text;
};
std::span<const PhraseFile> phrase_files();  // written by embed_phrases.cmake

struct Phrase {
  Cue cue = Cue::kThanks;
  std::vector<std::string> words;  // folded; "*": up to kMaxGap words of any kind, within the clause
  Languages languages = 0;
};
inline constexpr std::size_t kMaxGap = 3;

struct PhraseBook {
  std::unordered_map<std::string, std::vector<Phrase>> by_first_word;
  std::vector<std::pair<std::string, Phrase>> substrings;  // for scripts without spaces; no words in them
  static constexpr std::size_t kWordKinds = static_cast<std::size_t>(WordKind::kEmpty) + 1;
  std::unordered_map<std::string, std::array<Languages, kWordKinds>> words;

  // What is wrong with a line goes to `problems` ("de.txt:12: …"), and the line is left out: a test keeps the
  // files that are built in free of them.
  static PhraseBook parse(std::span<const PhraseFile> files, std::vector<std::string>& problems);

  // The one of the files that are built in.
  static const PhraseBook& built_in();
};

}  // namespace garner

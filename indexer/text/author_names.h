// AuthorNames: what the authors of one conversation call themselves, to be masked where others write it.
// Value type, thread-safe to read.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

class AuthorNames {
 public:
  AuthorNames() = default;
  // Names that can be nothing else: several words, or a word no dictionary has ("ann_k", "JLee77"). The
  // company's own are left out, as "Brindle Support" is what the text is about.
  explicit AuthorNames(const Conversation& conversation);

  // `any`: also a name that could be any word ("ann", "support").
  void add(std::string_view name, bool any = false);

  bool empty() const { return words_.empty() && longer_.empty(); }
  // `text` with each of them as [handle], but not in code nor inside longer words. Case of ASCII letters does
  // not matter. Linear.
  std::string mask(std::string_view text) const;

 private:
  std::unordered_set<std::string> words_;  // in lower case
  std::unordered_map<std::string, std::vector<std::string>>
      longer_;  // names with blanks, by their first word
};

// Whether `name` stands in `text` as a whole word, in any case of ASCII letters.
bool holds_name(std::string_view text, std::string_view name);

}  // namespace garner

// Pseudonyms: what is stored in place of the names that authors have on their platforms. A keyed hash: the
// same author has the same pseudonym everywhere, and without the key nobody can tell whose it is by trying
// names. Pure, thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/store/store.h"

namespace garner {

// "u-3f9a2c81d0b4": 48 bits of HMAC-SHA256. Empty for no author; a pseudonym stays as it is, so that what was
// exported can come back. `key`: Store::author_key().
std::string pseudonym_of(std::string_view author, std::string_view key);
bool is_pseudonym(std::string_view author);

// What was taken out of a conversation.
struct Forgotten {
  std::vector<std::string> message_ids;
  std::vector<std::string> texts;  // bodies, and the title
  bool title = false;
};

// Takes words and author out of the messages of those authors for whom `is_theirs`; the title too where they
// asked. Ids, times and roles stay, so that what is left is understood as before.
Forgotten forget_authors(Conversation& conversation,
                         const std::function<bool(const std::string& author)>& is_theirs);

// Those who were erased, as the store remembers them.
class ErasedAuthors {
 public:
  ErasedAuthors() = default;
  ErasedAuthors(const std::vector<ErasedAuthor>& erased, std::string key);

  std::size_t size() const { return size_; }
  // Before anything else is made of the conversation. Their names go from what others wrote in it, too.
  void forget_in(Conversation& conversation) const;

 private:
  std::unordered_map<std::string, std::unordered_set<std::string>> channels_;  // by pseudonym; "": all
  std::string key_;
  std::size_t size_ = 0;
};

}  // namespace garner

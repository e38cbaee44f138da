// What becomes of an article when words it was made of are erased. Pure, thread-safe.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/text/author_names.h"

namespace garner {

// What was taken out of one conversation.
struct ErasedWords {
  std::unordered_set<std::string> message_ids;  // of the messages that are gone
  bool title = false;                           // the conversation's title is gone
  std::vector<std::string> texts, phrases;      // whole texts; sentences of them that nobody else said
  const AuthorNames* names = nullptr;           // masked in what others said
  std::map<std::string, std::string> masked;    // message id -> its body before that
};
using ErasedWordsByConversation = std::unordered_map<std::string, ErasedWords>;  // by key_of()

std::string key_of(std::string_view channel, std::string_view conversation_id);

enum class ArticleErasure : std::uint8_t { kUntouched, kChanged, kEmptied };

// Cuts the sentences that came from erased messages, and their phrases wherever else they stand; drops
// wordings taken from them; masks `names` and those of the conversations, and clears addresses for which
// `is_named` says that they name the person. Provenance of what stays is kept exact. kEmptied: nothing is
// left of issue or resolution; `article` is of no use then.
ArticleErasure erase_from(Article& article, const ErasedWordsByConversation& words, const AuthorNames& names,
                          const std::function<bool(std::string_view)>& is_named);

// The same for what an article said once; where nothing is left of it, all of it goes.
void erase_from_revision(Article& old, const ErasedWordsByConversation& words, const AuthorNames& names,
                         const std::function<bool(std::string_view)>& is_named);

}  // namespace garner

// Origin: which conversations an article was made of. Pure, thread-safe.
#pragma once

#include <algorithm>

#include "indexer/capture.h"
#include "indexer/core/model.h"

namespace garner {

inline bool is_source(const Source& source, const Conversation& conversation) {
  return source.channel == conversation.channel && source.conversation_id == conversation.id;
}

// Whether the article was made of this conversation, not only found to solve it too.
inline bool comes_from(const Article& article, const Conversation& conversation) {
  return article.id == article_id_of(conversation.channel, conversation.id) ||
         (!article.sources.empty() && is_source(article.sources.front(), conversation));
}

inline bool is_only_source(const Article& article, const Conversation& conversation) {
  return std::all_of(article.sources.begin(), article.sources.end(),
                     [&](const Source& source) { return is_source(source, conversation); });
}

}  // namespace garner

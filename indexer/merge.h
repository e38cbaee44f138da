// merge: a part of a conversation and what is known of it already make the whole. Pure, thread-safe.
#pragma once

#include "indexer/core/model.h"

namespace garner {

// Adds to `part` what `known` has and the part has not: messages, and what is said about the conversation. Of
// a message that both have the part's counts; the state is the part's where it has a title and knows it, for
// a comment alone says nothing about it, except that an answer is no longer the accepted one. Both are
// normalised, with authors under the same names.
void merge(Conversation& part, const Conversation& known);

}  // namespace garner

// SHA-256, and what tells whether a conversation is known already. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

std::string sha256(std::string_view bytes);  // 32 bytes
std::string to_hex(std::string_view bytes);  // lower case

// SHA-256 over every field, so that equal digests mean equal content; but for `partial`, which tells of the
// source and not of the conversation. Stored: a change to it makes every store read everything once more.
std::string digest_of(const Conversation& conversation);

}  // namespace garner

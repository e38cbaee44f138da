// The manners of social networks: handles, agents' initials, numbered posts. Pure, thread-safe, linear.
#pragma once

#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

// `text` without the handles it begins with ("@acme @bob hello") and without the initials an agent signs with
// at its end ("^JM", "*SR", ". -AB"); any other handle becomes "[handle]". Not in code, nor in e-mail
// addresses.
std::string drop_manners(std::string_view text);

// Posts "1/2" and "2/2" of one author joined into the first of them, where all are there: the texts in order
// without their numbers, flags or-ed, replies to any of them now to the first. Bodies are plain text by now.
void join_numbered(Conversation& conversation);

}  // namespace garner

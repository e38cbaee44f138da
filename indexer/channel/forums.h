// What the channels of forums and trackers have in common. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

// Text of HTML without tags: "Can&#39;t print &amp; scan". Entities it does not know stay.
std::string decode_entities(std::string_view text);

// What parse_rfc3339 takes, and the same with a blank before the zone ("2024-07-10 00:01:37 +0000").
std::optional<Time> parse_spaced_time(std::string_view text);

// "https://host" of an address; empty where it is none.
std::string site_of(std::string_view url);
// "12" of "https://host/issues/12" or "https://host/issues/12/".
std::string_view last_segment(std::string_view url);
// The part of `text` after the last `mark`; empty where there is none.
std::string_view after_last(std::string_view text, std::string_view mark);

// Why a conversation without any text is rejected, with what to do about it; nothing where it has some.
std::optional<std::string> lacks_text(const Conversation& conversation, std::string_view hint);

// Where the message that began a conversation has the conversation's id: its author is the asker wherever he
// writes. Without that message (a page of replies alone) nobody is known to have asked.
void set_asker(Conversation& conversation);

// Marks a message as the answer, by id; the conversation is resolved.
void accept(Conversation& conversation, std::string_view message_id);

}  // namespace garner

// What one message says about the answers before it: it worked, it did not, thanks, nothing. Pure functions,
// thread-safe; time linear in the message.
#pragma once

#include <cstdint>
#include <string_view>

namespace garner {

enum class Stance : std::uint8_t { kNeutral, kThanks, kSuccess, kFailure, kRelapse };

// begin and end: the bytes of the message that say so.
struct Reading {
  Stance stance = Stance::kNeutral;
  std::uint32_t begin = 0, end = 0;
};

// Of the asker's message. Where it says both, its last word counts.
Reading read_asker(std::string_view body);

// Of a message of anybody else: "worked for me too" (kSuccess), "same here, no luck" (kFailure); of a long
// message or one that gives advice, nothing.
Reading read_bystander(std::string_view body);

// Of an agent's message: "glad it works", "I'll close this ticket as solved" (kSuccess).
Reading read_closing(std::string_view body);

// "All three are in now.": the asker reports, asks nothing more, refuses nothing and puts nothing off.
bool contents_itself(std::string_view body);

// A message that asks for facts and offers nothing: "Which firmware are you on?"
bool asks_only(std::string_view body);

// Whoever is asked last, answers: that is no report.
bool ends_with_question(std::string_view body);

}  // namespace garner

// Parts: what each message of a conversation is to its question, each read once. Refers to the conversation,
// which must outlive it. Thread-safe once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/stance.h"

namespace garner {

// No message.
inline constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

// What a message is to the question.
enum class Part : std::uint8_t {
  kNone,      // deleted, empty, a bot's
  kAsker,     // the asker's
  kOffer,     // an answer that offers something to do or to know
  kCourtesy,  // an answer that offers nothing: a question, "please DM us"
  kRemark,    // somebody else tells how it went: "worked for me too", "same here"
};

class Parts {
 public:
  explicit Parts(const Conversation& conversation);

  Part of(std::size_t at) const { return parts_[at]; }
  // What it says about the answers before it.
  const Reading& reading(std::size_t at) const { return readings_[at]; }
  bool is_answer(std::size_t at) const { return parts_[at] == Part::kOffer || parts_[at] == Part::kCourtesy; }
  bool offers(std::size_t at) const { return parts_[at] == Part::kOffer; }

  // The answer that the message at `heard` speaks of: the one replied to, or the last before it, not before
  // `after`. kNobody: none.
  std::size_t answer_meant(std::size_t heard, std::size_t after) const;
  // The same, with what its author wrote directly before it unless it alone was replied to.
  std::vector<std::size_t> answers_meant(std::size_t heard, std::size_t after) const;
  // The answer at `at` and what its author wrote directly before it.
  std::vector<std::size_t> with_parts_before(std::size_t at, std::size_t after) const;

 private:
  Part read_answer(std::size_t at, bool offered, bool asker_spoke);
  std::size_t parent_of(std::size_t at) const;

  const std::vector<Message>& messages_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::vector<Part> parts_;
  std::vector<Reading> readings_;
  std::vector<std::size_t> offers_until_;  // of the offers before each message the last, + 1; 0: none
};

}  // namespace garner

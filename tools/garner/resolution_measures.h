// How well resolve() finds what people marked as the answer: what `garner eval-resolution` counts and prints.
// Value types, not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "indexer/core/model.h"
#include "indexer/resolve.h"

namespace garner {

// The ids of what was marked as the answer, taken off the conversation together with the state, so that it
// looks as if nobody had marked anything.
std::vector<std::string> hide_marks(Conversation& conversation);

// A way to find the answer that is as simple as can be, to compare with. Empty: there is no answer.
enum class NaiveChoice : std::uint8_t { kFirstAnswer, kHighestScore, kLastAnswer };
inline constexpr std::array kBaselines = {NaiveChoice::kFirstAnswer, NaiveChoice::kHighestScore,
                                          NaiveChoice::kLastAnswer};
std::string_view name_of(NaiveChoice baseline);
std::string baseline_answer(const Conversation& conversation, NaiveChoice baseline);

struct ResolutionMeasures {
  struct Bin {
    std::uint64_t count = 0, marked = 0, right = 0;
    double score = 0;  // sum
  };
  static constexpr std::size_t kBins = 10;  // of the score, a tenth each

  std::uint64_t conversations = 0;
  std::uint64_t answered = 0;         // with an answer by somebody else than the asker
  std::uint64_t marked = 0;           // with an answer that was marked
  std::uint64_t hits = 0;             // of these: the first solving message is the marked one
  std::uint64_t found = 0;            // of these: it is among the solving messages
  std::uint64_t resolved = 0;         // called resolved
  std::uint64_t resolved_marked = 0;  // of these: marked by people too
  std::uint64_t resolved_right = 0;   // of these: by the same message
  std::array<std::uint64_t, kBaselines.size()> baseline_hits{};
  std::array<Bin, kBins> bins;  // of every conversation with a likeliest answer

  // `conversation` is normalised and without marks, `answers` what hide_marks() took.
  void add(const Conversation& conversation, const std::vector<std::string>& answers, const Verdict& verdict);
  void add(const ResolutionMeasures& other);

  // The mean distance of score and share right over the bins; nothing: no scores.
  std::optional<double> calibration_error() const;
};

}  // namespace garner

#include "tools/garner/resolution_measures.h"

#include <algorithm>
#include <cmath>

#include "indexer/participants.h"

namespace garner {

std::vector<std::string> hide_marks(Conversation& conversation) {
  std::vector<std::string> accepted, official;
  for (Message& message : conversation.messages) {
    if (!message.deleted && message.accepted) accepted.push_back(message.id);
    if (!message.deleted && message.official) official.push_back(message.id);
    message.accepted = message.official = false;
  }
  conversation.state = ConversationState::kOpen;
  conversation.resolved_at.reset();
  return accepted.empty() ? official : accepted;
}

std::string_view name_of(NaiveChoice baseline) {
  constexpr std::array<std::string_view, kBaselines.size()> kNames = {"first_answer", "highest_score",
                                                                      "last_answer"};
  return kNames[static_cast<std::size_t>(baseline)];
}

std::string baseline_answer(const Conversation& conversation, NaiveChoice baseline) {
  const Participants participants(conversation);
  const Message* best = nullptr;
  for (const Message& message : conversation.messages) {
    if (!participants.is_answer(message)) continue;
    const bool better = best == nullptr || baseline == NaiveChoice::kLastAnswer ||
                        (baseline == NaiveChoice::kHighestScore && message.score > best->score);
    if (better) best = &message;
  }
  return best == nullptr ? std::string() : best->id;
}

void ResolutionMeasures::add(const Conversation& conversation, const std::vector<std::string>& answers,
                             const Verdict& verdict) {
  const auto is_marked = [&](const std::string& id) {
    return std::find(answers.begin(), answers.end(), id) != answers.end();
  };
  const auto& solving = verdict.solving_messages;
  const bool any = std::any_of(solving.begin(), solving.end(), is_marked);
  const bool is_resolved = verdict.resolution == Resolution::kResolved;
  ++conversations;
  answered += baseline_answer(conversation, NaiveChoice::kFirstAnswer).empty() ? 0 : 1;
  resolved += is_resolved ? 1 : 0;
  if (!answers.empty()) {
    ++marked;
    hits += !solving.empty() && is_marked(solving.front()) ? 1 : 0;
    found += any ? 1 : 0;
    resolved_marked += is_resolved ? 1 : 0;
    resolved_right += is_resolved && any ? 1 : 0;
    for (const NaiveChoice baseline : kBaselines) {
      const bool hit = is_marked(baseline_answer(conversation, baseline));
      baseline_hits[static_cast<std::size_t>(baseline)] += hit ? 1 : 0;
    }
  }
  if (solving.empty()) return;
  const auto bin = static_cast<std::size_t>(verdict.score * static_cast<double>(kBins));
  Bin& of_score = bins[std::min(bin, kBins - 1)];
  ++of_score.count;
  of_score.marked += answers.empty() ? 0 : 1;
  of_score.right += any ? 1 : 0;
  of_score.score += verdict.score;
}

void ResolutionMeasures::add(const ResolutionMeasures& other) {
  conversations += other.conversations;
  answered += other.answered;
  marked += other.marked;
  hits += other.hits;
  found += other.found;
  resolved += other.resolved;
  resolved_marked += other.resolved_marked;
  resolved_right += other.resolved_right;
  for (std::size_t i = 0; i < baseline_hits.size(); ++i) baseline_hits[i] += other.baseline_hits[i];
  for (std::size_t i = 0; i < kBins; ++i) {
    bins[i].count += other.bins[i].count;
    bins[i].marked += other.bins[i].marked;
    bins[i].right += other.bins[i].right;
    bins[i].score += other.bins[i].score;
  }
}

std::optional<double> ResolutionMeasures::calibration_error() const {
  double distance = 0;
  std::uint64_t count = 0;
  for (const Bin& bin : bins) {
    distance += std::abs(bin.score - static_cast<double>(bin.right));
    count += bin.count;
  }
  if (count == 0) return std::nullopt;
  return distance / static_cast<double>(count);
}

}  // namespace garner

#include "indexer/parts.h"

#include <algorithm>

#include "indexer/courtesy.h"
#include "indexer/participants.h"

namespace garner {

Parts::Parts(const Conversation& conversation) : messages_(conversation.messages) {
  const Participants participants(conversation);
  parts_.reserve(messages_.size());
  offers_until_.assign(messages_.size() + 1, 0);
  readings_.resize(messages_.size());
  bool asker_spoke = false;  // after an offer
  bool offered = false;
  for (std::size_t at = 0; at < messages_.size(); ++at) {
    const Message& message = messages_[at];
    by_id_.emplace(message.id, at);
    Part part = Part::kNone;
    if (participants.is_answer(message)) {
      part = read_answer(at, offered, asker_spoke);
      offered |= part == Part::kOffer;
    } else if (!message.deleted && participants.is_asker(message)) {
      part = Part::kAsker;
      if (offered) readings_[at] = read_asker(message.body);
      asker_spoke |= offered;
    }
    parts_.push_back(part);
    offers_until_[at + 1] = part == Part::kOffer ? at + 1 : offers_until_[at];
  }
}

std::size_t Parts::answer_meant(std::size_t heard, std::size_t after) const {
  const std::size_t parent = parent_of(heard);
  if (parent < heard && parent >= after && offers(parent)) return parent;
  const std::size_t last = offers_until_[heard];  // index + 1
  return last > after ? last - 1 : kNobody;
}

std::vector<std::size_t> Parts::answers_meant(std::size_t heard, std::size_t after) const {
  const std::size_t answer = answer_meant(heard, after);
  if (answer == kNobody) return {};
  if (answer == parent_of(heard)) return {answer};
  return with_parts_before(answer, after);
}

std::vector<std::size_t> Parts::with_parts_before(std::size_t at, std::size_t after) const {
  std::vector<std::size_t> found{at};
  const std::string& author = messages_[at].author;
  for (; at > after && is_answer(at - 1) && messages_[at - 1].author == author; --at) {
    if (offers(at - 1)) found.push_back(at - 1);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Part Parts::read_answer(std::size_t at, bool offered, bool asker_spoke) {
  const Message& message = messages_[at];
  if (asker_spoke) readings_[at] = read_closing(message.body);
  if (readings_[at].stance != Stance::kNeutral) return Part::kCourtesy;
  if (offered && message.role != Role::kAgent) {
    readings_[at] = read_bystander(message.body);
    if (readings_[at].stance != Stance::kNeutral) return Part::kRemark;
  }
  return has_substance(message.body) && !asks_only(message.body) ? Part::kOffer : Part::kCourtesy;
}

std::size_t Parts::parent_of(std::size_t at) const {
  if (at >= messages_.size() || messages_[at].in_reply_to.empty()) return kNobody;
  const auto parent = by_id_.find(messages_[at].in_reply_to);
  return parent == by_id_.end() ? kNobody : parent->second;
}

}  // namespace garner

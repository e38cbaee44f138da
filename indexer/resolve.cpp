#include "indexer/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "indexer/courtesy.h"
#include "indexer/parts.h"
#include "indexer/stance.h"

namespace garner {
namespace {

// How likely it is that the solving messages solved it, by the strongest signal: the share that was right
// where it could be measured (docs/resolution.md), an estimate in the order of their strength elsewhere.
struct Signal {
  std::string_view name;
  double score;
  bool confirmed;
};
constexpr Signal kAccepted = {"accepted", 0.97, true};  // by the asker or a moderator
constexpr Signal kAskerSuccess = {"asker_success", 0.93, true};
constexpr Signal kOfficial = {"official", 0.8, true};  // the vendor's word, but for many askers at once
constexpr Signal kAskerThanks = {"asker_thanks", 0.85, true};
constexpr Signal kSettled = {"agent_closing", 0.8, false};  // "glad it works": the asker may have called
constexpr Signal kState = {"state", 0.75, true};            // solved, but it does not say by what
constexpr Signal kLastWord = {"last_word", 0.75, false};
constexpr Signal kEndorsed = {"endorsed", 0.65, false};   // by more votes than the question, and unanswered
constexpr Signal kAgreement = {"agreement", 0.6, false};  // the same answer helped somebody else
constexpr Signal kClosed = {"closed", 0.55, false};       // tickets are also closed because nobody answers
// Likely at best: where an accept is the rule, four answers of ten that lead the votes are the accepted one.
constexpr Signal kVotes = {"votes", 0.4, false};
constexpr Signal kSilence = {"silence", 0.35, false};    // an agent answered, and nothing for a week
constexpr Signal kAnswered = {"answered", 0.25, false};  // an answer, and no more is known
constexpr double kPenaltyDoubt = 0.25;                   // accepted, but the asker says later that it fails

// What chooses among the answers where nobody says which one it was: log-odds, fitted on one half of a
// Stack Exchange site and tried on the other (docs/resolution.md), rounded.
constexpr double kPointsTopVoted = 1.8;      // more votes than every other answer
constexpr double kPointsVotesDoubled = 0.3;  // each time the votes double
constexpr double kPointsFirst = 1;           // who answers first answers the question asked
constexpr double kPointsLast = 0.5;          // and after the last answer nobody asked again
constexpr double kPointsAgent = 1;           // the vendor's people know
constexpr double kPointsAgreement = 1.5;     // somebody else was helped by it

constexpr std::int64_t kEndorsedFrom = 3;  // votes: fewer are friends
constexpr Time kSilentFor = Time{7} * 24 * 60 * 60 * 1000;

std::string_view signal_of(Stance stance) {
  switch (stance) {
    case Stance::kThanks:
      return kAskerThanks.name;
    case Stance::kSuccess:
      return kAskerSuccess.name;
    case Stance::kFailure:
      return "still_fails";
    case Stance::kRelapse:
      return "relapse";
    case Stance::kNeutral:
      break;
  }
  return "";
}

// The last thing the asker said about the answers, and the message that says it.
struct Heard {
  Stance stance = Stance::kNeutral;
  std::size_t at = 0;            // where it was said
  std::size_t failed_until = 0;  // answers before this message did not help
  Evidence evidence;
};

Heard listen(const Conversation& conversation, const Parts& parts) {
  Heard heard;
  bool open_question = false;
  for (std::size_t at = 0; at < conversation.messages.size(); ++at) {
    if (parts.is_answer(at)) open_question = !parts.offers(at);
    const Reading& reading = parts.reading(at);
    if (parts.of(at) != Part::kAsker || reading.stance == Stance::kNeutral) continue;
    // Thanks for a question are no thanks for an answer; thanks after success add nothing.
    if (reading.stance == Stance::kThanks && (open_question || heard.stance == Stance::kSuccess)) continue;
    if (reading.stance == Stance::kSuccess && heard.stance == Stance::kSuccess) continue;
    heard.stance = reading.stance;
    heard.at = at;
    if (reading.stance == Stance::kFailure || reading.stance == Stance::kRelapse) heard.failed_until = at;
    heard.evidence = {conversation.messages[at].id, std::string(signal_of(reading.stance)), reading.begin,
                      reading.end};
  }
  return heard;
}

class Resolving {
 public:
  Resolving(const Conversation& conversation, const Parts& parts)
      : conversation_(conversation),
        messages_(conversation.messages),
        parts_(parts),
        heard_(listen(conversation, parts)),
        leader_(vote_leader()) {}

  Verdict decide() {
    const bool decided = by_mark(&Message::accepted, kAccepted) || by_mark(&Message::official, kOfficial) ||
                         by_asker() || by_state() || by_closing() || by_last_word() || by_endorsement() ||
                         by_agreement() || by_likelihood();
    if (!decided && failed() && verdict_.evidence.empty()) verdict_.evidence.push_back(heard_.evidence);
    if (verdict_.score >= kResolvedFrom) {
      verdict_.resolution = Resolution::kResolved;
    } else if (failed()) {
      verdict_.resolution = Resolution::kUnresolved;
    }
    return std::move(verdict_);
  }

 private:
  bool failed() const { return heard_.stance == Stance::kFailure || heard_.stance == Stance::kRelapse; }

  void solved_by(const std::vector<std::size_t>& messages, const Signal& signal, double penalty = 0) {
    verdict_.score = signal.score - penalty;
    verdict_.confirmed = signal.confirmed;
    for (const std::size_t at : messages) verdict_.solving_messages.push_back(messages_[at].id);
  }

  void note(std::size_t at, const Signal& signal) {
    const Reading& reading = parts_.reading(at);
    verdict_.evidence.push_back({messages_[at].id, std::string(signal.name), reading.begin, reading.end});
  }

  // Messages a person marked. True when these decide.
  bool by_mark(bool Message::*mark, const Signal& signal) {
    std::vector<std::size_t> marked;
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      const Message& message = messages_[at];
      if (message.*mark && !message.deleted && !message.body.empty()) marked.push_back(at);
    }
    if (marked.empty()) return false;
    for (const std::size_t at : marked) {
      verdict_.evidence.push_back({messages_[at].id, std::string(signal.name), 0, 0});
    }
    const bool undone = failed() && heard_.at > marked.back();
    if (undone) verdict_.evidence.push_back(heard_.evidence);
    // An accepted mark may have been set after the asker's complaint, so that alone only lowers the score;
    // "it's back" undoes it.
    const bool stands = !undone || (mark == &Message::accepted && heard_.stance == Stance::kFailure);
    if (!stands) return false;
    if (heard_.stance == Stance::kSuccess) verdict_.evidence.push_back(heard_.evidence);
    solved_by(marked, signal, undone ? kPenaltyDoubt : 0);
    return true;
  }

  bool by_asker() {
    if (heard_.stance != Stance::kSuccess && heard_.stance != Stance::kThanks) return false;
    const auto answers = parts_.answers_meant(heard_.at, heard_.failed_until);
    if (answers.empty()) return false;
    verdict_.evidence.push_back(heard_.evidence);
    solved_by(answers, heard_.stance == Stance::kSuccess ? kAskerSuccess : kAskerThanks);
    return true;
  }

  bool by_state() {
    if (conversation_.state == ConversationState::kOpen) return false;
    const bool resolved = conversation_.state == ConversationState::kResolved;
    const auto answers = likeliest(failed() ? heard_.at : 0, messages_.size());
    if (answers.empty()) return false;
    // Anyone's answer will do where a person said "resolved"; a closed conversation needs the agent's.
    const bool agent = std::any_of(answers.begin(), answers.end(),
                                   [this](std::size_t at) { return messages_[at].role == Role::kAgent; });
    if (!resolved && !agent) return false;
    verdict_.evidence.push_back({"", std::string((resolved ? kState : kClosed).name), 0, 0});
    solved_by(answers, resolved ? kState : kClosed);
    return true;
  }

  // "Glad it works", said after the asker spoke and not taken back.
  bool by_closing() {
    for (std::size_t at = messages_.size(); at-- > heard_.failed_until;) {
      if (parts_.of(at) != Part::kCourtesy || parts_.reading(at).stance != Stance::kSuccess) continue;
      const auto answers = parts_.answers_meant(at, heard_.failed_until);
      if (answers.empty()) return false;
      note(at, kSettled);
      solved_by(answers, kSettled);
      return true;
    }
    return false;
  }

  // Nobody said "solved", but the asker's report on an answer is the last word.
  bool by_last_word() {
    if (heard_.stance != Stance::kNeutral) return false;
    std::size_t last = messages_.size();
    while (last > 0 && (parts_.of(last - 1) == Part::kNone || parts_.of(last - 1) == Part::kCourtesy)) --last;
    if (last == 0) return false;
    const Message& report = messages_[last - 1];
    if (parts_.of(last - 1) != Part::kAsker || !contents_itself(report.body)) return false;
    const auto answers = parts_.answers_meant(last - 1, 0);
    if (answers.empty() || answers.back() + 1 != last - 1) return false;  // a question came in between
    if (ends_with_question(messages_[answers.back()].body)) return false;
    verdict_.evidence.push_back(
        {report.id, std::string(kLastWord.name), 0, static_cast<std::uint32_t>(report.body.size())});
    solved_by(answers, kLastWord);
    return true;
  }

  // The only answer, to which the asker says nothing more, has more votes than the question: those who had
  // the same question found what they came for.
  bool by_endorsement() {
    if (heard_.stance != Stance::kNeutral || conversation_.state == ConversationState::kClosed) return false;
    std::size_t answer = kNobody;
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      if (parts_.of(at) == Part::kAsker && answer != kNobody) return false;
      if (!parts_.offers(at)) continue;
      if (answer != kNobody) return false;
      answer = at;
    }
    if (answer == kNobody || messages_[answer].score < kEndorsedFrom ||
        messages_[answer].score <= messages_.front().score)
      return false;
    verdict_.evidence.push_back({messages_[answer].id, std::string(kEndorsed.name), 0, 0});
    solved_by({answer}, kEndorsed);
    return true;
  }

  // "Worked for me too": by somebody other than who gave the answer.
  bool by_agreement() {
    for (std::size_t at = messages_.size(); at-- > heard_.failed_until;) {
      if (agreed_answer(at) == kNobody) continue;
      note(at, kAgreement);
      solved_by(parts_.answers_meant(at, heard_.failed_until), kAgreement);
      return true;
    }
    return false;
  }

  // The answer that the remark at `at` agrees with, if it does.
  std::size_t agreed_answer(std::size_t at) const {
    if (parts_.of(at) != Part::kRemark || parts_.reading(at).stance != Stance::kSuccess) return kNobody;
    const std::size_t answer = parts_.answer_meant(at, heard_.failed_until);
    if (answer == kNobody || messages_[answer].author == messages_[at].author) return kNobody;
    return answer;
  }

  // Nobody says anything: the likeliest answer, at a score that does not call it resolved.
  bool by_likelihood() {
    const auto answers = likeliest(heard_.failed_until, messages_.size());
    if (answers.empty()) return false;
    const std::size_t answer = answers.back();
    const Signal& signal = answer == leader_ ? kVotes : is_silent_after(answer) ? kSilence : kAnswered;
    verdict_.evidence.push_back({messages_[answer].id, std::string(signal.name), 0, 0});
    solved_by(answers, signal);
    return true;
  }

  std::vector<std::size_t> likeliest(std::size_t after, std::size_t before) const {
    std::vector<std::size_t> offers;
    for (std::size_t at = after; at < before; ++at) {
      if (parts_.offers(at)) offers.push_back(at);
    }
    if (offers.empty()) return {};
    std::vector<bool> agreed(messages_.size());
    for (std::size_t at = after; at < before; ++at) {
      const std::size_t answer = agreed_answer(at);
      if (answer != kNobody) agreed[answer] = true;
    }
    std::size_t best = offers.back();
    double most = -1;
    for (const std::size_t at : offers) {
      double points = std::log2(1.0 + static_cast<double>(std::max<std::int64_t>(messages_[at].score, 0))) *
                      kPointsVotesDoubled;
      if (at == leader_) points += kPointsTopVoted;
      if (at == offers.front()) points += kPointsFirst;
      if (at == offers.back()) points += kPointsLast;
      if (messages_[at].role == Role::kAgent) points += kPointsAgent;
      if (agreed[at]) points += kPointsAgreement;
      if (points > most) {
        most = points;
        best = at;
      }
    }
    return parts_.with_parts_before(best, after);
  }

  // The answer with more votes than any other, at least one.
  std::size_t vote_leader() const {
    std::size_t leader = kNobody;
    std::int64_t most = 0;
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      if (!parts_.offers(at)) continue;
      if (messages_[at].score == most) leader = kNobody;
      if (messages_[at].score <= most) continue;
      most = messages_[at].score;
      leader = at;
    }
    return leader;
  }

  // An agent's answer that nobody replied to for a week, as far as the conversation itself tells: its newest
  // time is that of its last change.
  bool is_silent_after(std::size_t answer) const {
    const Message& message = messages_[answer];
    if (message.role != Role::kAgent || !message.at) return false;
    Time newest = std::max(conversation_.updated_at.value_or(0), conversation_.resolved_at.value_or(0));
    for (std::size_t at = answer + 1; at < messages_.size(); ++at) {
      if (parts_.of(at) != Part::kNone) return false;
      newest = std::max(newest, messages_[at].at.value_or(0));
    }
    return newest - *message.at >= kSilentFor;
  }

  const Conversation& conversation_;
  const std::vector<Message>& messages_;
  const Parts& parts_;
  Heard heard_;
  std::size_t leader_;  // kNobody: none
  Verdict verdict_;
};

}  // namespace

Verdict resolve(const Conversation& conversation) {
  const Parts parts(conversation);
  return Resolving(conversation, parts).decide();
}

std::string_view name_of(Resolution resolution) {
  constexpr std::array<std::string_view, 3> kNames = {"unknown", "unresolved", "resolved"};
  return kNames[static_cast<std::size_t>(resolution)];
}

std::string to_text(const Verdict& verdict) {
  std::string text(name_of(verdict.resolution));
  const bool resolved = verdict.resolution == Resolution::kResolved;
  if (resolved) text += verdict.confirmed ? " confirmed" : " assumed";
  for (const std::string& id : verdict.solving_messages)
    text += fmt::format(" {}={}", resolved ? "by" : "perhaps", id);
  for (const Evidence& evidence : verdict.evidence) {
    text += fmt::format(" {}", evidence.signal);
    if (!evidence.message_id.empty()) text += fmt::format("@{}", evidence.message_id);
    if (evidence.end > evidence.begin) text += fmt::format("[{},{})", evidence.begin, evidence.end);
  }
  return text;
}

}  // namespace garner

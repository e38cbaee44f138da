#include "indexer/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "indexer/courtesy.h"
#include "indexer/participants.h"
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

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
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

// What a message is to the question, each read once.
enum class Part : std::uint8_t {
  kNone,      // deleted, empty, a bot's
  kAsker,     // the asker's
  kOffer,     // an answer that offers something to do or to know
  kCourtesy,  // an answer that offers nothing: a question, "please DM us"
  kRemark,    // somebody else tells how it went: "worked for me too", "same here"
};

class Reader {
 public:
  explicit Reader(const Conversation& conversation) : messages_(conversation.messages) {
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

  Part part(std::size_t at) const { return parts_[at]; }
  const Reading& reading(std::size_t at) const { return readings_[at]; }
  bool is_answer(std::size_t at) const { return parts_[at] == Part::kOffer || parts_[at] == Part::kCourtesy; }
  bool offers(std::size_t at) const { return parts_[at] == Part::kOffer; }

  // The answer that the message at `heard` speaks of: the one replied to, or the last before it, not before
  // `after`. kNobody: none.
  std::size_t answer_meant(std::size_t heard, std::size_t after) const {
    const std::size_t parent = parent_of(heard);
    if (parent < heard && parent >= after && offers(parent)) return parent;
    const std::size_t last = offers_until_[heard];  // index + 1
    return last > after ? last - 1 : kNobody;
  }

  // The same, with what its author wrote directly before it unless it alone was replied to.
  std::vector<std::size_t> answers_meant(std::size_t heard, std::size_t after) const {
    const std::size_t answer = answer_meant(heard, after);
    if (answer == kNobody) return {};
    if (answer == parent_of(heard)) return {answer};
    return with_parts_before(answer, after);
  }

  // The answer at `at` and what its author wrote directly before it.
  std::vector<std::size_t> with_parts_before(std::size_t at, std::size_t after) const {
    std::vector<std::size_t> found{at};
    const std::string& author = messages_[at].author;
    for (; at > after && is_answer(at - 1) && messages_[at - 1].author == author; --at) {
      if (offers(at - 1)) found.push_back(at - 1);
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

 private:
  Part read_answer(std::size_t at, bool offered, bool asker_spoke) {
    const Message& message = messages_[at];
    if (asker_spoke) readings_[at] = read_closing(message.body);
    if (readings_[at].stance != Stance::kNeutral) return Part::kCourtesy;
    if (offered && message.role != Role::kAgent) {
      readings_[at] = read_bystander(message.body);
      if (readings_[at].stance != Stance::kNeutral) return Part::kRemark;
    }
    return has_substance(message.body) && !asks_only(message.body) ? Part::kOffer : Part::kCourtesy;
  }

  std::size_t parent_of(std::size_t at) const {
    if (at >= messages_.size() || messages_[at].in_reply_to.empty()) return kNobody;
    const auto parent = by_id_.find(messages_[at].in_reply_to);
    return parent == by_id_.end() ? kNobody : parent->second;
  }

  const std::vector<Message>& messages_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::vector<Part> parts_;
  std::vector<Reading> readings_;          // what it says about the answers before it
  std::vector<std::size_t> offers_until_;  // of the offers before each message the last, + 1; 0: none
};

// The last thing the asker said about the answers, and the message that says it.
struct Heard {
  Stance stance = Stance::kNeutral;
  std::size_t at = 0;            // where it was said
  std::size_t failed_until = 0;  // answers before this message did not help
  Evidence evidence;
};

Heard listen(const Conversation& conversation, const Reader& reader) {
  Heard heard;
  bool open_question = false;
  for (std::size_t at = 0; at < conversation.messages.size(); ++at) {
    if (reader.is_answer(at)) open_question = !reader.offers(at);
    const Reading& reading = reader.reading(at);
    if (reader.part(at) != Part::kAsker || reading.stance == Stance::kNeutral) continue;
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

class Finding {
 public:
  Finding(const Conversation& conversation, const Reader& reader)
      : conversation_(conversation),
        messages_(conversation.messages),
        reader_(reader),
        heard_(listen(conversation, reader)),
        leader_(vote_leader()) {}

  Verdict decide() {
    const bool decided = by_mark(&Message::accepted, kAccepted) || by_mark(&Message::official, kOfficial) ||
                         by_asker() || by_state() || by_closing() || by_last_word() || by_agreement() ||
                         by_likelihood();
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
    const Reading& reading = reader_.reading(at);
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
    const auto answers = reader_.answers_meant(heard_.at, heard_.failed_until);
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
      if (reader_.part(at) != Part::kCourtesy || reader_.reading(at).stance != Stance::kSuccess) continue;
      const auto answers = reader_.answers_meant(at, heard_.failed_until);
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
    while (last > 0 && (reader_.part(last - 1) == Part::kNone || reader_.part(last - 1) == Part::kCourtesy))
      --last;
    if (last == 0) return false;
    const Message& report = messages_[last - 1];
    if (reader_.part(last - 1) != Part::kAsker || !contents_itself(report.body)) return false;
    const auto answers = reader_.answers_meant(last - 1, 0);
    if (answers.empty() || answers.back() + 1 != last - 1) return false;  // a question came in between
    if (ends_with_question(messages_[answers.back()].body)) return false;
    verdict_.evidence.push_back(
        {report.id, std::string(kLastWord.name), 0, static_cast<std::uint32_t>(report.body.size())});
    solved_by(answers, kLastWord);
    return true;
  }

  // "Worked for me too": by somebody other than who gave the answer.
  bool by_agreement() {
    for (std::size_t at = messages_.size(); at-- > heard_.failed_until;) {
      if (agreed_answer(at) == kNobody) continue;
      note(at, kAgreement);
      solved_by(reader_.answers_meant(at, heard_.failed_until), kAgreement);
      return true;
    }
    return false;
  }

  // The answer that the remark at `at` agrees with, if it does.
  std::size_t agreed_answer(std::size_t at) const {
    if (reader_.part(at) != Part::kRemark || reader_.reading(at).stance != Stance::kSuccess) return kNobody;
    const std::size_t answer = reader_.answer_meant(at, heard_.failed_until);
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
      if (reader_.offers(at)) offers.push_back(at);
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
    return reader_.with_parts_before(best, after);
  }

  // The answer with more votes than any other, at least one.
  std::size_t vote_leader() const {
    std::size_t leader = kNobody;
    std::int64_t most = 0;
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      if (!reader_.offers(at)) continue;
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
      if (reader_.part(at) != Part::kNone) return false;
      newest = std::max(newest, messages_[at].at.value_or(0));
    }
    return newest - *message.at >= kSilentFor;
  }

  const Conversation& conversation_;
  const std::vector<Message>& messages_;
  const Reader& reader_;
  Heard heard_;
  std::size_t leader_;  // kNobody: none
  Verdict verdict_;
};

}  // namespace

Verdict resolve(const Conversation& conversation) {
  const Reader reader(conversation);
  return Finding(conversation, reader).decide();
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

#include "indexer/resolve.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/indexer/talk.h"

namespace garner {
namespace {

// The tables of corpora/resolution: README.md there tells their columns.
struct Row {
  std::string verdict, words, said;
};

struct Table {
  std::string question, answer;
  std::vector<Row> rows;
};

Table read_table(const std::filesystem::path& path) {
  std::ifstream file(path);
  Table table;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto first = line.find('\t');
    const auto second = line.find('\t', first + 1);
    const std::string column = line.substr(0, first);
    if (column == "question") {
      table.question = line.substr(first + 1);
    } else if (column == "answer") {
      table.answer = line.substr(first + 1);
    } else {
      REQUIRE(second != std::string::npos);
      table.rows.push_back({column, line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
  }
  return table;
}

Conversation conversation_of(const Table& table, const std::string& said) {
  if (!said.starts_with("q: "))
    return talk({{Role::kAsker, table.question}, {Role::kAgent, table.answer}, {Role::kAsker, said}});
  Conversation conversation = talk({});
  constexpr std::string_view kBetween = " / ";
  for (std::size_t begin = 0; begin < said.size();) {
    const std::size_t end = std::min(said.find(kBetween, begin), said.size());
    const Role role = said[begin] == 'q' ? Role::kAsker : said[begin] == 'a' ? Role::kAgent : Role::kHelper;
    say(conversation, role, said.substr(begin + 3, end - begin - 3));
    begin = end + kBetween.size();
  }
  return conversation;
}

// The words of the evidence that has any.
std::string words_of(const Conversation& conversation, const Verdict& verdict) {
  for (const Evidence& evidence : verdict.evidence) {
    for (const Message& message : conversation.messages) {
      if (message.id == evidence.message_id && evidence.end > evidence.begin)
        return message.body.substr(evidence.begin, evidence.end - evidence.begin);
    }
  }
  return "-";
}

TEST_CASE("the words of every language") {
  const std::filesystem::path folder = GARNER_SOURCE_DIR "/corpora/resolution";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".tsv") continue;
    const Table table = read_table(entry.path());
    CHECK(table.rows.size() >= 10);
    for (const Row& row : table.rows) {
      const Conversation conversation = conversation_of(table, row.said);
      const Verdict verdict = resolve(conversation);
      INFO(entry.path().filename().string() << ": " << row.said << " -> " << to_text(verdict));
      const bool assumed = verdict.resolution == Resolution::kResolved && !verdict.confirmed;
      CHECK((assumed ? "assumed" : name_of(verdict.resolution)) == row.verdict);
      CHECK(words_of(conversation, verdict) == row.words);
    }
  }
}

TEST_CASE("thanks before any answer say nothing") {
  CHECK(resolve(talk({{Role::kAsker, "My printer is offline. Thanks!"}})).resolution == Resolution::kUnknown);
}

TEST_CASE("another's success is assumed to be the asker's, and is never an answer") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kHelper, "Turn off power saving in Settings."},
                    {Role::kHelper, "That worked for me too."},
                    {Role::kUnknown, "Same here, no luck."}});
  said.messages[1].author = "ann";
  said.messages[2].author = "bob";
  said.messages[3].author = "cyd";
  const Verdict verdict = resolve(said);
  CHECK(to_text(verdict) == "resolved assumed by=m2 agreement@m3[0,18)");
  SECTION("praise of oneself is none") {
    said.messages[2].author = "ann";
    CHECK(resolve(said).resolution == Resolution::kUnknown);
  }
  SECTION("the asker's failure counts more") {
    say(said, Role::kAsker, "It still fails.");
    CHECK(resolve(said).resolution == Resolution::kUnresolved);
  }
}

TEST_CASE("the only answer solves it when it has more votes than the question and the asker rests") {
  Conversation said = talk({{Role::kAsker, "How do I reset the Fennec FR-7?"},
                            {Role::kHelper, "Hold the reset button for ten seconds until it blinks."}});
  said.messages[0].score = 2;
  said.messages[1].score = 4;
  SECTION("so it is") {
    CHECK(to_text(resolve(said)) == "resolved assumed by=m2 endorsed@m2");
    return;
  }
  SECTION("not by as many votes") {
    said.messages[0].score = 4;
  }
  SECTION("not by votes of friends") {
    said.messages[0].score = 0;
    said.messages[1].score = 2;
  }
  SECTION("not beside another answer") {
    say(said, Role::kHelper, "You can also pull the plug for a minute and wait.");
  }
  SECTION("not when the asker comes back") {
    say(said, Role::kAsker, "Mine has no such button on it.");
  }
  SECTION("not of a question that was closed") {
    said.state = ConversationState::kClosed;
  }
  CHECK(resolve(said).resolution != Resolution::kResolved);
}

TEST_CASE("votes and silence make an answer likely, not the conversation resolved") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kHelper, "Replace the cable."},
                    {Role::kHelper, "Turn off power saving."},
                    {Role::kHelper, "Buy another printer."}});
  for (Message& message : said.messages) message.author = message.id;
  said.messages[2].score = 5;
  const Verdict verdict = resolve(said);
  CHECK(to_text(verdict) == "unknown perhaps=m3 votes@m3");
  CHECK(verdict.score < kResolvedFrom);

  constexpr Time kDay = Time{24} * 60 * 60 * 1000;
  auto silent = talk({{Role::kAsker, "It is offline."}, {Role::kAgent, "Turn off power saving."}});
  silent.messages[1].at = 100 * kDay;
  CHECK(to_text(resolve(silent)) == "unknown perhaps=m2 answered@m2");
  silent.updated_at = 108 * kDay;
  CHECK(to_text(resolve(silent)) == "unknown perhaps=m2 silence@m2");
  say(silent, Role::kAsker, "And then?");
  CHECK(to_text(resolve(silent)) == "unknown perhaps=m2 answered@m2");
}

TEST_CASE("hostile conversations cost linear time") {
  // A megabyte of each would take minutes where a look at a word is a look at the rest of the text.
  constexpr std::size_t kSize = 1'000'000;
  for (const std::string_view part : {"it works ", "hi, ", "still ", "thanks, ", "if it works? ",
                                      "works a b c ", "a", "直りました", "not working, "}) {
    std::string body;
    while (body.size() < kSize) body += part;
    auto said = talk({{Role::kAsker, "It is offline."}, {Role::kHelper, body}, {Role::kAsker, body}});
    CHECK_NOTHROW(resolve(said));
  }
  auto many = talk({{Role::kAsker, "It is offline."}, {Role::kHelper, "Restart it."}});
  for (int i = 0; i < 20'000; ++i) {
    say(many, Role::kUnknown, "This worked for me too, thanks.");
    many.messages.back().in_reply_to = "m1";
  }
  CHECK(resolve(many).solving_messages == std::vector<std::string>{"m2"});
}

TEST_CASE("thanks for a question are not for an answer") {
  const Verdict verdict = resolve(talk({{Role::kAsker, "It is offline."},
                                        {Role::kAgent, "Which firmware are you on?"},
                                        {Role::kAsker, "Thanks!"}}));
  CHECK(verdict.resolution != Resolution::kResolved);
}

TEST_CASE("a later relapse undoes the thanks, a later answer mends it") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kAgent, "Restart the router."},
                    {Role::kAsker, "That worked!"},
                    {Role::kAsker, "It's back, offline again."}});
  Verdict verdict = resolve(said);
  CHECK(verdict.resolution == Resolution::kUnresolved);
  REQUIRE(verdict.evidence.size() == 1);
  CHECK(verdict.evidence[0].signal == "relapse");
  say(said, Role::kAgent, "Give it a fixed address.");
  say(said, Role::kAsker, "That fixed it for good.");
  verdict = resolve(said);
  CHECK(verdict.resolution == Resolution::kResolved);
  CHECK(verdict.solving_messages == std::vector<std::string>{"m5"});
}

TEST_CASE("the answer replied to is the one that solved it") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kHelper, "Replace the cable."},
                    {Role::kAgent, "Turn off power saving."},
                    {Role::kAsker, "That worked, thanks!"}});
  CHECK(resolve(said).solving_messages == std::vector<std::string>{"m3"});
  said.messages[3].in_reply_to = "m2";
  CHECK(resolve(said).solving_messages == std::vector<std::string>{"m2"});
}

TEST_CASE("an answer in two messages is taken whole, filler is passed over") {
  const Verdict verdict = resolve(talk({{Role::kAsker, "It is offline."},
                                        {Role::kAgent, "Open Settings, then Network."},
                                        {Role::kAgent, "There turn off power saving."},
                                        {Role::kAgent, "Let us know if that helps!"},
                                        {Role::kAsker, "It works now."}}));
  CHECK(verdict.solving_messages == std::vector<std::string>{"m2", "m3"});
}

TEST_CASE("what a person marked comes first") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kHelper, "Replace the cable."},
                    {Role::kAgent, "Turn off power saving."},
                    {Role::kAsker, "Thanks!"}});
  said.messages[1].accepted = true;
  const Verdict verdict = resolve(said);
  CHECK(verdict.confirmed);
  CHECK(verdict.solving_messages == std::vector<std::string>{"m2"});
  CHECK(verdict.evidence.front().signal == "accepted");

  SECTION("doubt lowers the score") {
    say(said, Role::kAsker, "Hm, it still fails on the other one.");
    CHECK(resolve(said).resolution == Resolution::kResolved);
    CHECK(resolve(said).score < verdict.score);
  }
  SECTION("a relapse undoes it") {
    say(said, Role::kAsker, "The problem is back.");
    CHECK(resolve(said).resolution == Resolution::kUnresolved);
  }
  SECTION("a deleted answer solves nothing") {
    said.messages[1].deleted = true;
    CHECK(resolve(said).solving_messages == std::vector<std::string>{"m3"});
  }
}

TEST_CASE("the platform's state") {
  auto said = talk({{Role::kAsker, "It is offline."}, {Role::kAgent, "Turn off power saving."}});
  CHECK(resolve(said).resolution == Resolution::kUnknown);
  said.state = ConversationState::kClosed;
  CHECK(resolve(said).resolution == Resolution::kResolved);
  CHECK_FALSE(resolve(said).confirmed);
  said.state = ConversationState::kResolved;
  CHECK(resolve(said).confirmed);
  say(said, Role::kAsker, "It still fails.");
  CHECK(resolve(said).resolution == Resolution::kUnresolved);
}

TEST_CASE("without an answer nothing is resolved") {
  auto said = talk({{Role::kAsker, "It is offline."},
                    {Role::kAgent, "Please send us a DM!"},
                    {Role::kBot, "This topic was closed."}});
  said.state = ConversationState::kResolved;
  CHECK(resolve(said).resolution == Resolution::kUnknown);
  CHECK(resolve(Conversation{}).resolution == Resolution::kUnknown);
}

TEST_CASE("roles that the platform did not give") {
  auto said = talk({{Role::kUnknown, "It is offline."},
                    {Role::kUnknown, "Turn off power saving."},
                    {Role::kUnknown, "That worked!"}});
  said.messages[0].author = said.messages[2].author = "ann";
  said.messages[1].author = "bob";
  CHECK(resolve(said).solving_messages == std::vector<std::string>{"m2"});
}

TEST_CASE("evidence points at the words") {
  const auto said = talk({{Role::kAsker, "It is offline."},
                          {Role::kAgent, "Restart it."},
                          {Role::kAsker, "Hooray, that worked!"}});
  const Verdict verdict = resolve(said);
  REQUIRE(verdict.evidence.size() == 1);
  const Evidence& evidence = verdict.evidence[0];
  CHECK(said.messages[2].body.substr(evidence.begin, evidence.end - evidence.begin) == "that worked");
  CHECK(to_text(verdict) == "resolved confirmed by=m2 asker_success@m3[8,19)");
}

}  // namespace
}  // namespace garner

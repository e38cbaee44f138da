#include "indexer/resolve.h"

#include <catch2/catch.hpp>

#include "tests/indexer/talk.h"

namespace garner {
namespace {

struct Case {
  const char* what;
  const char* reply;  // the asker's, after an agent's answer
  Resolution expected;
};

constexpr auto kYes = Resolution::kResolved;
constexpr auto kNo = Resolution::kUnresolved;
constexpr auto kMaybe = Resolution::kUnknown;

TEST_CASE("the asker's words after an answer") {
  const auto c = GENERATE(values<Case>({
      {"success", "That worked!", kYes},
      {"success and thanks", "Thank you so much, it prints again.", kYes},
      {"fixed", "Updating the firmware fixed it.", kYes},
      {"trick", "That did the trick, cheers", kYes},
      {"typographic apostrophe", "It’s working, thanks!", kYes},
      {"plain thanks", "Thanks, Maria!", kYes},
      {"all good", "thanks, all good now", kYes},
      {"no longer crashes", "The app no longer crashes after the update.", kYes},
      {"first failed, then worked", "The first cable didn't work, but with the other one it works now.",
       kYes},
      {"in advance", "Thanks in advance!", kMaybe},
      {"for replying", "Thanks for the quick reply.", kMaybe},
      {"will try", "Thanks, I'll try that tonight.", kMaybe},
      {"thanks and a question", "Thanks. Where do I find the reset button?", kMaybe},
      {"thanks and facts", "Thanks. It is firmware 3.2.1.", kMaybe},
      {"if", "I will tell you if that worked.", kMaybe},
      {"hope", "I hope it works.", kMaybe},
      {"question", "So it's fixed in the next version?", kMaybe},
      {"until", "It worked until yesterday.", kMaybe},
      {"nothing said", "Hm.", kMaybe},
      {"thanks with a contrast", "Danke, aber das hatte ich schon geschrieben.", kMaybe},
      {"not it", "nope. Thanks but that's not it", kNo},
      {"a number that is no version", "All three are back, it took 15 minutes. Thank you!", kYes},
      {"still", "Thanks, but it still shows offline.", kNo},
      {"anyway", "Thanks anyway.", kNo},
      {"for nothing", "Thanks for nothing!", kNo},
      {"sarcasm", "Great, now it's worse.", kNo},
      {"negated", "That didn't fix it.", kNo},
      {"not fixed", "It is still not fixed, thanks.", kNo},
      {"no luck", "Tried it, no luck.", kNo},
      {"worked, then not", "It worked for a day, now the same error.", kNo},
      {"German yes", "Danke, jetzt klappt es wieder. Das war's!", kYes},
      {"German no", "Danke, aber es geht immer noch nicht.", kNo},
      {"German in advance", "Vielen Dank im Voraus", kMaybe},
      {"French yes", "Merci, ça marche !", kYes},
      {"French no", "Merci, mais ça ne marche toujours pas.", kNo},
      {"French in advance", "Merci d'avance", kMaybe},
      {"Spanish yes", "Gracias, ya funciona.", kYes},
      {"Spanish no", "Gracias, pero sigue sin funcionar.", kNo},
      {"Portuguese yes", "Obrigado, deu certo!", kYes},
      {"Portuguese no", "Obrigada, mas ainda não funciona.", kNo},
      {"Japanese yes", "ありがとうございます。直りました。", kYes},
      {"Japanese no", "試しましたが、まだ直りません。", kNo},
  }));
  INFO(c.what << ": " << c.reply);
  const Verdict verdict = resolve(talk({{Role::kAsker, "My printer is offline."},
                                        {Role::kAgent, "Hold the reset button for ten seconds."},
                                        {Role::kAsker, c.reply}}));
  CHECK(name_of(verdict.resolution) == name_of(c.expected));
  if (c.expected == kYes) CHECK(verdict.solving_messages == std::vector<std::string>{"m2"});
}

TEST_CASE("thanks before any answer, or by someone else, say nothing") {
  CHECK(resolve(talk({{Role::kAsker, "My printer is offline. Thanks!"}})).resolution == Resolution::kUnknown);
  CHECK(resolve(talk({{Role::kAsker, "It is offline."},
                      {Role::kAgent, "Restart it."},
                      {Role::kHelper, "That worked for me too."}}))
            .resolution == Resolution::kUnknown);
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

#include "indexer/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "indexer/courtesy.h"
#include "indexer/extract.h"
#include "tests/indexer/talk.h"

namespace garner {
namespace {

std::string piece(std::string_view text, TextSpan span) {
  return std::string(text.substr(span.begin, span.end - span.begin));
}

std::string stripped(std::string_view sentence, bool answer) {
  return piece(sentence,
               strip_courtesies(sentence, {0, static_cast<std::uint32_t>(sentence.size())}, answer));
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

// Every sentence of a draft is what its message says there.
void check_provenance(const Article& draft, const Conversation& conversation) {
  for (const Provenance& source : draft.provenance) {
    const std::string text = source.field == "title"        ? draft.title
                             : source.field == "issue"      ? draft.issue
                             : source.field == "resolution" ? draft.resolution
                                                            : joined(draft.environment);
    std::string body = conversation.title;
    for (const Message& message : conversation.messages) {
      if (message.id == source.message_id) body = message.body;
    }
    INFO(source.field << " from " << source.message_id);
    REQUIRE(source.begin < source.end);
    REQUIRE(source.end <= text.size());
    REQUIRE(source.message_end <= body.size());
    CHECK(text.substr(source.begin, source.end - source.begin) ==
          body.substr(source.message_begin, source.message_end - source.message_begin));
  }
}

TEST_CASE("courtesies go, the matter stays") {
  struct Case {
    const char* sentence;
    const char* left;
    bool answer = false;
  };
  const auto c = GENERATE(values<Case>({
      {"Hi all, my printer shows offline.", "my printer shows offline."},
      {"Hello team!", ""},
      {"Dear Brindle support,", ""},
      {"Hi my printer shows offline.", "my printer shows offline."},
      {"Good morning everyone, the lamp blinks.", "the lamp blinks."},
      {"Thanks in advance!", ""},
      {"Thank you!", ""},
      {"Any help would be appreciated.", ""},
      {"How do I reset it, thanks in advance", "How do I reset it"},
      {"Kind regards", ""},
      {"The Hi-Fi input is dead.", "The Hi-Fi input is dead."},
      {"High memory use after the update.", "High memory use after the update."},
      {"Hallo zusammen, mein Drucker ist offline.", "mein Drucker ist offline."},
      {"Sehr geehrte Damen und Herren,", ""},
      {"Bonjour à tous, l'imprimante est hors ligne.", "l'imprimante est hors ligne."},
      {"Buenos días, la impresora no responde.", "la impresora no responde."},
      {"Olá pessoal, a impressora não responde.", "a impressora não responde."},
      {"こんにちは、プリンターが動きません。", "プリンターが動きません。"},
      {"Thanks for reaching out!", "", true},
      {"Sorry to hear that your printer is offline.", "", true},
      {"Let us know if that helps.", "", true},
      {"Please send us a DM with your serial number.", "", true},
      {"You're welcome!", "", true},
      {"Thanks, hold the reset button for ten seconds.", "hold the reset button for ten seconds.", true},
      {"Hi Anna, hold the reset button.", "hold the reset button.", true},
      {"Hold the reset button for ten seconds.", "Hold the reset button for ten seconds.", true},
      {"Open Settings and let us know what it says there.",
       "Open Settings and let us know what it says there.", true},
      {"Vielen Dank für Ihre Nachricht!", "", true},
      {"N'hésitez pas à revenir vers nous.", "", true},
      {"", ""},
      {"?!", ""},
  }));
  INFO(c.sentence);
  CHECK(stripped(c.sentence, c.answer) == c.left);
}

TEST_CASE("titles that say nothing are none") {
  struct Case {
    const char* title;
    const char* usable;
  };
  const auto c = GENERATE(values<Case>({
      {"Printer offline after update", "Printer offline after update"},
      {"Re: Fwd: Printer offline", "Printer offline"},
      {"[SOLVED] Printer offline", "Printer offline"},
      {"Help!!!", ""},
      {"Problem", ""},
      {"Please help, urgent question", ""},
      {"", ""},
      {"プリンターがオフラインになる", "プリンターがオフラインになる"},
      {"What is error E-041?", "What is error E-041?"},
  }));
  INFO(c.title);
  CHECK(piece(c.title, usable_title(c.title)) == c.usable);
}

TEST_CASE("a long title is cut at a word") {
  const std::string title =
      "The Brindle X2 printer in our small office on the second floor shows offline in the list of printers "
      "since Monday";
  const std::string cut = piece(title, usable_title(title));
  CHECK(
      cut ==
      "The Brindle X2 printer in our small office on the second floor shows offline in the list of printers");
  CHECK(cut.size() <= kMaxTitleBytes);
}

TEST_CASE("products, platforms and versions are found") {
  struct Case {
    const char* text;
    std::vector<std::string> found;
  };
  const auto c = GENERATE(values<Case>({
      {"I use firmware 3.2.1 on Windows 11.", {"firmware 3.2.1", "Windows 11"}},
      {"My iPhone 14 runs iOS 17.2, my Mac macOS Sonoma.", {"iPhone 14", "iOS 17.2", "macOS Sonoma"}},
      {"Since v2.3 it fails.", {"v2.3"}},
      {"The Brindle X2 blinks.", {"Brindle X2"}},
      {"Brindle Desk 4.1.2 crashes", {"Brindle Desk 4.1.2"}},
      {"app version 10.4 (build 1043)", {"app version 10.4", "build 1043"}},
      {"It shows Error E-041.", {}},
      {"I opened the windows of the house.", {}},
      {"Windows does not start.", {}},
      {"Step 3 of the list", {}},
      {"", {}},
  }));
  std::vector<std::string> found;
  for (const TextSpan span : find_environment(c.text)) found.push_back(piece(c.text, span));
  INFO(c.text);
  CHECK(found == c.found);
}

TEST_CASE("a draft holds the matter of the conversation, and says where from") {
  auto said = talk({{Role::kAsker,
                     "Hi all,\nmy Brindle X2 shows offline since the update to firmware 3.2.1. Printing "
                     "worked before.\nThanks in advance!"},
                    {Role::kAgent, "Which system do you use?"},
                    {Role::kAsker, "Windows 11."},
                    {Role::kAgent,
                     "Thanks for the details! Turn off power saving:\n- open Settings\n- choose Network\nLet "
                     "us know if that helps."},
                    {Role::kAsker, "That worked, thank you!"}});
  said.url = "https://example.org/t/1";
  said.title = "Help";
  said.product = "Brindle X2";
  said.tags = {"wifi"};
  said.locale = "en";
  said.resolved_at = 1'700'000'000'000;
  Capturer capturer;
  const Article draft = capturer.draft(said, resolve(said));
  CHECK(draft.id == article_id_of("community", "c-1"));
  CHECK(draft.title == "my Brindle X2 shows offline since the update to firmware 3.2.1");
  CHECK(draft.issue ==
        "my Brindle X2 shows offline since the update to firmware 3.2.1. Printing worked before.\n\nWindows "
        "11.");
  CHECK(draft.resolution == "Turn off power saving:\n- open Settings\n- choose Network");
  CHECK(draft.environment == std::vector<std::string>{"Brindle X2", "firmware 3.2.1", "Windows 11"});
  CHECK(draft.products == std::vector<std::string>{"Brindle X2"});
  CHECK(draft.tags == said.tags);
  CHECK(draft.confidence == Confidence::kNotValidated);
  CHECK(draft.audience == Audience::kInternal);
  REQUIRE(draft.sources.size() == 1);
  CHECK(draft.sources[0].url == said.url);
  CHECK(draft.created_at == said.resolved_at);
  check_provenance(draft, said);
}

TEST_CASE("the fields are bounded") {
  std::string question, answer;
  for (int at = 0; at < 2000; ++at) {
    question += "The lamp number " + std::to_string(at) + " blinks. ";
    answer += "Replace the lamp number " + std::to_string(at) + ". ";
  }
  auto said = talk({{Role::kAsker, question}, {Role::kAgent, answer}, {Role::kAsker, "That worked!"}});
  const Article draft = Capturer().draft(said, resolve(said));
  CHECK(draft.issue.size() <= 2000);
  CHECK(draft.issue.size() > 1900);
  CHECK(draft.resolution.size() <= 6000);
  check_provenance(draft, said);
}

TEST_CASE("provenance is exact for any text") {
  const std::vector<std::string> pieces = {"Hi all, ",
                                           "Thanks! ",
                                           "It fails. ",
                                           "\n",
                                           "\n\n",
                                           "```\ncode. here\n```\n",
                                           "Größe é 3.2.1 ",
                                           "プリンターが動きません。",
                                           "? ",
                                           "😀 ",
                                           "- item\n",
                                           "Windows 11, ",
                                           "Let us know. ",
                                           "E-041 ",
                                           "\xC2\xA0",
                                           "that worked ",
                                           "`a. b` "};
  std::mt19937 random(7);  // the same texts in every run
  Capturer capturer;
  const auto text = [&] {
    std::string made;
    for (auto count = random() % 12; count > 0; --count) made += pieces[random() % pieces.size()];
    return made;
  };
  for (int round = 0; round < 300; ++round) {
    auto said = talk(
        {{Role::kAsker, text()}, {Role::kAgent, text()}, {Role::kAsker, text()}, {Role::kAgent, text()}});
    said.title = text();
    said.messages[3].accepted = true;
    check_provenance(capturer.draft(said, resolve(said)), said);
  }
}

Article article_on(std::string issue, std::string resolution) {
  Article made;
  made.title = issue;
  made.issue = std::move(issue);
  made.resolution = std::move(resolution);
  made.locale = "en";
  return made;
}

TEST_CASE("articles that say the same are judged so, canned replies are not") {
  Capturer capturer;
  const Article offline =
      article_on("The Brindle X2 printer shows offline since the update to firmware 3.2.1",
                 "Turn off power saving in Settings under Network, then restart the printer.");
  const Article again =
      article_on("Brindle X2 printer is offline after updating to firmware 3.2.1",
                 "Please turn off power saving under Settings, Network and restart the printer.");
  const Article other = article_on("The scanner cuts the right margin of every page",
                                   "Choose A4 as the paper size in the scan profile.");
  const Article canned_a = article_on("My parcel has not arrived yet, tracking is stuck",
                                      "Please send us your order number and e-mail by private message.");
  const Article canned_b = article_on("The thermostat loses its schedule every night",
                                      "Please send us your order number and e-mail by private message.");
  CHECK(judge(capturer.compare(offline, again)) == Sameness::kSame);
  CHECK(judge(capturer.compare(offline, offline)) == Sameness::kSame);
  CHECK(judge(capturer.compare(offline, other)) == Sameness::kDifferent);
  CHECK(judge(capturer.compare(canned_a, canned_b)) == Sameness::kDifferent);
}

TEST_CASE("near-duplicates share a key, strangers hardly ever") {
  Capturer capturer;
  std::mt19937 random(11);
  const auto word = [&] { return fmt::format("word{} ", random() % 50'000); };
  const auto share = [](const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    return std::any_of(a.begin(), a.end(),
                       [&](std::uint64_t key) { return std::find(b.begin(), b.end(), key) != b.end(); });
  };
  int near = 0;
  int far = 0;
  constexpr int kPairs = 300;
  for (int pair = 0; pair < kPairs; ++pair) {
    // 60 words in common and 20 of its own each: Jaccard .6.
    std::string common, own_a, own_b, strange;
    for (int at = 0; at < 60; ++at) common += word();
    for (int at = 0; at < 20; ++at) own_a += word();
    for (int at = 0; at < 20; ++at) own_b += word();
    for (int at = 0; at < 80; ++at) strange += word();
    const auto keys = capturer.fingerprint(article_on(own_a, common));
    near += share(keys, capturer.fingerprint(article_on(own_b, common))) ? 1 : 0;
    far += share(keys, capturer.fingerprint(article_on(own_b, strange))) ? 1 : 0;
  }
  CHECK(near >= kPairs * 95 / 100);
  CHECK(far <= kPairs * 2 / 100);
}

}  // namespace
}  // namespace garner

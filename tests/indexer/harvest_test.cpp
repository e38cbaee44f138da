#include "indexer/harvest.h"

#include <stdlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "indexer/capture.h"
#include "indexer/channel/input.h"
#include "indexer/channel/interchange.h"
#include "tests/indexer/talk.h"

namespace garner {
namespace {

// A store in a folder of its own, removed with it.
class HarvestPlace {
 public:
  HarvestPlace() {
    std::string pattern = (std::filesystem::temp_directory_path() / "garner-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    Store::Options options;
    options.path = path_ + "/store.sqlite";
    auto opened = Store::open(options);
    REQUIRE(opened);
    store_ = std::move(*opened);
  }
  ~HarvestPlace() {
    store_.reset();
    std::filesystem::remove_all(path_);
  }
  HarvestPlace(const HarvestPlace&) = delete;
  HarvestPlace& operator=(const HarvestPlace&) = delete;

  const std::string& path() const { return path_; }
  Store& store() { return *store_; }

  HarvestCounts harvest(const std::vector<Conversation>& conversations, HarvestOptions options = {}) {
    std::string lines;
    for (const Conversation& conversation : conversations) lines += to_json(conversation) + "\n";
    return harvest_text(lines, std::move(options));
  }
  HarvestCounts harvest_text(const std::string& lines, HarvestOptions options = {}) {
    auto counts = Harvester(*store_, std::move(options)).harvest(input_of(lines, "test.ndjson"));
    if (!counts) FAIL(counts.error().message);
    return *counts;
  }
  Article article(const std::string& id) {
    auto found = store_->article(id);
    if (!found) FAIL(found.error().message);
    return *found;
  }
  std::int64_t articles() { return store_->article_count().value(); }
  std::string dump() {
    std::string lines;
    REQUIRE(store_->each_article(std::nullopt, [&](const Article& a) {
      lines += to_json(a) + "\n";
      return Result<>{};
    }));
    REQUIRE(store_->each_conversation(std::nullopt, [&](const Conversation& c) {
      lines += to_json(c) + "\n";
      return Result<>{};
    }));
    return lines;
  }

 private:
  std::string path_;
  std::unique_ptr<Store> store_;
};

TEST_CASE("a solved conversation becomes an article that knows where it is from") {
  HarvestPlace place;
  const HarvestCounts counts = place.harvest({offline()});
  CHECK(counts.conversations == 1);
  CHECK(counts.resolved == 1);
  CHECK(counts.captured == 1);
  const Article article = place.article(article_id_of("community", "c-1"));
  CHECK(article.resolution == "Turn off power saving in Settings under Network, then restart the printer.");
  CHECK_FALSE(article.provenance.empty());
  const auto stored = place.store().conversation("community", "c-1");
  REQUIRE(stored);
  CHECK(stored->outcome == "captured");
  CHECK(stored->article_id == article.id);
  CHECK(stored->resolution.rfind("resolved confirmed", 0) == 0);
}

TEST_CASE("the same export twice changes nothing") {
  HarvestPlace place;
  place.harvest({offline(), offline_again()});
  const std::string before = place.dump();
  const auto change = place.store().last_change().value();
  const HarvestCounts counts = place.harvest({offline(), offline_again()});
  CHECK(counts.unchanged == 2);
  CHECK(counts.captured + counts.linked + counts.queued == 0);
  CHECK(place.dump() == before);
  CHECK(place.store().last_change().value() == change);
}

TEST_CASE("fields that Garner does not know are kept, and masked at any depth") {
  HarvestPlace place;
  place.harvest_text(
      R"({"type":"conversation","id":"c-1","channel":"community","title":"No connection",)"
      R"("form":{"contact":[{"mail":"jo@quillon.example"},{"by ann@quillon.example":7}],"plan":"Pro 2"},)"
      R"("messages":[{"id":"m1","author":"marlow_77","body":"It is offline.","card":"4111 1111 1111 1111",)"
      R"("seen_by":"marlow_77"},)"
      R"({"id":"m2","author":"ann","body":"gone","deleted":true,"note":"said by jo@quillon.example"}]})"
      "\n");
  const auto stored = place.store().conversation("community", "c-1");
  REQUIRE(stored);
  const Conversation& kept = stored->conversation;
  CHECK(kept.extra == R"({"form":{"contact":[{"mail":"[email]"},{"by [email]":7}],"plan":"Pro 2"}})");
  CHECK(kept.messages.at(0).extra == R"({"card":"[card]","seen_by":"[handle]"})");
  CHECK(kept.messages.at(1).extra.empty());
}

TEST_CASE("a conversation that says what an article says becomes a link") {
  HarvestPlace place;
  const HarvestCounts counts = place.harvest({offline(), offline_again()});
  CHECK(counts.captured == 1);
  CHECK(counts.linked == 1);
  REQUIRE(place.articles() == 1);
  const Article article = place.article(article_id_of("community", "c-1"));
  CHECK(article.reuse_count == 1);
  CHECK(article.asked_as ==
        std::vector<std::string>{"Brindle X2 printer is offline after updating to firmware 3.2.1"});
  const auto wording = std::find_if(article.provenance.begin(), article.provenance.end(),
                                    [](const Provenance& source) { return source.field == "asked_as"; });
  REQUIRE(wording != article.provenance.end());
  CHECK(wording->conversation_id == "c-2");
  CHECK(article.sources.size() == 2);
  CHECK(place.store().article_of_conversation("community", "c-2").value() == article.id);

  SECTION("an edit of it does not count twice") {
    Conversation edited = offline_again();
    edited.tags = {"wifi"};
    CHECK(place.harvest({edited}).linked == 1);
    CHECK(place.article(article.id).reuse_count == 1);
    CHECK(place.article(article.id).asked_as.size() == 1);
  }
  SECTION("withdrawn, its words go with it") {
    Conversation withdrawn = offline_again();
    withdrawn.deleted = true;
    CHECK(place.harvest({withdrawn}).withdrawn == 1);
    const Article left = place.article(article.id);
    CHECK(left.reuse_count == 0);
    CHECK(left.asked_as.empty());
    CHECK(left.sources.size() == 1);
  }
  SECTION("it turns out to be another matter") {
    const Conversation other = solved("c-2", "The scanner cuts the right margin of every page.",
                                      "Choose A4 as the paper size in the scan profile.");
    CHECK(place.harvest({other}).captured == 1);
    CHECK(place.articles() == 2);
    CHECK(place.article(article.id).reuse_count == 0);
  }
}

TEST_CASE("an edit follows through to the article, and what people added stays") {
  HarvestPlace place;
  place.harvest({offline()});
  Article article = place.article(article_id_of("community", "c-1"));
  article.confidence = Confidence::kValidated;
  article.audience = Audience::kPublic;
  REQUIRE(place.store().put_article(article));
  Conversation edited = offline();
  edited.messages[1].body = "Turn off power saving in Settings under Energy.";
  CHECK(place.harvest({edited}).captured == 1);
  REQUIRE(place.articles() == 1);
  const Article after = place.article(article.id);
  CHECK(after.resolution == "Turn off power saving in Settings under Energy.");
  CHECK(after.confidence == Confidence::kValidated);
  CHECK(after.audience == Audience::kPublic);

  SECTION("an older state of it that arrives late changes nothing") {
    Conversation late = offline();
    late.updated_at = *late.updated_at - 1000;
    CHECK(place.harvest({late}).unchanged == 1);
    CHECK(place.article(article.id).resolution == after.resolution);
  }
}

TEST_CASE("a conversation that is reopened demotes its article") {
  HarvestPlace place;
  place.harvest({offline()});
  Conversation reopened = offline();
  say(reopened, Role::kAsker, "It's back, the printer is offline again.");
  const HarvestCounts counts = place.harvest({reopened});
  CHECK(counts.resolved == 0);
  const std::string id = article_id_of("community", "c-1");
  CHECK(place.article(id).confidence == Confidence::kWip);
  say(reopened, Role::kAgent, "Give the printer a fixed address in the router.");
  say(reopened, Role::kAsker, "That fixed it.");
  CHECK(place.harvest({reopened}).captured == 1);
  CHECK(place.article(id).confidence == Confidence::kNotValidated);
  CHECK(place.article(id).resolution == "Give the printer a fixed address in the router.");
}

TEST_CASE("what is deleted at its source goes, with its words") {
  HarvestPlace place;
  place.harvest({offline()});
  Conversation withdrawn = offline();
  withdrawn.deleted = true;
  CHECK(place.harvest({withdrawn}).withdrawn == 1);
  CHECK(place.articles() == 0);
  CHECK(place.dump().find("power saving") == std::string::npos);
  CHECK(place.store().conversation("community", "c-1")->conversation.deleted);
  CHECK(place.harvest({withdrawn}).unchanged == 1);
}

TEST_CASE("what is deleted at its source goes from what was split off or learned from it, too") {
  HarvestPlace place;
  place.harvest({offline(), solved("c-3", "The scanner cuts the right margin of every page.",
                                   "Choose A4 as the paper size in the scan profile.")});
  const Article whole = place.article(article_id_of("community", "c-1"));
  const Article other = place.article(article_id_of("community", "c-3"));
  Article part = whole;  // all of it was said there
  part.id = "a-part";
  REQUIRE(place.store().put_article(part));
  Article both = other;  // half of it
  both.id = "a-both";
  both.sources.push_back(whole.sources.at(0));
  const auto offset = static_cast<std::uint32_t>(both.resolution.size() + 1);
  both.resolution += " " + whole.resolution;
  for (Provenance sentence : whole.provenance) {
    if (sentence.field != "resolution") continue;
    sentence.begin += offset;
    sentence.end += offset;
    both.provenance.push_back(sentence);
  }
  REQUIRE(place.store().put_article(both));
  both.cause = "A profile for letters.";  // so that there is a revision of it
  REQUIRE(place.store().put_article(both));
  Article learned = other;  // an agent found that it solves it
  learned.id = "a-learned";
  learned.sources.clear();
  learned.provenance.clear();
  learned.asked_as = {"Margin is cut"};
  REQUIRE(place.store().put_article(learned));
  REQUIRE(place.store().add_link({"a-learned", "resolved", "community", "c-1", 1}));
  learned.reuse_count = 1;
  REQUIRE(place.store().put_article(learned));

  Conversation withdrawn;  // the platform says no more than that
  withdrawn.channel = "community";
  withdrawn.id = "c-1";
  withdrawn.deleted = true;
  CHECK(place.harvest({withdrawn}).withdrawn == 1);
  CHECK_FALSE(place.store().article(whole.id));
  CHECK_FALSE(place.store().article("a-part"));
  CHECK(place.article("a-both").resolution == other.resolution);
  CHECK(place.article("a-both").cause == "A profile for letters.");
  CHECK(place.article("a-both").sources.size() == 1);
  CHECK(place.article("a-learned").reuse_count == 0);
  CHECK(place.article("a-learned").asked_as == learned.asked_as);
  CHECK(place.dump().find("power saving") == std::string::npos);
  const auto revisions = place.store().revisions("a-both", 0, 10);
  REQUIRE(revisions);
  for (const Revision& each : *revisions)
    CHECK(place.store().revision("a-both", each.revision)->article.resolution == other.resolution);
}

TEST_CASE("a deleted message is not kept") {
  HarvestPlace place;
  Conversation said = offline();
  say(said, Role::kHelper, "Something the writer took back.");
  said.messages.back().deleted = true;
  place.harvest({said});
  CHECK(place.dump().find("took back") == std::string::npos);
}

TEST_CASE("private data is masked before it is stored") {
  HarvestPlace place;
  place.harvest({solved("c-1", "The printer is offline, write to ann.bell@example.org please.",
                        "Restart the printer and the router.")});
  CHECK(place.dump().find("ann.bell") == std::string::npos);
}

TEST_CASE("articles of the input are taken as they are") {
  HarvestPlace place;
  Article article;
  article.id = "a-1";
  article.title = "Brindle X2 printer shows offline after the update to firmware 3.2.1";
  article.issue = "The Brindle X2 printer shows offline since the update to firmware 3.2.1.";
  article.resolution = "Turn off power saving in Settings under Network, then restart the printer.";
  article.confidence = Confidence::kValidated;
  article.audience = Audience::kPublic;
  article.locale = "en";
  article.reuse_count = 3;
  const HarvestCounts counts = place.harvest_text(to_json(article) + "\n" + to_json(offline()) + "\n");
  CHECK(counts.articles == 1);
  CHECK(counts.linked == 1);
  CHECK(place.article("a-1").reuse_count == 4);
  CHECK(place.article("a-1").confidence == Confidence::kValidated);
}

TEST_CASE("an export that goes into another store comes out the same") {
  HarvestPlace one;
  one.harvest({offline(), offline_again(),
               solved("c-3", "The scanner cuts the right margin of every page.",
                      "Choose A4 as the paper size in the scan profile.")});
  HarvestPlace two;
  two.harvest_text(one.dump());
  CHECK(two.dump() == one.dump());
}

TEST_CASE("what cannot be read is quarantined, the rest goes on") {
  HarvestPlace place;
  const HarvestCounts counts = place.harvest_text(to_json(offline()) + "\n{\"type\":\"conversation\",\n" +
                                                  to_json(offline_again()) + "\n");
  CHECK(counts.conversations == 2);
  CHECK(counts.quarantined == 1);
  const auto entries = place.store().quarantine(10).value();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].file == "test.ndjson");
  CHECK(entries[0].position == "line 2");
  CHECK_FALSE(entries[0].reason.empty());
}

TEST_CASE("files of a folder, among them one of no known format") {
  HarvestPlace place;
  std::filesystem::create_directory(place.path() + "/in");
  std::ofstream(place.path() + "/in/a.ndjson") << to_json(offline()) << '\n';
  std::ofstream(place.path() + "/in/b.bin") << "\x01\x02 nothing known";
  std::ofstream(place.path() + "/in/c.ndjson") << "";
  std::uint64_t bytes = 0;
  Harvester harvester(place.store(), {});
  const auto counts = harvester.harvest(
      {place.path() + "/in"}, [&](const HarvestProgress& at) { bytes = std::max(bytes, at.bytes); });
  REQUIRE(counts);
  CHECK(counts->captured == 1);
  CHECK(counts->quarantined == 2);
  CHECK(bytes > 0);
  const auto missing = harvester.harvest({place.path() + "/none"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kNotFound);
  const auto format =
      Harvester(place.store(), {.channel = "", .format = "telegraph"}).harvest({place.path() + "/in"});
  REQUIRE_FALSE(format);
  CHECK(format.error().code == ErrorCode::kInvalidInput);
}

TEST_CASE("the result does not depend on the size of a batch") {
  std::vector<Conversation> conversations;
  const std::vector<std::string> things = {"printer", "scanner", "lamp", "thermostat", "speaker"};
  for (int at = 0; at < 60; ++at) {
    const std::string& thing = things[static_cast<std::size_t>(at) % things.size()];
    const std::string place = "room " + std::to_string(at % 7);
    conversations.push_back(solved("c-" + std::to_string(at % 50),
                                   "My " + thing + " in " + place +
                                       " shows offline since the update to firmware 3." +
                                       std::to_string(at % 3),
                                   "Turn off power saving of the " + thing +
                                       " in Settings under Network, then restart it in " + place + "."));
    conversations.back().updated_at = 1'700'000'100'000 + at;
  }
  HarvestOptions options;
  options.authors = AuthorNaming::kPlain;  // each store has a key of its own for pseudonyms
  HarvestPlace whole;
  const HarvestCounts counts = whole.harvest(conversations, options);
  CHECK(counts.conversations == 60);
  CHECK(counts.unchanged + counts.resolved == 60);
  CHECK(counts.captured + counts.linked + counts.queued == counts.resolved);
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}}) {
    options.batch = batch;
    HarvestPlace small;
    small.harvest(conversations, options);
    CHECK(small.dump() == whole.dump());
  }
}

}  // namespace
}  // namespace garner

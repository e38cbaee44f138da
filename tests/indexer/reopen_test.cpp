// A conversation that comes again: reopened, edited, deleted. What the article, its links, the store's reason
// and the next suggestion make of it.
#include <catch2/catch.hpp>

#include "indexer/capture.h"
#include "indexer/channel/interchange.h"
#include "indexer/harvest.h"
#include "tests/indexer/talk.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

const std::string kQuestion = "The Brindle X2 printer shows offline since the update to firmware 3.2.1.";

Conversation other() {
  return solved("c-9", "The Mossbox hub forgets its printer rule and shows nothing.",
                "Delete the rule in the app and add it again.");
}
Conversation reopened(Conversation conversation) {
  say(conversation, Role::kAsker, "It's back, the printer is offline again.");
  conversation.updated_at = *conversation.updated_at + 1000;
  return conversation;
}

HarvestCounts harvest(Library& library, const std::vector<Conversation>& conversations) {
  std::string lines;
  for (const Conversation& conversation : conversations) lines += to_json(conversation) + "\n";
  const auto counts = value_of(Harvester(library.store(), {}).harvest(input_of(lines, "test.ndjson")));
  library.catch_up();
  return counts;
}

Answer ask(Library& library) {
  Filter staff;
  staff.audience = Audience::kInternal;
  return library.suggest(kQuestion, staff);
}

const std::string kArticle = article_id_of("community", "c-1");

}  // namespace

TEST_CASE("reopened, its article is no longer suggested, and the store says why") {
  Library library;
  harvest(library, {offline(), other()});
  REQUIRE(ask(library).answerable);
  REQUIRE(ask(library).hits.front().id == kArticle);

  harvest(library, {reopened(offline())});
  CHECK(value_of(library.store().article(kArticle)).confidence == Confidence::kWip);
  const Answer answer = ask(library);
  CHECK_FALSE(answer.answerable);
  for (const Hit& hit : answer.hits) CHECK(hit.id != kArticle);
  const auto stored = value_of(library.store().conversation("community", "c-1"));
  CHECK(stored.outcome == "reopened");
  CHECK(stored.article_id == kArticle);
  CHECK(stored.resolution.rfind("unresolved relapse@m4", 0) == 0);

  SECTION("and solved again, it is, with the new answer") {
    Conversation again = reopened(offline());
    say(again, Role::kAgent, "Give the printer a fixed address in the router.");
    say(again, Role::kAsker, "That fixed it.");
    harvest(library, {again});
    const Answer now = ask(library);
    REQUIRE_FALSE(now.hits.empty());
    CHECK(now.hits.front().id == kArticle);
    CHECK(value_of(library.store().article(kArticle)).resolution ==
          "Give the printer a fixed address in the router.");
    CHECK(value_of(library.store().conversation("community", "c-1")).outcome == "captured");
  }
  SECTION("the same again changes nothing more") {
    const auto change = value_of(library.store().last_change());
    CHECK(harvest(library, {reopened(offline())}).unchanged == 1);
    CHECK(value_of(library.store().last_change()) == change);
  }
}

TEST_CASE("what a person validated stays so until a person has looked") {
  Library library;
  harvest(library, {offline()});
  Article article = value_of(library.store().article(kArticle));
  article.confidence = Confidence::kValidated;
  library.put(article);
  harvest(library, {reopened(offline())});
  CHECK(value_of(library.store().article(kArticle)).confidence == Confidence::kValidated);
  const auto queue = value_of(library.store().queue({}));
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].reason == "reopened");
  CHECK(queue[0].article_id == kArticle);
}

TEST_CASE("what a person wrote is not rewritten when its source changes") {
  Library library;
  harvest(library, {offline()});
  Article article = value_of(library.store().article(kArticle));
  article.resolution = "Give the printer a fixed address.";
  library.store().act_as({"k-1", "", true, ""});
  library.put(article);
  library.store().act_as({});
  Conversation changed = offline();
  say(changed, Role::kAgent, "Or give it another cable.");
  say(changed, Role::kAsker, "That fixed it.");
  harvest(library, {changed});
  CHECK(value_of(library.store().article(kArticle)).resolution == article.resolution);
  CHECK(value_of(library.store().queue({}))[0].reason == "source_changed");
}

TEST_CASE("an article that solved it for others as well stands when its own conversation is reopened") {
  Library library;
  harvest(library, {offline(), offline_again()});
  harvest(library, {reopened(offline())});
  const Article article = value_of(library.store().article(kArticle));
  CHECK(article.confidence == Confidence::kNotValidated);
  CHECK(article.reuse_count == 1);
  CHECK(value_of(library.store().conversation("community", "c-1")).outcome == "reopened");

  SECTION("until theirs is too") {
    harvest(library, {reopened(offline_again())});
    const Article after = value_of(library.store().article(kArticle));
    CHECK(after.reuse_count == 0);
    CHECK(after.asked_as.empty());
    CHECK(after.confidence == Confidence::kWip);
  }
}

TEST_CASE("a linked conversation that is reopened takes its link back") {
  Library library;
  harvest(library, {offline(), offline_again()});
  REQUIRE(value_of(library.store().links_of_article(kArticle)).size() == 2);
  harvest(library, {reopened(offline_again())});
  const Article article = value_of(library.store().article(kArticle));
  CHECK(article.reuse_count == 0);
  CHECK(article.asked_as.empty());
  CHECK(article.confidence == Confidence::kNotValidated);
  CHECK(value_of(library.store().links_of_article(kArticle)).size() == 1);
  CHECK(ask(library).hits.front().id == kArticle);
}

TEST_CASE("an edit at the source is what is suggested next") {
  Library library;
  harvest(library, {offline()});
  Conversation edited = offline();
  edited.messages[1].body = "Turn off power saving in Settings under Energy.";
  harvest(library, {edited});
  const Answer answer = ask(library);
  REQUIRE(answer.hits.size() == 1);
  CHECK(value_of(library.store().article(kArticle)).resolution ==
        "Turn off power saving in Settings under Energy.");
}

TEST_CASE("deleted at the source, it is suggested no more") {
  Library library;
  harvest(library, {offline(), other()});
  Conversation withdrawn = offline();
  withdrawn.deleted = true;
  CHECK(harvest(library, {withdrawn}).withdrawn == 1);
  for (const Hit& hit : ask(library).hits) CHECK(hit.id != kArticle);
  CHECK(value_of(library.store().conversation("community", "c-1")).conversation.deleted);
  CHECK(value_of(library.store().conversation("community", "c-1")).conversation.messages[1].body.empty());
}

TEST_CASE("deleted at the source, its words go, and the article goes on in those of another it solved") {
  Library library;
  harvest(library, {offline(), offline_again()});
  Conversation withdrawn = offline();
  withdrawn.deleted = true;
  harvest(library, {withdrawn});
  const Article article = value_of(library.store().article(kArticle));
  CHECK(article.resolution ==
        "Please turn off power saving under Settings, Network and restart the printer.");
  CHECK(article.issue.find("shows offline since") == std::string::npos);
  CHECK(article.asked_as.empty());
  REQUIRE(article.sources.size() == 1);
  CHECK(article.sources[0].conversation_id == "c-2");
  for (const Provenance& from : article.provenance) CHECK(from.conversation_id == "c-2");
  CHECK(ask(library).hits.front().id == kArticle);
}

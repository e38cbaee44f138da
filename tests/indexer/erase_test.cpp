// An author is forgotten: what they said is found nowhere, and does not come back.
#include "indexer/erase.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "indexer/channel/input.h"
#include "indexer/harvest.h"
#include "indexer/pseudonym.h"
#include "indexer/store/store.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSolvedByMarlow =
    R"({"type":"conversation","channel":"community","id":"c1","title":"X2 shows offline since the update","state":"resolved","messages":[)"
    R"({"id":"m1","author":"ann","role":"asker","body":"My Brindle X2 printer shows offline since the last update of Windows."},)"
    R"({"id":"m2","author":"marlow_77","role":"helper","accepted":true,"body":"Hold the zebra button for eleven seconds until the blue lamp blinks twice."},)"
    R"({"id":"m3","author":"ann","role":"asker","body":"That fixed it, thanks marlow_77!"}]})";
constexpr const char* kSolvedByBob =
    R"({"type":"conversation","channel":"community","id":"c2","title":"Fennec FR-7 drops the connection every hour","state":"resolved","messages":[)"
    R"({"id":"m1","author":"cid","role":"asker","body":"The Fennec FR-7 router drops every connection once an hour at night."},)"
    R"({"id":"m2","author":"marlow_77","role":"helper","body":"Perhaps the purple cable upstairs is loose after all those years."},)"
    R"({"id":"m3","author":"bob","role":"agent","accepted":true,"body":"Switch the lease time of the router to 24 hours under Network, DHCP."},)"
    R"({"id":"m4","author":"cid","role":"asker","body":"That solved it, thanks!"}]})";

struct ErasePlace {
  ErasePlace() {
    std::string pattern = (fs::temp_directory_path() / "garner-erase-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    open();
  }
  ~ErasePlace() {
    store.reset();
    fs::remove_all(folder);
  }
  ErasePlace(const ErasePlace&) = delete;
  ErasePlace& operator=(const ErasePlace&) = delete;

  void open() { store = Store::open({.path = folder + "/store.sqlite"}).value(); }
  HarvestCounts harvest(const std::string& text, AuthorNaming authors = AuthorNaming::kPseudonym) {
    const std::string path = folder + "/in.ndjson";
    std::ofstream(path) << text;
    HarvestOptions options;
    options.authors = authors;
    const auto counts = Harvester(*store, options).harvest({path});
    fs::remove(path);
    REQUIRE(counts);
    return *counts;
  }
  std::string bytes() const {
    std::string all;
    for (const auto& entry : fs::directory_iterator(folder)) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  std::string folder;
  std::unique_ptr<Store> store;
};

std::string both() {
  return std::string(kSolvedByMarlow) + "\n" + kSolvedByBob + "\n";
}

TEST_CASE("authors are stored as pseudonyms, which stay as they are when they come back") {
  ErasePlace place;
  place.harvest(both());
  const auto conversation = place.store->conversation("community", "c1").value().conversation;
  const std::string& asker = conversation.messages[0].author;
  CHECK(is_pseudonym(asker));
  CHECK(conversation.messages[2].author == asker);
  CHECK(conversation.messages[1].author != asker);
  CHECK(conversation.messages[2].body == "That fixed it, thanks [handle]!");
  const std::string key = place.store->author_key().value();
  CHECK(key.size() == 64);
  CHECK(pseudonym_of("ann", key) == asker);
  CHECK(pseudonym_of(asker, key) == asker);
  CHECK(pseudonym_of("ann", "another key") != asker);
  CHECK(pseudonym_of("", key).empty());
  CHECK(place.bytes().find("marlow_77") == std::string::npos);
  CHECK(place.harvest(both()).unchanged == 2);
}

TEST_CASE("what is erased is in no revision and no note either, and the audit still holds") {
  ErasePlace place;
  place.harvest(both());
  const std::string id = place.store->article_of_conversation("community", "c1").value();
  Article article = place.store->article(id).value();
  article.cause = "A driver that sleeps.";
  place.store->act_as({"k-1", "marlow_77 told me", true, ""});
  REQUIRE(place.store->put_article(article));
  article.resolution = "Give the printer a fixed address.";
  article.provenance.clear();
  article.sources.clear();  // as when that part was split off: only what it was tells
  REQUIRE(place.store->put_article(article));
  place.store->act_as({});
  REQUIRE(place.bytes().find("zebra button") != std::string::npos);

  const auto erased = erase_author(*place.store, {"marlow_77", ""});
  REQUIRE(erased);
  CHECK(place.store->article(id).value().resolution == "Give the printer a fixed address.");
  CHECK(place.store->revisions(id, 0, 10).value().size() == 3);
  CHECK(place.bytes().find("zebra button") == std::string::npos);
  CHECK(place.bytes().find("marlow_77") == std::string::npos);
  CHECK_FALSE(find_remains(*place.store, {"marlow_77", ""}, erased->phrases).value().any());
  CHECK(place.store->verify_audit());
}

TEST_CASE("what people wrote of an article is searched too: comments of flags and votes, notes") {
  ErasePlace place;
  place.harvest(both());
  const std::string id = place.store->article_of_conversation("community", "c2").value();
  Store& store = *place.store;
  const std::string said = "It says: Perhaps the purple cable upstairs is loose after all those years.";
  REQUIRE(store.add_flag({"f-1", id, "other", "marlow_77 says it is wrong", "k-1", 1}));
  REQUIRE(store.add_flag({"f-2", id, "other", "The third step is wrong", "k-1", 2}));
  REQUIRE(store.put_feedback({id, "reader", false, "other", said, "", 3}));
  REQUIRE(store.put_feedback({id, "marlow_77", true, "", "", "", 4}));
  REQUIRE(store.add_scheduled({"s-1", id, "archived", "as marlow_77 asked", 5}));
  const auto erased = erase_author(store, {"marlow_77", ""});
  REQUIRE(erased);
  CHECK(store.flags(id).value()[0].comment.empty());
  CHECK(store.flags(id).value()[1].comment == "The third step is wrong");
  REQUIRE(store.feedback(id, 10).value().size() == 1);
  CHECK(store.feedback(id, 10).value()[0].comment.empty());
  CHECK(store.scheduled(id).value()[0].note.empty());
  CHECK(place.bytes().find("marlow_77") == std::string::npos);
  CHECK(place.bytes().find("purple cable") == std::string::npos);
  CHECK_FALSE(find_remains(store, {"marlow_77", ""}, erased->phrases).value().any());
  REQUIRE(store.add_flag({"f-3", id, "other", "marlow_77 is back", "k-1", 6}));
  CHECK(find_remains(store, {"marlow_77", ""}, erased->phrases).value().any());
}

TEST_CASE("a wording that somebody else's article took up goes with them, and the others keep their source") {
  ErasePlace place;
  place.harvest(both());
  const std::string id = place.store->article_of_conversation("community", "c1").value();
  const std::string asker =
      place.store->conversation("community", "c2").value().conversation.messages[0].author;
  Article article = place.store->article(id).value();
  article.resolution = "Give the printer a fixed address.";
  article.asked_as = {"Connections are dropped", "as marlow_77 said, my printer sleeps", "Offline again"};
  article.provenance = {{"asked_as", 0, 23, "community", "c2", "m1", 4, 27},
                        {"asked_as", 43, 60, "community", "c1", "m1", 3, 20},
                        {"asked_as", 61, 74, "community", "c1", "m3", 0, 13}};
  REQUIRE(place.store->put_article(article));
  const auto wordings = [&] {
    const Article now = place.store->article(id).value();
    std::string all;
    for (const std::string& each : now.asked_as) all += each + '\n';
    std::vector<std::string> told;
    for (const Provenance& from : now.provenance)
      told.push_back(from.message_id + ": " + all.substr(from.begin, from.end - from.begin));
    return told;
  };
  CHECK(wordings() == std::vector<std::string>{"m1: Connections are dropped", "m1: my printer sleeps",
                                               "m3: Offline again"});
  REQUIRE(erase_author(*place.store, {asker, ""}));
  CHECK(wordings() == std::vector<std::string>{"m1: my printer sleeps", "m3: Offline again"});
  REQUIRE(erase_author(*place.store, {"marlow_77", ""}));
  CHECK(wordings() == std::vector<std::string>{"m1: my printer sleeps", "m3: Offline again"});
  CHECK(place.store->article(id).value().asked_as[0] == "as [handle] said, my printer sleeps");
}

TEST_CASE("authors stay plain where that is wanted") {
  ErasePlace place;
  place.harvest(both(), AuthorNaming::kPlain);
  CHECK(place.store->conversation("community", "c1").value().conversation.messages[1].author == "marlow_77");
}

TEST_CASE("an author who is erased is found nowhere, and a later harvest does not bring them back") {
  ErasePlace place;
  const bool plain = GENERATE(false, true);
  const auto naming = plain ? AuthorNaming::kPlain : AuthorNaming::kPseudonym;
  place.harvest(both(), naming);
  REQUIRE(place.store->add_events({Event{"click", "q", "marlow_77", "", "", "", 0, 1, "{}"}}));
  REQUIRE(place.store->add_queries(
      {{"q", "search", "what marlow_77 wrote about the lamp", "w ", "", Audience::kPublic, "c", {}, 1}}));
  REQUIRE(place.store->add_to_quarantine(
      {0, "f", "line 1", "broken", "ndjson", "", R"({"author":"marlow_77")", 1}));
  REQUIRE(place.store->article_count().value() == 2);

  const EraseRequest request{"marlow_77", ""};
  const auto erased = erase_author(*place.store, request);
  REQUIRE(erased);
  CHECK(erased->counts.messages == 2);
  CHECK(erased->counts.conversations == 2);
  CHECK(erased->counts.articles_withdrawn == 1);
  CHECK(erased->counts.events == 2);
  CHECK(erased->counts.quarantined == 1);
  CHECK_FALSE(erased->phrases.empty());
  CHECK_FALSE(find_remains(*place.store, request, erased->phrases).value().any());
  CHECK(place.store->article_count().value() == 1);

  const auto check_gone = [&] {
    const std::string bytes = place.bytes();
    for (const char* word : {"zebra button", "purple cable", "marlow_77"})
      CHECK(bytes.find(word) == std::string::npos);
    CHECK(bytes.find("lease time") != std::string::npos);
  };
  check_gone();
  const auto stored = place.store->conversation("community", "c1").value();
  const Message& message = stored.conversation.messages[1];
  CHECK(message.deleted);
  CHECK(message.author.empty());
  CHECK(message.body.empty());
  CHECK(stored.article_id.empty());
  CHECK(stored.conversation.title == "X2 shows offline since the update");

  CHECK(place.harvest(both(), naming).unchanged == 2);
  // Edited at the source, it is read again.
  std::string edited = both();
  edited.replace(edited.find("last update"), 11, "newest update");
  CHECK(place.harvest(edited, naming).unchanged == 1);
  check_gone();
  CHECK_FALSE(find_remains(*place.store, request, erased->phrases).value().any());
  REQUIRE(erase_author(*place.store, request));  // again is harmless
}

TEST_CASE("an asker who is erased takes the title and the article along") {
  ErasePlace place;
  place.harvest(both());
  const std::string pseudonym =
      place.store->conversation("community", "c2").value().conversation.messages[0].author;
  const auto erased = erase_author(*place.store, {pseudonym, ""});
  REQUIRE(erased);
  CHECK(erased->counts.messages == 2);
  CHECK(place.store->conversation("community", "c2").value().conversation.title.empty());
  CHECK(place.bytes().find("drops every connection") == std::string::npos);
  CHECK(place.bytes().find("Hold the zebra") != std::string::npos);
  CHECK(place.store->article_count().value() == 1);
}

TEST_CASE("a channel narrows what is erased") {
  ErasePlace place;
  place.harvest(both());
  const auto erased = erase_author(*place.store, {"marlow_77", "desk"});
  REQUIRE(erased);
  CHECK(erased->counts.messages == 0);
  CHECK(place.store->article_count().value() == 2);
}

TEST_CASE("nobody cannot be erased") {
  ErasePlace place;
  CHECK(erase_author(*place.store, {"", ""}).error().code == ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace garner

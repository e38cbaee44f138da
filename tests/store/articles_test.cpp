#include "indexer/core/clock.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

Article small_article(const std::string& id) {
  Article article;
  article.id = id;
  article.title = "Title of " + id;
  return article;
}

Article full_article() {
  Article a;
  a.id = "a-1/ü";
  a.title = "Drucker 🖨 offline";
  a.issue = "Line one\nline two\\n";
  a.environment = {"LaserJet 4", "", "Windows\t11"};
  a.resolution = "`net stop spooler`";
  a.cause = "A driver";
  a.asked_as = {"ปริ้นเตอร์", "my printer is \"dead\""};
  a.locale = "de";
  a.tags = {"wifi"};
  a.products = {""};
  a.confidence = Confidence::kValidated;
  a.audience = Audience::kPartner;
  a.governance = Governance::kCompliance;
  a.sources = {{"community", "https://example.org/1", "c-1"},
               {"", "", ""},
               {"tab\there", "line\nbreak", "back\\slash"}};
  a.provenance = {{"issue", 0, 8, "community", "c-1", "m1", 3, 11},
                  {"title", 1, 4294967295U, "a\tb", "c\nd", "", 0, 0}};
  a.created_at = 1772355600000;
  a.updated_at = -1;
  a.reuse_count = 7;
  a.extra = R"({"x":[1,2.50,null]})";
  return a;
}

void require_equal(const Article& a, const Article& b) {
  CHECK(a.id == b.id);
  CHECK(a.title == b.title);
  CHECK(a.issue == b.issue);
  CHECK(a.environment == b.environment);
  CHECK(a.resolution == b.resolution);
  CHECK(a.cause == b.cause);
  CHECK(a.asked_as == b.asked_as);
  CHECK(a.locale == b.locale);
  CHECK(a.tags == b.tags);
  CHECK(a.products == b.products);
  CHECK(a.confidence == b.confidence);
  CHECK(a.audience == b.audience);
  CHECK(a.governance == b.governance);
  CHECK(a.created_at == b.created_at);
  CHECK(a.updated_at == b.updated_at);
  CHECK(a.reuse_count == b.reuse_count);
  CHECK(a.extra == b.extra);
  REQUIRE(a.sources.size() == b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    CHECK(a.sources[i].channel == b.sources[i].channel);
    CHECK(a.sources[i].url == b.sources[i].url);
    CHECK(a.sources[i].conversation_id == b.sources[i].conversation_id);
  }
  REQUIRE(a.provenance.size() == b.provenance.size());
  for (std::size_t i = 0; i < a.provenance.size(); ++i) {
    const Provenance &p = a.provenance[i], &q = b.provenance[i];
    CHECK(p.field == q.field);
    CHECK(p.begin == q.begin);
    CHECK(p.end == q.end);
    CHECK(p.channel == q.channel);
    CHECK(p.conversation_id == q.conversation_id);
    CHECK(p.message_id == q.message_id);
    CHECK(p.message_begin == q.message_begin);
    CHECK(p.message_end == q.message_end);
  }
}

std::vector<std::string> ids_of(const std::vector<NumberedArticle>& articles) {
  std::vector<std::string> ids;
  for (const auto& row : articles) ids.push_back(row.article.id);
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("an article comes back as it went in, whichever way it is read", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  const Article full = full_article();
  succeed(store->put_article(full));
  succeed(store->put_article(small_article("a-2")));
  require_equal(value_of(store->article(full.id)), full);
  require_equal(value_of(store->article("a-2")), small_article("a-2"));
  require_equal(value_of(store->articles_after(0, 1, 10)).at(0).article, full);
  require_equal(value_of(store->articles_of_numbers({1})).at(0).article, full);
  succeed(store->each_article(std::nullopt, [&](const Article& article) -> Result<> {
    if (article.id == full.id) require_equal(article, full);
    return {};
  }));
}

TEST_CASE("an article put again keeps its number and is replaced", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->put_article(full_article()));
  succeed(store->put_article(small_article("a-2")));
  Article changed = small_article(full_article().id);
  changed.title = "New";
  succeed(store->put_article(changed));
  const auto all = value_of(store->articles_after(0, 100, 100));
  REQUIRE(ids_of(all) == Ids{changed.id, "a-2"});
  REQUIRE(all[0].number == 1);
  require_equal(all[0].article, changed);
  REQUIRE(value_of(store->article_count()) == 2);
}

TEST_CASE("the number of a deleted article is never used again", "[store]") {
  const TempStore temp;
  std::int64_t number = 0;
  {
    const auto store = temp.open();
    succeed(store->put_article(small_article("a-1")));
    number = value_of(store->last_article_number());
    succeed(store->delete_article("a-1"));
  }
  const auto store = temp.open();
  succeed(store->put_article(small_article("a-1")));
  REQUIRE(value_of(store->last_article_number()) > number);
}

TEST_CASE("articles are read in ranges of their numbers", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const char* id : {"a", "b", "c", "d", "e"}) succeed(store->put_article(small_article(id)));
  succeed(store->delete_article("c"));
  REQUIRE(ids_of(value_of(store->articles_after(0, 5, 100))) == Ids{"a", "b", "d", "e"});
  REQUIRE(ids_of(value_of(store->articles_after(1, 4, 100))) == Ids{"b", "d"});
  REQUIRE(ids_of(value_of(store->articles_after(0, 5, 2))) == Ids{"a", "b"});
  REQUIRE(ids_of(value_of(store->articles_after(5, 100, 100))).empty());
  REQUIRE(ids_of(value_of(store->articles_after(0, 100, 0))).empty());
  REQUIRE(ids_of(value_of(store->articles_of_numbers({5, 3, 1, 99, -1}))) == Ids{"e", "a"});
}

TEST_CASE("every write of an article is in the change log, in order", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  REQUIRE(value_of(store->last_change()) == 0);
  REQUIRE(value_of(store->changes_after(0, 10)).empty());
  succeed(store->put_article(small_article("a")));
  succeed(store->put_article(small_article("b")));
  succeed(store->put_article(small_article("a")));
  succeed(store->delete_article("b"));

  const auto changes = value_of(store->changes_after(0, 10));
  REQUIRE(changes.size() == 4);
  const std::pair<std::int64_t, bool> wanted[] = {{1, false}, {2, false}, {1, false}, {2, true}};
  std::int64_t last = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(changes[i].article_number == wanted[i].first);
    CHECK(changes[i].deleted == wanted[i].second);
    CHECK(changes[i].sequence > last);
    last = changes[i].sequence;
  }
  REQUIRE(value_of(store->last_change()) == last);
  REQUIRE(value_of(store->changes_after(changes[1].sequence, 1)).at(0).sequence == changes[2].sequence);
  REQUIRE(value_of(store->changes_after(last, 10)).empty());
}

TEST_CASE("a failed write of an article leaves nothing in the change log", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  REQUIRE(store->delete_article("a").error().code == ErrorCode::kNotFound);
  REQUIRE_FALSE(store->transaction([&]() -> Result<> {
    succeed(store->put_article(small_article("a")));
    return fail(ErrorCode::kTooLarge, "changed my mind");
  }));
  REQUIRE(value_of(store->last_change()) == 0);
  REQUIRE(store->article("a").error().code == ErrorCode::kNotFound);
}

TEST_CASE("all articles are visited, also those of later pages", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->transaction([&]() -> Result<> {
    for (int i = 0; i < 450; ++i) succeed(store->put_article(small_article(std::to_string(i))));
    return {};
  }));
  int visited = 0;
  const auto count = [&](const Article& article) -> Result<> {
    REQUIRE(article.id == std::to_string(visited));
    ++visited;
    return store->article(article.id).map([](const auto&) {});  // the visitor may use the store
  };
  succeed(store->each_article(std::nullopt, count));
  REQUIRE(visited == 450);
  visited = 0;
  succeed(store->each_article(now() + 3'600'000, count));
  REQUIRE(visited == 0);
}

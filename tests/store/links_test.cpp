#include "tests/store/temp_store.h"

using namespace garner;

namespace {

void put(Store& store, const std::string& id, std::vector<Source> sources = {}) {
  Article article;
  article.id = id;
  article.created_at = 5;
  article.sources = std::move(sources);
  succeed(store.put_article(article));
}

// "kind channel/conversation" of each link of an article.
std::vector<std::string> links_of(Store& store, const std::string& id) {
  std::vector<std::string> texts;
  for (const Link& link : value_of(store.links_of_article(id))) {
    CHECK(link.article_id == id);
    texts.push_back(link.kind + " " + link.channel + "/" + link.conversation_id);
  }
  return texts;
}

using Texts = std::vector<std::string>;
using Keys = std::vector<std::uint64_t>;
constexpr std::uint64_t kTop = 0xffffffffffffffff;

}  // namespace

TEST_CASE("the sources of an article are links to where it came from", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put(*store, "a", {{"ch", "", "c-1"}, {"ch", "", "c-2"}, {"web", "https://example.org", ""}});
  REQUIRE(links_of(*store, "a") == Texts{"created_from ch/c-1", "created_from ch/c-2"});
  REQUIRE(value_of(store->links_of_article("a"))[0].at == 5);
  REQUIRE(value_of(store->article_of_conversation("ch", "c-2")) == "a");
  REQUIRE(value_of(store->article_of_conversation("other", "c-2")).empty());
  REQUIRE(value_of(store->article_of_conversation("ch", "c")).empty());

  put(*store, "a", {{"ch", "", "c-2"}, {"ch", "", "c-2"}, {"ch", "", "c-3"}});
  REQUIRE(links_of(*store, "a") == Texts{"created_from ch/c-2", "created_from ch/c-3"});
  REQUIRE(value_of(store->article_of_conversation("ch", "c-1")).empty());
}

TEST_CASE("a case that an article solved again stays one when the article changes", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put(*store, "a", {{"ch", "", "c-1"}});
  value_of(store->add_link({"a", "resolved", "ch", "c-2", 9}));
  put(*store, "a", {{"ch", "", "c-1"}, {"ch", "", "c-2"}});
  REQUIRE(links_of(*store, "a") == Texts{"created_from ch/c-1", "resolved ch/c-2"});
  REQUIRE(value_of(store->article_of_conversation("ch", "c-2")) == "a");
}

TEST_CASE("the same link again changes nothing", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put(*store, "a");
  for (const Time at : {7, 8}) value_of(store->add_link({"a", "reference", "crm", "case 1", at}));
  REQUIRE(links_of(*store, "a") == Texts{"reference crm/case 1"});
  REQUIRE(value_of(store->links_of_article("a"))[0].at == 7);
  REQUIRE(value_of(store->article_of_conversation("crm", "case 1"))
              .empty());  // a reference says nothing of origin
  REQUIRE(value_of(store->stats()).links == 1);
}

TEST_CASE("links go with their conversation or their article", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put(*store, "a", {{"ch", "", "c-1"}});
  put(*store, "b");
  value_of(store->add_link({"b", "resolved", "ch", "c-1", 1}));
  value_of(store->add_link({"b", "resolved", "ch", "c-2", 2}));
  REQUIRE(value_of(store->article_of_conversation("ch", "c-1")) ==
          "a");  // came from goes before solved again

  succeed(store->delete_article("a"));
  REQUIRE(links_of(*store, "a").empty());
  REQUIRE(value_of(store->article_of_conversation("ch", "c-1")) == "b");
  succeed(store->remove_links("ch", "c-1"));
  REQUIRE(links_of(*store, "b") == Texts{"resolved ch/c-2"});
  succeed(store->remove_links("ch", "unknown"));
}

TEST_CASE("nothing can be tied to an article that does not exist", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  REQUIRE(store->add_link({"a", "resolved", "ch", "c", 0}).error().code == ErrorCode::kNotFound);
  REQUIRE(store->put_fingerprint("a", {1}).error().code == ErrorCode::kNotFound);
  REQUIRE(store->add_to_queue({"ch", "c", "a", 0.5, "same_as", 0}).error().code == ErrorCode::kNotFound);
  REQUIRE(links_of(*store, "a").empty());
}

TEST_CASE("articles that share keys are found, most shared first", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const char* id : {"a", "b", "c"}) put(*store, id);
  succeed(store->put_fingerprint("a", {1, 2, 3, kTop}));
  succeed(store->put_fingerprint("b", {3, 4, kTop, kTop}));
  succeed(store->put_fingerprint("c", {0, 0x8000000000000000, 0x7fffffffffffffff}));
  REQUIRE(value_of(store->articles_sharing({2, 3}, 10)) == Texts{"a", "b"});
  REQUIRE(value_of(store->articles_sharing({3, 4}, 10)) == Texts{"b", "a"});
  REQUIRE(value_of(store->articles_sharing({3, 4}, 1)) == Texts{"b"});
  REQUIRE(value_of(store->articles_sharing({kTop}, 10)) == Texts{"a", "b"});
  REQUIRE(value_of(store->articles_sharing({0, 99}, 10)) == Texts{"c"});
  REQUIRE(value_of(store->articles_sharing({0x8000000000000000}, 10)) == Texts{"c"});
  REQUIRE(value_of(store->articles_sharing({0x7fffffffffffffff}, 10)) == Texts{"c"});
  REQUIRE(value_of(store->articles_sharing({0x7ffffffffffffffe, 0x8000000000000001}, 10)).empty());
  REQUIRE(value_of(store->articles_sharing({99}, 10)).empty());
  REQUIRE(value_of(store->articles_sharing({}, 10)).empty());

  succeed(store->put_fingerprint("a", {5}));  // replaces
  REQUIRE(value_of(store->articles_sharing({3}, 10)) == Texts{"b"});
  REQUIRE(value_of(store->articles_sharing({5}, 10)) == Texts{"a"});
  succeed(store->delete_article("b"));
  REQUIRE(value_of(store->articles_sharing({3, kTop}, 10)).empty());
}

TEST_CASE("keys are found, replaced and removed also after they were merged", "[store]") {
  constexpr int kArticles = 9000;  // one merge at 8,192
  const TempStore temp;
  const auto store = temp.open();
  const auto key = [](int i) { return static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15; };
  succeed(store->transaction([&]() -> Result<> {
    for (int i = 1; i <= kArticles; ++i) {
      put(*store, std::to_string(i));
      succeed(store->put_fingerprint(std::to_string(i), {key(i), key(-i)}));
    }
    return {};
  }));
  for (const int i : {1, 4000, 8192, 8193, 9000}) {
    REQUIRE(value_of(store->articles_sharing({key(i), key(-i)}, 10)) == Texts{std::to_string(i)});
  }
  succeed(store->put_fingerprint("1", {key(2)}));
  REQUIRE(value_of(store->articles_sharing({key(1)}, 10)).empty());
  REQUIRE(value_of(store->articles_sharing({key(2), key(-2)}, 10)) == Texts{"2", "1"});
  succeed(store->delete_article("4000"));
  REQUIRE(value_of(store->articles_sharing({key(4000)}, 10)).empty());
  succeed(store->verify());
}

TEST_CASE("the queue gives each pair once, oldest first", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put(*store, "a");
  put(*store, "b");
  succeed(store->add_to_queue({"ch", "c-2", "a", 0.5, "same_as", 20}));
  succeed(store->add_to_queue({"ch", "c-1", "b", 0.25, "same_as", 10}));
  succeed(store->add_to_queue({"ch", "c-2", "a", 0.75, "same_as", 30}));  // more alike than before
  const auto entries = value_of(store->queue({.limit = 10}));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].conversation_id == "c-1");
  CHECK(entries[0].article_id == "b");
  CHECK(entries[0].reason == "same_as");
  CHECK(entries[1].channel == "ch");
  CHECK(entries[1].similarity == 0.75);
  CHECK(entries[1].at == 20);
  REQUIRE(value_of(store->queue({.limit = 1})).size() == 1);
  REQUIRE(value_of(store->stats()).queued == 2);
  succeed(store->delete_article("b"));
  succeed(store->remove_links("ch", "c-2"));
  REQUIRE(value_of(store->queue({.limit = 10})).empty());
}

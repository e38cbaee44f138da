// Readers follow the writer: each commit is seen after a refresh, and nothing older answers after that.
#include <atomic>
#include <thread>

#include "query/reader_pool.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

TEST_CASE("a refresh sees each commit", "[reader]") {
  Library library({article("a-0", "Printer offline")});
  std::int64_t sequence = library.searcher().sequence();
  for (int i = 1; i < 20; ++i) {
    library.put(article("a-" + std::to_string(i), "Printer offline"));
    CHECK(library.searcher().documents() == static_cast<std::uint64_t>(i) + 1);
    CHECK(library.searcher().sequence() > sequence);
    CHECK(library.search("printer").found == static_cast<std::uint64_t>(i) + 1);
    sequence = library.searcher().sequence();
  }
  // Without a refresh the old state answers, also when the writer is commits ahead.
  for (int i = 20; i < 25; ++i) {
    succeed(library.store().put_article(article("a-" + std::to_string(i), "Printer offline")));
    value_of(library.writer()->catch_up());
  }
  CHECK(library.search("printer").found >= 20);
  succeed(library.searcher().refresh());
  CHECK(library.search("printer").found == 25);
}

TEST_CASE("a reader that was out during a refresh does not answer for the new state", "[reader]") {
  Library library({article("a", "Printer offline")});
  ReaderPool pool(library.index_path());
  succeed(pool.refresh());
  const auto documents = [&] {
    return pool.with_reader([](Reader& reader, const Snapshot& snapshot) -> Result<bool> {
      return reader.database.get_doccount() >= snapshot.documents;
    });
  };
  value_of(pool.with_reader([&](Reader&, const Snapshot&) -> Result<bool> {
    library.put(article("b", "Printer jammed"));
    succeed(pool.refresh());
    return true;
  }));
  CHECK(value_of(documents()));
  CHECK(pool.snapshot()->articles == 2);
}

TEST_CASE("readers go on through rebuilds, and see the new index after a refresh", "[reader]") {
  Library library({article("a", "Printer offline")});
  CHECK(library.search("printer").found == 1);
  // As many as make every earlier generation vanish, without a refresh in between.
  for (int i = 0; i < 4; ++i) {
    succeed(library.store().put_article(article("b-" + std::to_string(i), "Printer jammed")));
    CHECK(value_of(library.writer()->rebuild()).rebuilt);
    const Answer answer = library.search("printer");
    CHECK(answer.found >= 1);
    CHECK(library.suggest("printer jammed").hits.size() >= 1);
  }
  succeed(library.searcher().refresh());
  CHECK(library.search("printer").found == 5);
  CHECK(library.search("printer").hits.size() == 5);
}

// From two thousand documents on, the commonest words are kept in memory as columns.
TEST_CASE("words that most articles have are counted right through changes", "[reader]") {
  std::vector<Article> articles;
  for (int i = 0; i < 2100; ++i) {
    articles.push_back(article("a-" + std::to_string(i), i % 2 == 0 ? "Printer offline" : "Printer jammed"));
  }
  Library library(articles);
  CHECK(library.search("printer").found == 2100);
  CHECK(library.search("printer jammed").found == 1050);
  library.remove("a-1");
  library.put(
      {article("a-3", "Printer offline"), article("new-1", "Printer jammed"), article("new-2", "Printer")});
  CHECK(library.search("printer").found == 2101);
  CHECK(library.search("printer jammed").found == 1049);
  CHECK(ids_of(library.suggest("printer")).front() == "new-2");  // the shortest
  for (const std::string& id : ids_of(library.search("jammed"))) {
    CHECK(id != "a-1");
    CHECK(id != "a-3");
  }
}

// Also the test for the thread sanitizer (preset tsan).
TEST_CASE("four threads ask while a writer commits", "[reader][threads]") {
  constexpr int kCommits = 200;
  Library library({article("stays", "Printer offline", "Turn it off and on again.")});
  Searcher& searcher = library.searcher();
  std::atomic<bool> done{false};
  std::vector<std::string> failures[4];  // a thread each: collected, joined, asserted
  std::uint64_t asked[4] = {};
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&, number] {
      const auto check = [&](const Result<Answer>& answer) {
        if (!answer) {
          failures[number].push_back(answer.error().message);
          return;
        }
        bool stays = false;
        for (const Hit& hit : answer->hits) {
          stays = stays || hit.id == "stays";
          if (hit.id.empty() || hit.title.empty()) failures[number].push_back("a hit without content");
        }
        if (!stays) failures[number].push_back("the article that stays was not found");
      };
      SuggestRequest message;
      message.text = "printer offline again";
      message.limit = 50;
      SearchRequest search;
      search.query = "printer offline";
      search.limit = 50;
      while (!done || asked[number] == 0) {
        check(searcher.suggest(message));
        check(searcher.search(search));
        if (const auto typed = searcher.typeahead("print", {}, 5); !typed) {
          failures[number].push_back(typed.error().message);
        }
        if (number == 0) {
          if (const auto refreshed = searcher.refresh(); !refreshed) {
            failures[number].push_back(refreshed.error().message);
          }
        }
        ++asked[number];
      }
    });
  }
  std::string failed;
  {
    const auto writer = library.writer();
    for (int i = 0; i < kCommits && failed.empty(); ++i) {
      // A few articles that come, change and go.
      const std::string id = "a-" + std::to_string(i % 20);
      const auto stored = i % 3 == 2 && i >= 20
                              ? library.store().delete_article("a-" + std::to_string((i - 1) % 20))
                              : library.store().put_article(article(id, "Printer offline " + id));
      if (!stored && stored.error().code != ErrorCode::kNotFound) failed = stored.error().message;
      if (const auto counts = writer->catch_up(); !counts) failed = counts.error().message;
    }
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(failed.empty());
  for (int number = 0; number < 4; ++number) {
    INFO("thread " << number << ", " << asked[number] << " rounds");
    CHECK(asked[number] > 0);
    // A reader that lost the race against three commits in a row says so and may be asked again.
    for (const std::string& failure : failures[number])
      CHECK(failure == "the index is changing too fast to be read");
  }
}

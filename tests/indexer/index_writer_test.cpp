// The index follows the change log: through changes, rebuilds, damage, kills and full disks.
#include "indexer/index_writer.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <vector>

#include "indexer/core/live_index.h"
#include "indexer/core/schema.h"
#include "query/searcher.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;
namespace fs = std::filesystem;

namespace {

std::vector<Article> articles(int count, const std::string& title = "Printer offline") {
  std::vector<Article> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(article(fmt::format("a-{}", i), title, fmt::format("Turn number{} off and on again.", i)));
    made.back().asked_as = {fmt::format("wording{}", i)};
  }
  return made;
}

void store_all(Library& library, const std::vector<Article>& all) {
  succeed(library.store().transaction([&]() -> Result<> {
    for (const Article& each : all) {
      if (auto stored = library.store().put_article(each); !stored) return stored;
    }
    return {};
  }));
}

std::string live_folder(const Library& library) {
  return value_of(live_index(library.index_path()));
}

void set_metadata(const Library& library, std::string_view key, const std::string& value) {
  Xapian::WritableDatabase database(live_folder(library), Xapian::DB_OPEN);
  database.set_metadata(std::string(key), value);
  database.commit();
}

// Documents of articles and wordings that are in the live index.
Xapian::doccount documents(const Library& library) {
  return Xapian::Database(live_folder(library)).get_doccount();
}

// Runs `work` in a process of its own and gives what waitpid says of it. The child ends without clean-up.
template <typename Work>
pid_t in_child(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    bool good = false;
    try {
      good = work();
    } catch (...) {  // nothing may come back into the parent's test
    }
    _exit(good ? 0 : 1);
  }
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

TEST_CASE("the index follows what is put, replaced and deleted", "[index]") {
  Library library;
  store_all(library, {article("a", "Printer offline"), article("b", "Scanner stripes")});
  IndexCounts counts = library.catch_up();
  CHECK(counts.rebuilt);
  CHECK(counts.documents == 2);
  CHECK(library.search("printer").hits.size() == 1);

  counts = library.catch_up();
  CHECK(counts.indexed == 0);
  CHECK_FALSE(counts.rebuilt);

  Article changed = article("a", "Router silent", "Press the key.");
  changed.asked_as = {"no internet", "wifi gone"};
  store_all(library, {changed, article("c", "Printer jammed")});
  counts = library.catch_up();
  CHECK(counts.indexed == 2);
  CHECK_FALSE(counts.rebuilt);
  CHECK(counts.documents == 3);
  CHECK(ids_of(library.search("printer")) == std::vector<std::string>{"c"});
  CHECK(ids_of(library.search("wifi gone")) == std::vector<std::string>{"a"});
  CHECK(documents(library) == 5);

  succeed(library.store().delete_article("a"));
  succeed(library.store().delete_article("c"));
  store_all(library, {article("c", "Printer jammed again")});  // gone and back between two runs
  CHECK(library.catch_up().documents == 2);
  CHECK(library.search("wifi gone").hits.empty());
  CHECK(ids_of(library.search("jammed again")) == std::vector<std::string>{"c"});
  CHECK(documents(library) == 2);

  // Changed many times between two runs: once in the index.
  for (int i = 0; i < 10; ++i) store_all(library, {article("b", fmt::format("Title{}", i))});
  library.catch_up();
  CHECK(library.search("title9").found == 1);
  CHECK(library.search("title8").found == 0);
  CHECK(documents(library) == 2);
}

TEST_CASE("small commits give the same index as large ones", "[index]") {
  Library library({article("first", "Printer offline")});
  store_all(library, articles(57));
  auto writer = value_of(IndexWriter::open(
      {.path = library.index_path(), .store_path = library.store_path(), .commit_every = 5}));
  std::uint64_t last = 0;
  const auto counts = value_of(writer->catch_up([&](const IndexProgress& progress) {
    CHECK(progress.done >= last);
    CHECK(progress.done <= progress.total);
    last = progress.done;
  }));
  CHECK(last == 57);
  CHECK(counts.documents == 58);
  succeed(library.searcher().refresh());
  CHECK(library.search("printer").found == 58);
}

TEST_CASE("a second writer is told that the index is taken", "[index]") {
  Library library({article("a", "Printer offline")});
  {
    const auto writer = library.writer();
    const auto second = IndexWriter::open({.path = library.index_path(), .store_path = library.store_path()});
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::kLocked);
    CHECK_FALSE(second.error().hint.empty());
    CHECK(library.search("printer").hits.size() == 1);  // readers are not concerned
  }
  value_of(library.writer()->catch_up());
}

TEST_CASE("an index of another store, another version or a later state is built anew", "[index]") {
  Library library({article("a", "Printer offline")});
  const std::string before = live_folder(library);
  SECTION("another store") {
    set_metadata(library, metadata::kInstance, "another");
  }
  SECTION("the store was restored from an older back-up") {
    set_metadata(library, metadata::kSequence, "999999");
  }
  SECTION("another version") {
    set_metadata(library, metadata::kVersion, "0.0");
    const auto searcher = Searcher::open({.path = library.index_path()});
    REQUIRE_FALSE(searcher);
    CHECK(searcher.error().code == ErrorCode::kVersionMismatch);
    CHECK(searcher.error().hint.find("--rebuild") != std::string::npos);
  }
  SECTION("no version at all") {
    set_metadata(library, metadata::kVersion, "");
  }
  CHECK(library.catch_up().rebuilt);
  CHECK(live_folder(library) != before);
  CHECK(library.search("printer").hits.size() == 1);
  CHECK_FALSE(library.catch_up().rebuilt);
}

TEST_CASE("a damaged index is built anew from the store", "[index]") {
  Library library;
  store_all(library, articles(300));
  library.catch_up();
  const std::string folder = live_folder(library);
  const auto overwrite = [&](const std::string& file, std::uintmax_t from, char with) {
    std::fstream bytes(fs::path(folder) / file, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::size_t>(fs::file_size(fs::path(folder) / file) - from);
    bytes.seekp(static_cast<std::streamoff>(from));
    bytes << std::string(size, with);
  };
  SECTION("no folder") {
    fs::remove_all(folder);
  }
  SECTION("an empty folder") {
    fs::remove_all(folder);
    fs::create_directory(folder);
  }
  SECTION("no version file") {
    fs::remove(fs::path(folder) / "iamglass");
  }
  SECTION("an empty version file") {
    fs::resize_file(fs::path(folder) / "iamglass", 0);
  }
  SECTION("garbage in the version file") {
    overwrite("iamglass", 0, 'x');
  }
  SECTION("no postings") {
    fs::remove(fs::path(folder) / "postlist.glass");
  }
  SECTION("empty postings") {
    fs::resize_file(fs::path(folder) / "postlist.glass", 0);
  }
  SECTION("zeros in the postings") {
    overwrite("postlist.glass", 0, '\0');
  }
  SECTION("garbage in the postings") {
    overwrite("postlist.glass", 0, '\xff');
  }
  SECTION("garbage behind the postings' first block") {
    overwrite("postlist.glass", 8192, '\x5a');
  }
  SECTION("garbage behind the terms' first block") {
    overwrite("termlist.glass", 8192, '\x5a');
  }
  SECTION("the end of the postings is missing") {
    fs::resize_file(fs::path(folder) / "postlist.glass", 8192);
  }
  SECTION("no terms") {
    fs::remove(fs::path(folder) / "termlist.glass");
  }
  SECTION("garbage in the terms") {
    overwrite("termlist.glass", 0, 'x');
  }
  SECTION("`current` names nothing that is there") {
    std::ofstream(library.index_path() + "/current") << "generation-77\n";
  }
  SECTION("`current` is empty") {
    std::ofstream(library.index_path() + "/current") << "";
  }
  SECTION("`current` leads elsewhere") {
    std::ofstream(library.index_path() + "/current") << "../../etc\n";
  }
  store_all(library, articles(300, "Scanner stripes"));  // so that there is something to write
  const auto counts = library.writer()->catch_up();
  INFO((counts ? "" : counts.error().message));
  REQUIRE(counts);
  CHECK(counts->rebuilt);
  CHECK(counts->documents == 300);
  CHECK(library.search("scanner").found == 300);
}

TEST_CASE("rebuilds never use a generation's name again, and clear away what is left", "[index]") {
  Library library({article("a", "Printer offline")});
  std::vector<std::string> names = {live_folder(library)};
  fs::create_directory(library.index_path() + "/generation-900");  // of a build that was killed
  fs::create_directory(library.index_path() + "/generation-900.parts");
  for (int i = 0; i < 5; ++i) {
    value_of(library.writer()->rebuild());
    CHECK(std::find(names.begin(), names.end(), live_folder(library)) == names.end());
    names.push_back(live_folder(library));
  }
  int generations = 0;
  for (const auto& entry : fs::directory_iterator(library.index_path())) {
    if (entry.is_directory()) ++generations;
  }
  CHECK(generations == 2);  // the live one, and the one that readers may still be opening
}

TEST_CASE("a writer that is killed loses nothing and repeats nothing", "[index][crash]") {
  std::mt19937 random(7);
  Library library;
  std::vector<Article> all = articles(400);
  store_all(library, std::vector<Article>(all.begin(), all.begin() + 100));
  library.catch_up();
  for (int round = 0; round < 12; ++round) {
    // New ones, changed ones, deleted ones, then a kill somewhere in taking them in.
    store_all(library, std::vector<Article>(all.begin(), all.begin() + 100 + round * 25));
    const std::string gone = fmt::format("a-{}", round);
    succeed(library.store().delete_article(gone));
    const auto kill_after = random() % 60;
    const pid_t child = in_child([&] {
      auto writer = IndexWriter::open(
          {.path = library.index_path(), .store_path = library.store_path(), .commit_every = 3});
      if (!writer) return false;
      std::uint64_t commits = 0;
      const auto work = [&](const IndexProgress&) {
        if (++commits == kill_after) raise(SIGKILL);
      };
      // Every third round a whole rebuild is what gets killed.
      return (round % 3 == 2 ? (*writer)->rebuild(work) : (*writer)->catch_up(work)).has_value();
    });
    if (round % 3 == 1) kill(child, SIGKILL);  // or anywhere, also before it has begun
    wait_for(child);

    const auto counts = value_of(library.writer()->catch_up());
    CHECK(counts.documents == static_cast<std::uint64_t>(value_of(library.store().article_count())));
    CHECK(documents(library) == 2 * counts.documents);  // each with its one wording
    succeed(library.searcher().refresh());
    CHECK(library.search("printer").found == counts.documents);
    CHECK(library.search(fmt::format("wording{}", round)).hits.empty());
    all[static_cast<std::size_t>(round)].asked_as.clear();  // comes back below, as another
    all[static_cast<std::size_t>(round)].asked_as = {"back"};
  }
}

TEST_CASE("a full disk is one clear error, and the old index goes on answering", "[index][crash]") {
  Library library;
  store_all(library, articles(50));
  library.catch_up();
  CHECK(library.search("printer").found == 50);
  store_all(library, articles(3000, "Scanner stripes"));
  for (const bool rebuild : {false, true}) {
    INFO((rebuild ? "rebuild" : "catch_up"));
    // So few bytes that Xapian fails where it can say so: where it cannot write a value, it ends the process.
    const int status = wait_for(in_child([&] {
      signal(SIGXFSZ, SIG_IGN);  // writes past the limit fail instead
      const rlimit limit{100'000, 100'000};
      setrlimit(RLIMIT_FSIZE, &limit);
      // One builder, so that it is always the same write.
      auto writer = IndexWriter::open(
          {.path = library.index_path(), .store_path = library.store_path(), .builders = 1});
      if (!writer) return false;
      const auto counts = rebuild ? (*writer)->rebuild() : (*writer)->catch_up();
      return !counts && counts.error().code == ErrorCode::kUnavailable &&
             counts.error().hint.find("disk") != std::string::npos;
    }));
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    // So that it does not come to that, nothing is written where too little is free.
    const auto writer = value_of(IndexWriter::open({.path = library.index_path(),
                                                    .store_path = library.store_path(),
                                                    .spare = std::numeric_limits<std::uint64_t>::max() / 2}));
    const auto counts = rebuild ? writer->rebuild() : writer->catch_up();
    CHECK(!counts);
    CHECK(counts.error().code == ErrorCode::kUnavailable);
    CHECK(counts.error().hint.find("disk") != std::string::npos);
    CHECK(library.search("printer").found == 50);
    const auto later = value_of(Searcher::open({.path = library.index_path()}));
    SearchRequest request;
    request.query = "printer";
    CHECK(value_of(later->search(request)).found == 50);
  }
  const auto counts = library.catch_up();  // with room again
  CHECK(counts.documents == 3000);
  CHECK(library.search("scanner").found == 3000);
}

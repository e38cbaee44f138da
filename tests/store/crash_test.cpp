// What happens beside other threads and processes, when one is killed, and when the disk is full.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "tests/store/temp_store.h"

using namespace garner;

namespace {

constexpr int kBatch = 20;

Article article_of(int number) {
  Article article;
  article.id = "a-" + std::to_string(number);
  article.issue = std::string(500, 'x');
  return article;
}

// One transaction with kBatch articles after the `batch` that are there.
Result<> write_batch(Store& store, int batch) {
  return store.transaction([&]() -> Result<> {
    for (int i = 0; i < kBatch; ++i) {
      if (Result<> put = store.put_article(article_of(batch * kBatch + i)); !put) return put;
    }
    return {};
  });
}

// Runs `work` in a process of its own, which ends with what it returns; it must not use Catch.
template <typename Work>
pid_t in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// The articles are those of whole batches, and so is the change log.
void require_whole_batches(Store& store, int at_least) {
  succeed(store.verify());
  const auto count = value_of(store.article_count());
  REQUIRE(count % kBatch == 0);
  REQUIRE(count >= at_least * kBatch);
  REQUIRE(value_of(store.last_change()) == count);
}

}  // namespace

TEST_CASE("a killed writer loses no committed batch and leaves no half one", "[store]") {
  const TempStore temp;
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = in_child([&] {
    const auto store = temp.try_open();
    if (!store) return 1;
    for (int batch = 0; write_batch(**store, batch); ++batch) {
      if (write(pipe_ends[1], "b", 1) != 1) return 1;
    }
    return 1;
  });
  close(pipe_ends[1]);
  int committed = 0;
  char byte = 0;
  while (committed < 5 && read(pipe_ends[0], &byte, 1) == 1) ++committed;
  kill(child, SIGKILL);
  close(pipe_ends[0]);
  REQUIRE(WIFSIGNALED(wait_for(child)));
  REQUIRE(committed == 5);

  const auto store = temp.open();
  require_whole_batches(*store, committed);
  succeed(write_batch(*store, static_cast<int>(value_of(store->article_count())) / kBatch));
}

TEST_CASE("a full disk is an error with a hint, and what was committed stays", "[store]") {
  const TempStore temp;
  temp.open();
  const pid_t child = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);  // then a write over the limit fails, as on a full disk
    const rlimit limit{1'000'000, 1'000'000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const auto store = temp.try_open();
    if (!store) return 3;
    for (int batch = 0; batch < 1000; ++batch) {
      const auto written = write_batch(**store, batch);
      if (written) continue;
      if (written.error().code != ErrorCode::kUnavailable || written.error().hint.empty()) return 4;
      // It goes on reading, and a batch that fails has left nothing.
      const auto count = (*store)->article_count();
      return count && *count == batch * kBatch && batch > 0 ? 0 : 5;
    }
    return 6;
  });
  const int status = wait_for(child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);

  const auto store = temp.open();
  require_whole_batches(*store, 1);
  succeed(write_batch(*store, static_cast<int>(value_of(store->article_count())) / kBatch));
}

TEST_CASE("a second writer is told that the store is locked", "[store]") {
  const TempStore temp;
  const auto first = temp.open();
  const auto second = temp.open();
  succeed(first->transaction([&]() -> Result<> {
    succeed(first->put_article(article_of(1)));
    const auto written = second->put_article(article_of(2));
    CHECK(written.error().code == ErrorCode::kLocked);
    CHECK(written.error().message == "another process is writing to the store");
    CHECK_FALSE(written.error().hint.empty());
    CHECK(value_of(second->article_count()) == 0);  // it may read meanwhile, and sees what is committed
    return {};
  }));
  CHECK(value_of(second->article_count()) == 1);
  succeed(second->put_article(article_of(2)));
}

TEST_CASE("readers beside a writer see each conversation in one state", "[store]") {
  constexpr int kVersions = 200, kReaders = 3;
  const TempStore temp;
  const auto writer = temp.open();
  const auto put_version = [&](int version) {
    StoredConversation stored;
    stored.conversation.channel = "ch";
    stored.conversation.id = "c";
    stored.conversation.title = std::to_string(version);
    stored.conversation.messages.resize(1 + static_cast<std::size_t>(version) % 4);
    for (Message& message : stored.conversation.messages) message.body = stored.conversation.title;
    return writer->put_conversation(stored);
  };
  succeed(put_version(0));

  std::atomic<bool> done = false;
  std::atomic<int> torn = 0, failed = 0, reads = 0;
  const auto read_until_done = [&] {
    const auto store = temp.try_open(true);
    if (!store) {
      ++failed;
      return;
    }
    int last = 0;
    do {
      const auto stored = (*store)->conversation("ch", "c");
      if (!stored) {
        ++failed;
        continue;
      }
      const Conversation& c = stored->conversation;
      const int version = std::stoi(c.title);
      if (version < last || c.messages.size() != 1 + static_cast<std::size_t>(version) % 4) ++torn;
      for (const Message& message : c.messages) torn += message.body == c.title ? 0 : 1;
      last = version;
      ++reads;
    } while (!done);
    if (last != kVersions) {  // after the last write a reader sees it
      const auto stored = (*store)->conversation("ch", "c");
      if (!stored || stored->conversation.title != std::to_string(kVersions)) ++torn;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) readers.emplace_back(read_until_done);
  bool written = true;
  for (int version = 1; version <= kVersions; ++version) written = put_version(version) && written;
  done = true;
  for (std::thread& reader : readers) reader.join();
  REQUIRE(written);
  REQUIRE(failed == 0);
  REQUIRE(torn == 0);
  REQUIRE(reads >= kReaders);
}

TEST_CASE("two processes may open a new store at once", "[store]") {
  const TempStore temp;
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(in_child([&] { return temp.try_open(false, 10'000) ? 0 : 1; }));
  }
  for (const pid_t child : children) REQUIRE(wait_for(child) == 0);
  succeed(temp.open()->verify());
}

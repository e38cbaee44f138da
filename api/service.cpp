#include "api/service.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "api/pool.h"
#include "api/query_log.h"
#include "api/visible.h"
#include "indexer/core/clock.h"
#include "indexer/core/log.h"
#include "indexer/index_writer.h"
#include "indexer/knowledge/proposals.h"

namespace garner::api {
namespace {

// Foreign exceptions end here; work that throws has been rolled back by the store.
Result<> guarded(const Service::Work& work, Store& store) {
  try {
    return work(store);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, error.what());
  }
}

// The index takes up what was written this often at most. With twice as many commits more questions beside
// them wait for a core (docs/performance.md).
constexpr std::chrono::milliseconds kBetweenCommits{400};

struct Write {
  Service::Work work;
  std::promise<Result<>> done;
};

}  // namespace

struct Service::Impl {
  explicit Impl(Options o)
      : options(std::move(o)),
        readers([this] {
          return Store::open({options.store_path, true});
        }),
        normalisers([] { return Result<std::unique_ptr<Normaliser>>(std::make_unique<Normaliser>()); }),
        keys([this] { return load_keys(); },
             [this](const std::string& id, Time at) {
               later([id, at](Store& target) { return target.touch_key(id, at); });
             }) {}

  Result<std::vector<ApiKey>> load_keys() {
    return readers.with([](Store& reader) { return reader.keys(); });
  }

  // --- writing

  std::optional<std::future<Result<>>> enqueue(Work work) {
    std::future<Result<>> done;
    {
      const std::lock_guard lock(mutex);
      if (stop || writes.size() >= options.waiting_writes) return std::nullopt;
      writes.push_back({std::move(work), {}});
      done = writes.back().done.get_future();
    }
    write_wake.notify_one();
    return done;
  }

  void later(Work work) {
    const bool taken = enqueue([work = std::move(work)](Store& target) {
                         auto result = guarded(work, target);
                         if (!result)
                           log(LogLevel::kWarning, "write_failed", {{"error", result.error().message}});
                         return result;
                       }).has_value();
    if (!taken) log(LogLevel::kWarning, "write_dropped", {{"reason", "the queue of writes is full"}});
  }

  void run_writes() {
    while (true) {
      Write write;
      {
        std::unique_lock lock(mutex);
        write_wake.wait(lock, [this] { return stop || !writes.empty(); });
        if (writes.empty()) return;
        write = std::move(writes.front());
        writes.pop_front();
      }
      write.done.set_value(guarded(write.work, *store));
      wake_index();
    }
  }

  // --- the index

  void wake_index() {
    {
      const std::lock_guard lock(mutex);
      changed = true;
    }
    index_wake.notify_one();
  }

  void open_searcher() {
    if (searcher != nullptr) return;
    auto opened = Searcher::open({options.index_path});
    if (!opened) {
      log(LogLevel::kWarning, "index_not_open", {{"error", opened.error().message}});
      return;
    }
    searcher_owner = std::move(*opened);
    searcher = searcher_owner.get();
  }

  void follow_changes() {
    while (true) {
      const auto begin = std::chrono::steady_clock::now();
      index_once();
      std::unique_lock lock(mutex);
      // Under a stream of writes many go into one commit of the index, and questions get the cores.
      index_wake.wait_until(lock, begin + kBetweenCommits, [this] { return stop; });
      index_wake.wait_for(lock, options.poll, [this] { return stop || changed; });
      changed = false;
      if (stop) return;
    }
  }

  // Takes up what has changed, whoever wrote it. Where another process holds the index, that one indexes.
  void index_once() {
    const auto change = readers.with([](Store& reader) { return reader.last_change(); });
    if (change) last_change = *change;
    if (!writer) {
      auto opened = IndexWriter::open({options.index_path, options.store_path});
      if (opened) writer = std::move(*opened);
      if (!opened && opened.error().code != ErrorCode::kLocked) report(opened.error());
    }
    if (writer && (!caught_up || last_change > sequence())) {
      if (const auto counts = writer->catch_up(); counts) {
        caught_up = true;
      } else {
        report(counts.error());
      }
    }
    write_queries();
    follow_use();
    open_searcher();
    if (searcher == nullptr) return;
    if (const auto refreshed = searcher.load()->refresh(); !refreshed) report(refreshed.error());
    if (change && sequence() >= last_change) ready = true;
    if (!writer || prepared) return;
    prepared = true;  // where it fails, the first change says so again
    if (const auto known = writer->prepare(); !known) report(known.error());
  }

  void write_queries() {
    if (queries.is_due(now())) later([this](Store& target) { return queries.flush(target, now(), false); });
  }

  // What use says of the articles is taken up as a whole: at most once a second, and for at most a fiftieth
  // of the time.
  void follow_use() {
    using Clock = std::chrono::steady_clock;
    if (!writer || !caught_up || Clock::now() < next_use) return;
    const auto use = readers.with([](Store& reader) { return reader.last_use(); });
    const std::pair seen{use.value_or(0), last_change.load()};
    if (!use || seen == use_seen) return;
    const auto begin = Clock::now();
    if (const auto followed = writer->follow_use(); !followed) report(followed.error());
    use_seen = seen;
    next_use = Clock::now() + std::max<Clock::duration>(std::chrono::seconds(1), 50 * (Clock::now() - begin));
  }

  std::int64_t sequence() const { return searcher == nullptr ? -1 : searcher.load()->sequence(); }

  // The same fault twice a second says nothing new.
  void report(const Error& error) {
    if (error.message == last_report) return;
    last_report = error.message;
    log(LogLevel::kError, "index_failed", {{"error", error.message}, {"hint", error.hint}});
  }

  void start() {
    open_searcher();
    write_thread = std::thread([this] { run_writes(); });
    index_thread = std::thread([this] { follow_changes(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    write_wake.notify_all();
    index_wake.notify_all();
    if (write_thread.joinable()) write_thread.join();
    if (index_thread.joinable()) index_thread.join();
    if (const auto flushed = queries.flush(*store, now(), true); !flushed) report(flushed.error());
  }

  const Options options;
  Pool<Store> readers;
  Pool<Normaliser> normalisers;
  Keys keys;
  Accounts accounts{options.accounts};
  Metrics metrics;
  QueryLog queries;
  std::unique_ptr<Store> store;  // of the writer's thread, as is the next
  EditingTools editing_tools;
  std::int64_t swept_to = 0;  // the number of the last article that proposals were made for
  std::chrono::steady_clock::time_point swept_at =
      std::chrono::steady_clock::now();  // of the schedule's thread
  std::mutex mutex;                      // guards the three below
  std::deque<Write> writes;
  bool changed = false;
  bool stop = false;
  std::condition_variable write_wake, index_wake;
  std::unique_ptr<IndexWriter> writer;  // of the index thread, as are the five below
  bool caught_up = false;
  bool prepared = false;                                   // IndexWriter::prepare() was called
  std::pair<std::int64_t, std::int64_t> use_seen{-1, -1};  // last_use and last_change of the store
  std::chrono::steady_clock::time_point next_use{};
  std::string last_report;
  std::unique_ptr<Searcher> searcher_owner;
  std::atomic<Searcher*> searcher{nullptr};
  std::atomic<bool> ready{false};
  std::atomic<std::int64_t> last_change{0};
  std::thread write_thread, index_thread;
};

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::open(Options options) {
  auto store = Store::open({options.store_path, false});
  if (!store) return fail(store.error());
  auto impl = std::make_unique<Impl>(std::move(options));
  impl->store = std::move(*store);
  impl->start();
  return std::unique_ptr<Service>(new Service(std::move(impl)));
}

Result<Searcher*> Service::searcher() {
  Searcher* const searcher = impl_->searcher;
  if (searcher == nullptr)
    return fail(ErrorCode::kUnavailable, "the index is being built, try again shortly");
  return searcher;
}

Result<> Service::read(const Work& work) {
  return impl_->readers.with([&](Store& store) { return store.read([&] { return guarded(work, store); }); });
}

Result<> Service::write(const Work& work) {
  auto done = impl_->enqueue(work);
  if (!done) return fail(ErrorCode::kUnavailable, "too many writes at once, try again shortly");
  return done->get();
}

Result<> Service::edit(const Rights& caller, const Edit& work) {
  return write([&](Store& store) -> Result<> {
    auto done = store.transaction([&]() -> Result<> {
      Editing editing(store, impl_->editing_tools, {caller.key_id, caller.role, [&](const Article& article) {
                                                      return may_see(caller, article);
                                                    }});
      if (auto begun = editing.begin(); !begun) return begun;
      return work(editing);
    });
    store.act_as({});
    return done;
  });
}

void Service::tend_knowledge() {
  constexpr std::size_t kAtOnce = 50;
  constexpr std::chrono::minutes kBetweenSweeps{1};
  constexpr std::size_t kSwept = 500;  // articles a time: a hundred thousand in three hours and a half
  bool due = false;
  const auto looked = read([&](Store& store) -> Result<> {
    const auto waiting = store.scheduled_before(now(), 1);
    if (!waiting) return fail(waiting.error());
    due = !waiting->empty();
    return {};
  });
  if (!looked) return;
  if (due) {
    write_later([this](Store& store) -> Result<> {
      const auto taken = run_due(store, impl_->editing_tools, now(), kAtOnce);
      return taken ? Result<>{} : fail(taken.error());
    });
  }
  const auto tick = std::chrono::steady_clock::now();
  if (tick - impl_->swept_at < kBetweenSweeps) return;
  impl_->swept_at = tick;
  write_later([this](Store& store) -> Result<> {
    const auto last = propose_some(store, impl_->swept_to, kSwept, now());
    if (!last) return fail(last.error());
    impl_->swept_to = *last;
    return {};
  });
}

void Service::log_query(LoggedQuery query) {
  impl_->queries.add(std::move(query));
}

Result<> Service::flush_queries(Store& store) {
  return impl_->queries.flush(store, now(), true);
}

void Service::write_later(Work work) {
  impl_->later(std::move(work));
}

std::string Service::clean(std::string_view text, BodyFormat format) {
  const auto cleaned = impl_->normalisers.with(
      [&](Normaliser& normaliser) { return Result<std::string>(normaliser.clean(text, format)); });
  return cleaned.value_or(std::string(text));
}

Result<std::string> Service::snapshot() {
  const std::filesystem::path folder =
      std::filesystem::path(impl_->options.store_path).parent_path() / "snapshots";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kUnavailable, "the folder of snapshots cannot be made", error.message());
  std::string name = to_rfc3339(now());
  std::replace(name.begin(), name.end(), ':', '-');
  const std::string path = (folder / (name + "-" + random_id().substr(0, 6) + ".sqlite")).string();
  const auto copied = impl_->readers.with([&](Store& store) { return store.backup(path); });
  if (!copied) return fail(copied.error());
  return path;
}

Keys& Service::keys() {
  return impl_->keys;
}
Accounts& Service::accounts() {
  return impl_->accounts;
}
Metrics& Service::metrics() {
  return impl_->metrics;
}

const std::vector<std::string>& Service::panel_origins() const {
  return impl_->options.panel_origins;
}

Service::IndexState Service::index_state() const {
  const Searcher* const searcher = impl_->searcher;
  IndexState state;
  state.ready = impl_->ready;
  state.last_change = impl_->last_change;
  if (searcher != nullptr) {
    state.documents = searcher->documents();
    state.sequence = searcher->sequence();
  }
  return state;
}

}  // namespace garner::api

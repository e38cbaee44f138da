// Service: what the handlers work with. Readers take a store of their own; everything that writes goes
// through one thread; a second thread brings the index up to the change log, also when another process wrote.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/accounts.h"
#include "api/auth.h"
#include "api/metrics.h"
#include "indexer/core/result.h"
#include "indexer/knowledge/editing.h"
#include "indexer/store/store.h"
#include "indexer/text/normalise.h"
#include "query/searcher.h"

namespace garner::api {

class Service {
 public:
  struct Options {
    std::string store_path;               // the SQLite file, made when missing
    std::string index_path;               // the folder of the index
    std::chrono::milliseconds poll{500};  // how often the change log is looked at without being told
    std::size_t waiting_writes = 256;     // beyond: kUnavailable
    // Help desks whose pages may show the agent panel in a frame, as "https://desk.example".
    std::vector<std::string> panel_origins;
    Accounts::Options accounts;
  };
  using Work = std::function<Result<>(Store&)>;

  // Errors: those of Store::open. An index that has to be built is built in the background: see ready().
  static Result<std::unique_ptr<Service>> open(Options options);
  ~Service();

  // Errors: kUnavailable while there is no index of this version yet.
  Result<Searcher*> searcher();
  // With a read-only store: all that `work` reads of it is of one moment.
  Result<> read(const Work& work);
  // On the writer's thread; returns when it is done, and durable when `work` committed.
  Result<> write(const Work& work);
  // write(), in a transaction of the store and in the name of the caller.
  using Edit = std::function<Result<>(Editing&)>;
  Result<> edit(const Rights& caller, const Edit& work);
  // The same without waiting. Failures are logged; so is a full queue.
  void write_later(Work work);
  // What time brings about: transitions that were scheduled, and what articles are ripe for (proposals.h).
  void tend_knowledge();
  // Notes what was asked, to be written a few seconds later (query_log.h).
  void log_query(LoggedQuery query);
  // Writes what waits there, now. For work that is given to write().
  Result<> flush_queries(Store& store);
  // A platform's text -> the text that is searched for.
  std::string clean(std::string_view text, BodyFormat format);
  // A copy of the store as it is now, in the folder snapshots beside it. Gives its path. Takes as long as the
  // store is large, and holds up nobody.
  Result<std::string> snapshot();
  Keys& keys();
  Accounts& accounts();
  Metrics& metrics();
  const std::vector<std::string>& panel_origins() const;

  struct IndexState {
    bool ready = false;  // has been caught up once since the start
    std::uint64_t documents = 0;
    std::int64_t sequence = 0, last_change = 0;  // of the index, of the store
  };
  IndexState index_state() const;

 private:
  struct Impl;
  explicit Service(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner::api

// Database: the connection behind a Store. Keeps statements prepared, runs transactions, and is the one place
// where exceptions of SOCI and SQLite become Errors. One thread at a time.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <typeindex>
#include <unordered_map>
#include <utility>

#include "indexer/core/result.h"
#include "indexer/store/statement.h"

namespace garner {

// The Error for the exception being handled. Call in a catch block only.
Error error_of_exception();

class Database {
 public:
  enum class Mode { kRead, kWrite };

  // Throws soci_error, as do run, one and each: call them inside read() or write().
  Database(const std::string& path, bool read_only, int busy_timeout_ms);

  // `sql` must be a literal: its address finds the statement prepared before. Parameters (:name, each once)
  // are taken in the order of `args`. Returns how many rows were written.
  template <typename... Args>
  std::int64_t run(const char* sql, const Args&... args) {
    auto& statement = prepared<Columns<>, Args...>(sql);
    statement.each([] {}, args...);
    return statement.affected();
  }

  // Visits each row: visit(Out...). Texts may be moved from.
  template <typename... Out, typename Visit, typename... Args>
  void each(const char* sql, Visit&& visit, const Args&... args) {
    prepared<Columns<Out...>, Args...>(sql).each(std::forward<Visit>(visit), args...);
  }

  // The only row, or nothing.
  template <typename... Out, typename... Args>
  std::optional<std::tuple<Out...>> one(const char* sql, const Args&... args) {
    std::optional<std::tuple<Out...>> row;
    each<Out...>(
        sql, [&row](auto&&... values) { row.emplace(std::forward<decltype(values)>(values)...); }, args...);
    return row;
  }

  // Runs `work` (-> Result<T>) on one snapshot, or as one transaction, or as part of the transaction under
  // way.
  template <typename Work>
  std::invoke_result_t<Work> read(Work&& work) {
    return in_transaction_ ? guarded(work) : transaction(Mode::kRead, work);
  }
  template <typename Work>
  std::invoke_result_t<Work> write(Work&& work) {
    return in_transaction_ ? guarded(work) : transaction(Mode::kWrite, work);
  }

  // Commits when `work` gives a value. Nesting is an error.
  template <typename Work>
  std::invoke_result_t<Work> transaction(Mode mode, Work&& work) {
    if (Result<> begun = begin(mode); !begun) return fail(begun.error());
    const Rollback rollback{*this};
    auto result = guarded(work);
    if (!result) return result;
    if (Result<> committed = commit(); !committed) return fail(committed.error());
    return result;
  }

  // For what is not a table: pragmas, the schema, the backup.
  soci::session& session() { return session_; }

 private:
  // Ends what was not committed, however the work was left.
  struct Rollback {
    Database& database;
    explicit Rollback(Database& given) : database(given) {}
    Rollback(const Rollback&) = delete;
    Rollback& operator=(const Rollback&) = delete;
    ~Rollback() { database.roll_back(); }
  };

  struct Key {
    const char* sql;
    std::type_index type;  // equal literals may share an address
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return std::hash<const char*>{}(key.sql) ^ (key.type.hash_code() << 1);
    }
  };

  template <typename Out, typename... Args>
  Statement<Params<SqlType<Args>...>, Out>& prepared(const char* sql) {
    using Wanted = Statement<Params<SqlType<Args>...>, Out>;
    std::unique_ptr<AnyStatement>& slot = statements_[Key{sql, typeid(Wanted)}];
    if (!slot) slot = std::make_unique<Wanted>(session_, sql);
    return static_cast<Wanted&>(*slot);
  }

  template <typename Work>
  std::invoke_result_t<Work> guarded(Work&& work) {
    try {
      return work();
    } catch (const std::exception&) {
      return fail(give_up());
    }
  }

  Result<> begin(Mode mode);
  Result<> commit();
  void roll_back() noexcept;
  // The exception being handled, as an Error. It also dooms the transaction under way: who goes on regardless
  // must not commit half of something.
  Error give_up();

  soci::session session_;
  std::unordered_map<Key, std::unique_ptr<AnyStatement>, KeyHash>
      statements_;  // after session_: they end first
  bool in_transaction_ = false;
  std::optional<Error> doomed_;
};

}  // namespace garner

#include "indexer/store/database.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <new>

namespace garner {
namespace {

// What SQLite's result codes mean to a person. The texts of its exceptions are not used: they hold the bound
// values.
Error error_of_code(int code) {
  switch (code & 0xff) {  // without the extension
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kLocked, "another process is writing to the store",
              "wait until it is done, or stop it, and try again"};
    case SQLITE_FULL:
      return {ErrorCode::kUnavailable, "the disk is full",
              "free some space and run it again: what was committed is safe, nothing is half done"};
    case SQLITE_IOERR:
      return {ErrorCode::kUnavailable,
              fmt::format("the disk failed to read or write the store (code {})", code),
              "check the disk and its quota, then run it again: what was committed is safe"};
    case SQLITE_READONLY:
      return {ErrorCode::kUnavailable, "the store may not be written",
              "check the permissions of the data folder and its files"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::kUnavailable, "the store cannot be opened",
              "check that the data folder exists and that you may read and write it"};
    case SQLITE_NOTADB:
      return {ErrorCode::kUnavailable, "the file is not a store of Garner",
              "name another data folder, or restore a back-up"};
    case SQLITE_CORRUPT:
      return {ErrorCode::kUnavailable, "the store is damaged", "restore a back-up"};
    case SQLITE_NOMEM:
      return {ErrorCode::kUnavailable, "the database has no memory left", "free some memory and try again"};
    case SQLITE_TOOBIG:
      return {ErrorCode::kTooLarge, "a text is too large for the database", ""};
    default:
      return {ErrorCode::kInternal, fmt::format("the database refused a statement (code {})", code), ""};
  }
}

// A connection belongs to one thread at a time, so SQLite need not lock it: its mutexes were a twelfth of a
// harvest. Before the first connection of the process; later calls change nothing.
void use_without_mutexes() {
  static const int done = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
  static_cast<void>(done);
}

soci::connection_parameters parameters(const std::string& path, bool read_only) {
  use_without_mutexes();
  // SOCI has no escape for a quote inside a quoted value; Store::open refuses such a path.
  return {soci::sqlite3, fmt::format("dbname=\"{}\"{}", path, read_only ? " readonly=true" : "")};
}

}  // namespace

Error error_of_exception() {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& error) {
    return error_of_code(error.result());
  } catch (const soci::soci_error&) {
    return {ErrorCode::kInternal, "the database layer refused a statement", ""};
  } catch (const std::bad_alloc&) {
    return error_of_code(SQLITE_NOMEM);
  } catch (const std::exception& error) {
    return {ErrorCode::kInternal, error.what(), ""};
  }
}

Database::Database(const std::string& path, bool read_only, int busy_timeout_ms)
    : session_(parameters(path, read_only)) {
  session_ << fmt::format("pragma busy_timeout = {}", busy_timeout_ms);
  session_ << "pragma foreign_keys = on";
  session_ << "pragma temp_store = memory";
  if (read_only) return;
  session_ << "pragma journal_mode = wal";
  // With NORMAL the last commits before a power cut may be lost; batches make FULL's fdatasync cheap.
  session_ << "pragma synchronous = full";
  session_ << "pragma cache_size = -65536";  // KiB: the keys of near-duplicates go to random pages
  session_
      << "pragma wal_autocheckpoint = 16384";  // pages: those pages are written back once for many batches
  session_ << "pragma journal_size_limit = 67108864";
}

Result<> Database::begin(Mode mode) {
  if (in_transaction_) return fail(ErrorCode::kInternal, "a transaction is under way already");
  doomed_.reset();
  // A writer takes its lock at once: later it could find that another one has written since it read.
  Result<> begun = guarded([&]() -> Result<> {
    run(mode == Mode::kWrite ? "begin immediate" : "begin");
    return {};
  });
  in_transaction_ = begun.has_value();
  return begun;
}

Result<> Database::commit() {
  if (doomed_) return fail(*doomed_);
  Result<> committed = guarded([&]() -> Result<> {
    run("commit");
    return {};
  });
  if (committed) in_transaction_ = false;
  return committed;
}

void Database::roll_back() noexcept {
  if (!in_transaction_) return;
  in_transaction_ = false;
  try {
    session_ << "rollback";
  } catch (const std::exception&) {
    // After some errors SQLite has rolled back by itself, and says that there is nothing to roll back.
  }
}

Error Database::give_up() {
  Error error = error_of_exception();
  statements_.clear();  // one of them may stand on a row still
  if (in_transaction_) doomed_ = error;
  return error;
}

}  // namespace garner

#include "indexer/store/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "indexer/store/impl.h"
#include "indexer/store/migrations.h"

namespace garner {
namespace {

constexpr const char* kPartSuffix = ".part";

Result<> check_path(const Store::Options& options) {
  std::error_code error;
  if (options.path.find('"') != std::string::npos || options.path.empty()) {
    return fail(ErrorCode::kInvalidInput, "the path of the store is empty or holds a quotation mark",
                "name another data folder");
  }
  if (options.read_only && !std::filesystem::exists(options.path, error)) {
    return fail(ErrorCode::kUnavailable, fmt::format("there is no store at {}", options.path),
                "harvest or import something first, or name another data folder");
  }
  return {};
}

// Makes what was written to `path`, or the names in a folder, survive a power cut.
bool sync_to_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

}  // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const Options& options) {
  if (Result<> checked = check_path(options); !checked) return fail(checked.error());
  const auto named = [&](Error error) {
    error.message += fmt::format(" ({})", options.path);
    return fail(std::move(error));
  };
  std::unique_ptr<Impl> impl;
  try {
    // SOCI's connection string loses blanks at the beginning of a path: an absolute one has none there.
    const std::string path = std::filesystem::absolute(options.path).string();
    impl.reset(new Impl{Database(path, options.read_only, options.busy_timeout_ms), {}});
  } catch (const std::exception&) {
    return named(error_of_exception());
  }
  if (Result<> migrated = migrate(impl->database, options.read_only); !migrated)
    return named(migrated.error());
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<> Store::transaction(const std::function<Result<>()>& work) {
  return impl_->database.transaction(Database::Mode::kWrite, work);
}

Result<> Store::read(const std::function<Result<>()>& work) {
  return impl_->database.transaction(Database::Mode::kRead, work);
}

Result<std::string> Store::instance_id() {
  return impl_->database.read([&]() -> Result<std::string> {
    auto row = impl_->database.one<std::string>("select value from meta where name = 'instance_id'");
    if (!row) return fail(ErrorCode::kInternal, "the store has no instance id");
    return std::get<0>(std::move(*row));
  });
}

Result<> Store::backup(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return fail(ErrorCode::kConflict, fmt::format("{} exists already", path),
                "name a file that does not exist");
  }
  // Under a name of its own until it is whole, so that half a back-up is never taken for one.
  const std::string part = path + kPartSuffix;
  std::filesystem::remove(part, error);
  try {
    impl_->database.run("vacuum into :path", part);
    Database copy(part, false, kBusyTimeoutMs);
    copy.session()
        << "pragma journal_mode = delete";  // one file, readable where nothing can be written beside it
    // From here the copy has a history of its own: an index that followed the original must not go on with
    // it.
    copy.run("update meta set value = :id where name = 'instance_id'", new_instance_id());
  } catch (const std::exception&) {
    Error failure = error_of_exception();
    std::filesystem::remove(part, error);
    return fail(std::move(failure));
  }
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  if (!sync_to_disk(part) || std::rename(part.c_str(), path.c_str()) != 0 || !sync_to_disk(folder)) {
    std::filesystem::remove(part, error);
    return fail(ErrorCode::kUnavailable, "the back-up could not be written",
                "check the disk and its permissions");
  }
  return {};
}

Result<> Store::verify() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    std::string wrong;
    const auto note = [&wrong](const std::string& what) { wrong += wrong.empty() ? what : "; " + what; };
    database.each<std::string>("pragma integrity_check(5)", [&](std::string&& text) {
      if (text != "ok") note(text);
    });
    database.each<std::string, std::int64_t>(
        "select \"table\", count(*) from pragma_foreign_key_check group by \"table\"",
        [&](const std::string& table, std::int64_t rows) {
          note(fmt::format("{} rows of table {} point at nothing", rows, table));
        });
    if (wrong.empty()) return {};
    return fail(ErrorCode::kInternal, "the store is damaged: " + wrong, "restore a back-up");
  });
}

}  // namespace garner

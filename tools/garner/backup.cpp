// garner backup, restore. A back-up is the store alone, one file: the index is made of it.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

Result<Exit> backup(const Globals& globals, const std::string& path) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  if (auto done = (*store)->backup(path); !done) return fail(done.error());
  std::error_code unknown;
  const auto bytes = fs::file_size(path, unknown);
  if (globals.json) {
    print_json({{"path", path}, {"bytes", unknown ? 0 : bytes}});
  } else {
    std::cout << fmt::format("{} holds everything as of now; garner restore brings it back.\n", path);
  }
  return Exit::kDone;
}

Result<> check_store(const std::string& path) {
  Store::Options options;
  options.path = path;
  const auto store = Store::open(options);
  if (!store) return fail(store.error());
  return (*store)->verify();
}

// The store with SQLite's files beside it.
void remove_store(const std::string& path) {
  std::error_code ignored;
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(path + end, ignored);
}

Result<Exit> restore(const Globals& globals, const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return fail(ErrorCode::kNotFound, fmt::format("{} is no back-up", path),
                "give the file that garner backup wrote");
  }
  fs::create_directories(globals.data, error);
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be made: {}", globals.data, error.message()),
                "");
  if (!fs::is_empty(globals.data, error) || error) {
    return fail(ErrorCode::kConflict, fmt::format("the data folder {} is not empty", globals.data),
                "restore into a new folder with --data, or move the old one away first");
  }
  // Checked before it gets its name: a broken back-up leaves no store behind.
  const std::string part = globals.store_path() + ".part";
  fs::copy_file(path, part, error);
  Result<> checked;
  if (error) {
    checked = fail(ErrorCode::kUnavailable, fmt::format("{} cannot be copied: {}", path, error.message()),
                   "make room in the data folder");
  } else {
    checked = check_store(part);
  }
  if (checked) fs::rename(part, globals.store_path(), error);
  remove_store(part);
  if (!checked) return fail(checked.error());
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("the store cannot be put in place: {}", error.message()),
                "");
  const auto index = update_index(globals);
  if (!index) return fail(index.error());
  const std::uint64_t documents = *index ? (*index)->documents : 0;
  if (globals.json) {
    print_json({{"documents", documents}});
  } else {
    std::cout << fmt::format("Restored and checked; {} articles can be searched.\n", with_commas(documents));
  }
  return Exit::kDone;
}

using PathCommand = Result<Exit> (*)(const Globals&, const std::string&);

void add_path_command(const Command& program, Globals& globals, const char* name, const char* help,
                      const char* path_help, PathCommand run) {
  const Command command = program.subcommand(name, help);
  const auto path = std::make_shared<std::string>();
  command.option("path", *path, path_help).required();
  command.runs([&globals, path, run] { return run(globals, *path); });
}

}  // namespace

void add_backup(const Command& program, Globals& globals) {
  add_path_command(program, globals, "backup", "copy the store, also while it is in use",
                   "file to write; must not exist", backup);
}

void add_restore(const Command& program, Globals& globals) {
  add_path_command(program, globals, "restore", "bring a back-up into an empty data folder",
                   "file that backup wrote", restore);
}

}  // namespace garner

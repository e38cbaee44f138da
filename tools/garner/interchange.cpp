// garner import, garner export: all that a team made in the interchange format (docs/interchange.md).

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "indexer/core/clock.h"
#include "indexer/export.h"
#include "indexer/harvest.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

// A file being written beside its place and renamed into it when it is whole, so that what stands there is
// never half an export.
class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
  ~OutputFile() {
    if (descriptor_ < 0 || is_stdout()) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  Result<> open() {
    descriptor_ =
        is_stdout() ? STDOUT_FILENO : ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return descriptor_ < 0 ? failure() : Result<>{};
  }
  Result<> write(std::string_view lines) {
    constexpr std::size_t kBufferBytes = 1 << 20U;
    buffer_ += lines;
    return buffer_.size() < kBufferBytes ? Result<>{} : flush();
  }
  Result<> finish() {
    if (auto done = flush(); !done || is_stdout()) return done;
    if (::fsync(descriptor_) != 0 && errno != EINVAL) return failure();
    ::close(descriptor_);
    descriptor_ = -1;
    return ::rename(part_.c_str(), path_.c_str()) == 0 ? Result<>{} : failure();
  }

 private:
  bool is_stdout() const { return path_ == "-"; }
  Result<> failure() const {
    return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be written: {}", path_, std::strerror(errno)),
                "make room or choose another place; nothing was left behind");
  }
  Result<> flush() {
    for (std::string_view rest = buffer_; !rest.empty();) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno != EINTR) return failure();
      if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
  }

  std::string path_, part_, buffer_;
  int descriptor_ = -1;
};

struct Options {
  std::string path, since;
  std::vector<std::string> types;
};

// "articles", "links", "stopwords": a type's lines, counted.
std::string plural(const std::string& type) {
  const bool counted = type != "feedback" && type != "scheduled" && type != "queue" && !type.ends_with('s');
  return counted ? type + "s" : type;
}

Result<Exit> run_export(const Globals& globals, const Options& options) {
  ExportOptions wanted;
  wanted.types = options.types;
  if (!options.since.empty()) {
    wanted.since = parse_rfc3339(options.since);
    if (!wanted.since)
      return fail(ErrorCode::kInvalidInput, "--since is no time",
                  "such as 2026-03-01 or 2026-03-01T09:00:00Z");
  }
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  OutputFile file(options.path);
  if (auto opened = file.open(); !opened) return fail(opened.error());
  Exporter exporter(std::move(wanted));
  while (true) {
    const auto lines = exporter.next(**store);
    if (!lines) return fail(lines.error());
    if (lines->empty()) break;
    if (auto written = file.write(*lines); !written) return fail(written.error());
  }
  if (auto done = file.finish(); !done) return fail(done.error());
  if (options.path == "-") return Exit::kDone;  // stdout is the export's
  const auto count_of = [&](const std::string& type) {
    const auto found = exporter.counts().find(type);
    return found == exporter.counts().end() ? 0 : found->second;
  };
  if (globals.json) {
    nlohmann::ordered_json document;
    for (const std::string_view type : export_types())
      document[plural(std::string(type))] = count_of(std::string(type));
    print_json(document);
  } else {
    std::uint64_t all = 0;
    for (const auto& [type, count] : exporter.counts()) all += count;
    const std::uint64_t articles = count_of("article"), conversations = count_of("conversation");
    std::cout << fmt::format(
        "{} articles, {} conversations and {} lines of what was done with them written.\n",
        with_commas(articles), with_commas(conversations), with_commas(all - articles - conversations));
  }
  return Exit::kDone;
}

Result<Exit> run_import(const Globals& globals, const std::vector<std::string>& paths) {
  const Stopwatch watch;
  auto store = open_store(globals);
  if (!store) return fail(store.error());
  HarvestOptions options;
  options.format = "ndjson";
  options.as_is = true;
  Result<HarvestCounts> counts;
  {
    Harvester harvester(**store, options);
    ProgressLine line(globals, "records");
    counts = harvester.harvest(paths, [&](const HarvestProgress& at) {
      line.show(at.bytes, at.total_bytes, at.counts->conversations + at.counts->articles);
    });
  }
  if (!counts) return fail(counts.error());
  if (const auto index = update_index(globals); !index) return fail(index.error());
  if (globals.json) {
    print_json({{"articles", counts->articles},
                {"conversations", counts->conversations},
                {"settings", counts->settings},
                {"unchanged", counts->unchanged},
                {"quarantined", counts->quarantined},
                {"seconds", watch.seconds()}});
  } else {
    std::cout << fmt::format(
        "{} articles and {} conversations taken over, {} known already, {} quarantined.\n",
        with_commas(counts->articles), with_commas(counts->conversations), with_commas(counts->unchanged),
        with_commas(counts->quarantined));
  }
  return counts->quarantined == 0 ? Exit::kDone : Exit::kQuarantined;
}

}  // namespace

void add_import(const Command& program, Globals& globals) {
  const Command command =
      program.subcommand("import", "take over an export, or articles and conversations of any origin");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command.option("paths", *paths, "files and folders, - for standard input").required();
  command.runs([&globals, paths] { return run_import(globals, *paths); });
}

void add_export(const Command& program, Globals& globals) {
  const Command command =
      program.subcommand("export", "write all that a team made in the interchange format");
  const auto options = std::make_shared<Options>();
  const auto& types = export_types();
  command.option("--type", options->types, "these types alone")
      .separated_by(',')
      .one_of({types.begin(), types.end()});
  command.option("--since", options->since, "of articles and conversations, what was stored then or later");
  command.option("path", options->path, "file to write, - for standard output").required();
  command.runs([&globals, options] { return run_export(globals, *options); });
}

}  // namespace garner

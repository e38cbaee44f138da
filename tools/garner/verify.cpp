// garner verify: the store, the chain of its audit, and the index against the store.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "indexer/index_folder.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

// A running server takes up what changed within a second (docs/cli.md, "A server runs"); ten leave room for a
// busy machine.
constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kBetweenLooks{50};

struct Comparison {
  std::uint64_t articles = 0, documents = 0;
  std::int64_t behind = 0;  // changes that the index lacks
};

// The store is read after the index: where the index lacks no change, both counts are of one moment.
Result<Comparison> compare(Store& store, const Searcher& searcher) {
  Comparison comparison;
  comparison.documents = searcher.documents();
  const std::int64_t sequence = searcher.sequence();
  const auto articles = store.article_count();
  if (!articles) return fail(articles.error());
  comparison.articles = static_cast<std::uint64_t>(*articles);
  const auto last_change = store.last_change();
  if (!last_change) return fail(last_change.error());
  comparison.behind = *last_change - sequence;
  return comparison;
}

// Such as a running server, which takes up changes by itself.
bool another_owns_index(const Globals& globals) {
  const auto lock = IndexLock::take(globals.index_path());
  return !lock && lock.error().code == ErrorCode::kLocked;
}

Result<Comparison> compare_when_current(const Globals& globals, Store& store) {
  const auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  auto comparison = compare(store, **searcher);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (comparison && comparison->behind > 0) {
    if (!another_owns_index(globals)) {
      return fail(ErrorCode::kConflict, "the store is sound, the index is behind it",
                  "bring it up to date with: garner index");
    }
    if (std::chrono::steady_clock::now() > until) {
      return fail(
          ErrorCode::kConflict,
          fmt::format("the store is sound, the index is still {} changes behind it", comparison->behind),
          "a running server takes them up: ask again; where the number does not fall, see its log");
    }
    std::this_thread::sleep_for(kBetweenLooks);
    if (auto refreshed = (*searcher)->refresh(); !refreshed) return fail(refreshed.error());
    comparison = compare(store, **searcher);
  }
  return comparison;
}

Result<Exit> verify(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  if (auto sound = (*store)->verify(); !sound) return fail(sound.error());
  const auto audited = (*store)->verify_audit();
  if (!audited) return fail(audited.error());
  const auto compared = compare_when_current(globals, **store);
  if (!compared) return fail(compared.error());
  if (compared->documents != compared->articles) {
    return fail(
        ErrorCode::kInternal,
        fmt::format("the store has {} articles and the index {}", compared->articles, compared->documents),
        "the store is sound; build the index anew with: garner index --rebuild");
  }
  if (globals.json) {
    print_json({{"articles", compared->articles},
                {"documents", compared->documents},
                {"audit_rows", *audited},
                {"sound", true}});
  } else {
    std::cout << fmt::format(
        "Store sound, {} articles, all of them in the index; {} rows of the audit as they were written.\n",
        with_commas(compared->documents), with_commas(static_cast<std::uint64_t>(*audited)));
  }
  return Exit::kDone;
}

}  // namespace

void add_verify(const Command& program, Globals& globals) {
  const Command command = program.subcommand("verify", "check the store, and the index against it");
  command.runs([&globals] { return verify(globals); });
}

}  // namespace garner

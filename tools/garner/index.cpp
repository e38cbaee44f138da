// garner index: brings the index up to the store.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

Result<Exit> run_index(const Globals& globals, bool rebuild) {
  const Stopwatch watch;
  if (const auto store = open_existing_store(globals); !store) return fail(store.error());
  const auto counts = update_index(globals, rebuild);
  if (!counts) return fail(counts.error());
  if (!*counts) {
    return fail(ErrorCode::kLocked, "another process owns the index, such as a running server",
                "it takes up changes by itself; stop it to index from here");
  }
  if (globals.json) {
    print_json({{"documents", (*counts)->documents},
                {"indexed", (*counts)->indexed},
                {"rebuilt", (*counts)->rebuilt},
                {"seconds", watch.seconds()}});
  } else {
    std::cout << fmt::format("{} articles can be searched, {} of them written in {:.1f} s{}.\n",
                             with_commas((*counts)->documents), with_commas((*counts)->indexed),
                             watch.seconds(), (*counts)->rebuilt ? ", index built anew" : "");
  }
  return Exit::kDone;
}

}  // namespace

void add_index(const Command& program, Globals& globals) {
  const Command command = program.subcommand("index", "bring the index up to date, or build it anew");
  const auto rebuild = std::make_shared<bool>(false);
  command.flag("--rebuild", *rebuild, "build it anew beside the old one, and swap");
  command.runs([&globals, rebuild] { return run_index(globals, *rebuild); });
}

}  // namespace garner

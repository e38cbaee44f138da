// A workplace with a data folder, and garner run on it. For tests of the command line.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/tools/process.h"

namespace garner {

using Json = nlohmann::json;

struct Bench : Workplace {
  Outcome garner(std::vector<std::string> arguments, const RunOptions& options = {}) const {
    arguments.insert(arguments.begin(), {"--data", path("data")});
    return run(*this, arguments, options);
  }
  Json json(std::vector<std::string> arguments, int status = 0, const RunOptions& options = {}) const {
    arguments.insert(arguments.begin(), "--json");
    const Outcome outcome = garner(std::move(arguments), options);
    INFO(outcome.err);
    REQUIRE(outcome.status == status);
    return Json::parse(status == 1 || status == 2 ? outcome.err : outcome.out);
  }
  Json harvest(int count) const {
    write("in.ndjson", solved_conversations(count));
    return json({"harvest", path("in.ndjson")});
  }
};

}  // namespace garner

#include "tools/benchmark/floor_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "api/pool.h"
#include "api/server.h"
#include "tools/benchmark/floor.h"

namespace garner::bench {
namespace {

constexpr std::size_t kAnswers = 5, kShown = 10, kCompletions = 8;  // as many as the product gives
constexpr std::size_t kMostBytes = 1 << 20;                         // of a request

Result<std::vector<std::string>> ask(Floor& floor, api::Request& request) {
  if (request.path == "/v1/suggest") {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    return floor.suggest(body.at("body").get<std::string>(), kAnswers);
  }
  const std::string* text = request.param("q");
  if (text == nullptr) return fail(ErrorCode::kInvalidInput, "q is missing");
  if (request.path == "/v1/search") return floor.search(*text, kShown);
  return floor.typeahead(*text, kCompletions);
}

}  // namespace

Result<> serve_floor(const std::string& database, const std::string& titles, const std::string& ready_file) {
  api::Pool<Floor> floors([&] { return Floor::open(database, titles); });
  api::Server::Options options;
  options.body_limit = [](const api::Head&) { return kMostBytes; };
  const auto server = api::Server::start(options, [&](api::Request& request) {
    api::Response response;
    if (request.path == "/readyz") return response;
    const auto ids = floors.with([&](Floor& floor) { return ask(floor, request); });
    if (ids) {
      response.body = nlohmann::json{{"ids", *ids}}.dump();
    } else {
      response.status = 500;
    }
    return response;
  });
  if (!server) return fail(server.error());
  std::ofstream(ready_file) << fmt::format("http://127.0.0.1:{}", (*server)->port()) << std::flush;
  while (true) pause();
}

}  // namespace garner::bench

// The main job in one page: an export goes in, a customer's message comes back answered over HTTP.
#include <httplib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "api/app.h"
#include "indexer/harvest.h"
#include "indexer/index_writer.h"
#include "tests/tools/process.h"

namespace garner {
namespace {

constexpr const char* kExport =
    R"({"type":"conversation","id":"c-1","channel":"community","url":"https://example.org/t/1","messages":[
{"id":"m1","role":"asker","body":"Hi all, my Brindle X2 printer shows offline since the update to firmware 3.2.1. Thanks in advance!"},
{"id":"m2","role":"agent","body":"Sorry to hear that! Turn off power saving under Settings, Network. Let us know if that helps."},
{"id":"m3","role":"asker","body":"That worked, thank you!"}]})";

TEST_CASE("an export in, an answer out") {
  const Workplace place;
  std::string line = kExport;
  line.erase(std::remove(line.begin(), line.end(), '\n'), line.end());
  place.write("export.ndjson", line + "\n");

  // Harvest: the conversation is read, found solved, and kept as an article.
  Store::Options stored;
  stored.path = place.path("store.sqlite");
  auto store = Store::open(stored);
  REQUIRE(store);
  const auto counts = Harvester(**store, {}).harvest({place.path("export.ndjson")});
  REQUIRE(counts);
  CHECK(counts->captured == 1);

  // Index: the writer follows the change log.
  {
    IndexWriter::Options options;
    options.path = place.path("index");
    options.store_path = stored.path;
    auto writer = IndexWriter::open(options);
    REQUIRE(writer);
    CHECK((*writer)->catch_up()->documents == 1);
  }

  // Serve: an agent asks with the words of another customer.
  api::ServeOptions serve;
  serve.data.store_path = stored.path;
  serve.data.index_path = place.path("index");
  serve.anonymous = {"", {"suggest"}, Audience::kInternal};
  const auto app = api::App::start(std::move(serve));
  REQUIRE(app);
  httplib::Client client("127.0.0.1", (*app)->port());
  while (client.Get("/readyz")->status != 200) {
  }
  const nlohmann::json question = {
      {"body", "Hello, since the firmware update the Brindle X2 is offline, what can I do?"}};
  const auto response = client.Post("/v1/suggest", question.dump(), "application/json");
  REQUIRE(response);
  REQUIRE(response->status == 200);
  const auto answer = nlohmann::json::parse(response->body);
  REQUIRE_FALSE(answer["documents"].empty());
  const auto& best = answer["documents"][0];
  CHECK(best["title"] == "my Brindle X2 printer shows offline since the update to firmware 3.2.1");
  CHECK(best["insert_text"] == "Turn off power saving under Settings, Network.");
  CHECK_FALSE(best["reason"].get<std::string>().empty());
}

}  // namespace
}  // namespace garner

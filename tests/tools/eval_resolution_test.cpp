// garner eval-resolution: the marks are hidden, so that only what people say can find the answer.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/tools/process.h"

namespace garner {
namespace {

using Json = nlohmann::json;

Json message(const std::string& id, const std::string& role, const std::string& body, bool accepted = false) {
  return {{"id", id}, {"author", role + id}, {"role", role}, {"body", body}, {"accepted", accepted}};
}

std::string conversation(const std::string& id, const Json& messages) {
  return Json{{"type", "conversation"},
              {"id", id},
              {"channel", "forum"},
              {"state", "resolved"},
              {"messages", messages}}
             .dump() +
         "\n";
}

// One found, one missed, one that nobody marked but the asker thanks for.
std::string export_of_three() {
  const Json question = message("m1", "asker", "The Brindle X2 is offline.");
  const Json reset = message("m2", "helper", "Hold the reset button for ten seconds.");
  Json marked_reset = reset;
  marked_reset["accepted"] = true;
  const Json cable = message("m3", "helper", "Replace the cable.", true);
  const Json success = message("m4", "asker", "That worked!");
  return conversation("c-1", {question, marked_reset, success}) +
         conversation("c-2", {question, reset, cable}) + conversation("c-3", {question, reset, success});
}

TEST_CASE("eval-resolution counts what is found without the marks") {
  const Workplace place;
  place.write("in.ndjson", export_of_three());
  const Outcome outcome =
      run(place, {"--json", "--data", place.path("data"), "eval-resolution", place.path("in.ndjson")});
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  const Json total = Json::parse(outcome.out).at("total");
  CHECK(total.at("conversations") == 3);
  CHECK(total.at("marked") == 2);
  CHECK(total.at("resolved") == 2);
  CHECK(total.at("precision").get<double>() == Approx(0.5));
  CHECK(total.at("recall").get<double>() == Approx(0.5));
  CHECK(total.at("right_when_resolved").get<double>() == Approx(1));
  CHECK(total.at("hit_at_1").get<double>() == Approx(0.5));
  CHECK(total.at("baselines").at("first_answer").at("hit_at_1").get<double>() == Approx(0.5));
  CHECK(total.at("baselines").at("last_answer").at("hit_at_1").get<double>() == Approx(1));
  CHECK(Json::parse(outcome.out).at("channels").contains("forum"));
  CHECK_FALSE(std::filesystem::exists(place.path("data")));  // nothing is stored
}

TEST_CASE("eval-resolution for a person, and wrong use") {
  const Workplace place;
  place.write("in.ndjson", export_of_three());
  const Outcome table = run(place, {"eval-resolution", place.path("in.ndjson")});
  CHECK(table.status == 0);
  CHECK(table.out.find("hit_at_1") != std::string::npos);
  CHECK(run(place, {"eval-resolution"}).status == 2);
  CHECK(run(place, {"eval-resolution", "--format", "telegraph", place.path("in.ndjson")}).status == 2);
}

TEST_CASE("the sample conversations are resolved as well as they were") {
  const Workplace place;
  const Outcome outcome = run(place, {"--json", "eval-resolution", GARNER_SOURCE_DIR "/corpora/samples"});
  REQUIRE(outcome.status == 0);
  const Json total = Json::parse(outcome.out).at("total");
  CHECK(total.at("marked").get<int>() > 70);
  CHECK(total.at("found").get<double>() > 0.85);
  CHECK(total.at("right_when_resolved").get<double>() > 0.9);
}

}  // namespace
}  // namespace garner

// Items of long arrays in one document: what is handed over, with what around it, and what broken input
// gives.
#include "indexer/channel/json_records.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "indexer/channel/input.h"

using namespace garner;

namespace {

struct Walked {
  std::vector<std::string> items, rejected;
  std::size_t documents = 0;
};

// Each item as "frame's name: item's id".
Walked walk(const std::string& text) {
  Walked walked;
  Sink sink;
  sink.reject = [&](Rejection&& rejection) -> Result<> {
    walked.rejected.push_back(rejection.position);
    return {};
  };
  const auto input = input_of(text, "test");
  const auto done = each_item(
      *input, sink, "the message", {"messages"},
      [&](const nlohmann::json& item, const nlohmann::json& frame, const Place& /*place*/) -> Result<> {
        walked.items.push_back(frame.value("name", "?") + ": " + item.value("id", "?"));
        return {};
      },
      [&](const nlohmann::json& /*document*/, std::size_t /*items*/, const Place& /*place*/) -> Result<> {
        ++walked.documents;
        return {};
      });
  CHECK(done);
  return walked;
}

}  // namespace

TEST_CASE("items come with the object that holds their array") {
  const Walked walked = walk(R"({"list":[{"name":"a","messages":[{"id":"1"},{"id":"2"}]},
    {"name":"b","messages":[{"id":"3"}]}]})");
  CHECK(walked.items == std::vector<std::string>{"a: 1", "a: 2", "b: 3"});
  CHECK(walked.documents == 1);
  CHECK(walked.rejected.empty());
}

TEST_CASE("broken documents are rejected, and what came before them stays") {
  const std::vector<std::string> broken = {
      R"({"name":"a","messages":[{"id":"1"}],"more":"a string that is long"}{:})",  // a colon without a key
      R"({"name":"a","messages":[{"id":"1"},{"id)", R"({"name":"a","messages":[{"id":"1"}]}}}}]]])",
      R"({"name":"a","messages":[{"id":"1"}], "b": )" + std::string(10'000, '['),
      R"({"name":"a","messages":[{"id":"1"}]} and so on)"};
  for (const std::string& text : broken) {
    INFO(text.substr(0, 80));
    const Walked walked = walk(text);
    CHECK(walked.items == std::vector<std::string>{"a: 1"});
    CHECK_FALSE(walked.rejected.empty());
  }
}

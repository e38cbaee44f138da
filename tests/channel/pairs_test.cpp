// Each export under corpora/channels/<format>/ beside the conversations and rejections it holds. A new case
// is a new pair of files. To write the expected file of a new export, run with GARNER_WRITE_EXPECTED=1 and
// read what it wrote.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/channel/parsed.h"

using namespace garner;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kExpected = ".expected.ndjson";

std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The expected file of an export: beside it, its name without the extension.
fs::path expected_of(const fs::path& path) {
  return path.parent_path() /
         (path.filename().string().substr(0, path.filename().string().find('.')) + std::string(kExpected));
}

std::vector<fs::path> exports_of(const Channel& channel) {
  std::vector<fs::path> exports;
  const fs::path folder = fs::path(GARNER_SOURCE_DIR) / "corpora/channels" / channel.format();
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && !name.ends_with(kExpected) && !channel.is_part(entry.path().string())) {
      exports.push_back(entry.path());
    }
  }
  std::sort(exports.begin(), exports.end());
  return exports;
}

// Gives a few bytes at a time: every record is cut somewhere.
class Trickle : public Input {
 public:
  explicit Trickle(Input& input) : input_(input) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    return input_.read(buffer, std::min<std::size_t>(size, 7));
  }
  const std::string& name() const override { return input_.name(); }
  std::uint64_t size() const override { return input_.size(); }
  std::uint64_t position() const override { return input_.position(); }

 private:
  Input& input_;
};

}  // namespace

TEST_CASE("an export gives the conversations and rejections written beside it") {
  for (const auto& channel : channels()) {
    const auto exports = exports_of(*channel);
    INFO("format " << channel->format());
    CHECK_FALSE(exports.empty());
    for (const auto& path : exports) {
      INFO(path);
      auto input = open_input(path.string());
      REQUIRE(input);
      const auto parsed = test::parse(*channel, **input);
      CHECK(parsed.result);
      if (std::getenv("GARNER_WRITE_EXPECTED") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
        std::ofstream(expected_of(path), std::ios::binary) << parsed.lines;
      }
      CHECK(parsed.lines == contents_of(expected_of(path)));

      auto again = open_input(path.string());
      REQUIRE(again);
      Trickle trickle(**again);
      CHECK(test::parse(*channel, trickle).lines == parsed.lines);
    }
  }
}

TEST_CASE("what a channel delivers survives the interchange format") {
  for (const auto& channel : channels()) {
    for (const auto& path : exports_of(*channel)) {
      INFO(path);
      auto input = open_input(path.string());
      REQUIRE(input);
      for (const auto& conversation : test::parse(*channel, **input).conversations) {
        const auto again = parse_record(to_json(conversation));
        REQUIRE(again);
        CHECK(to_json(std::get<Conversation>(*again)) == to_json(conversation));
      }
    }
  }
}

TEST_CASE("an export is recognised by its content") {
  for (const auto& channel : channels()) {
    for (const auto& path : exports_of(*channel)) {
      if (path.filename().string().starts_with("unrecognised")) continue;  // damaged from the first byte on
      INFO(path);
      auto input = open_input(path.string());
      REQUIRE(input);
      const auto head = peek(*input, 64 * 1024);
      REQUIRE(head);
      const Channel* found = recognise(*head);
      REQUIRE(found != nullptr);
      CHECK(found->format() == channel->format());
    }
  }
}

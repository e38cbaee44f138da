// Chat exports broken in every way that a disk, a network or a new version of a platform can think of: what
// is left of them is read, the rest told, nothing crashes.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "tests/channel/parsed.h"

using namespace garner;

namespace {

constexpr std::array<std::string_view, 10> kChatFormats = {
    "slack",    "discord",   "zulip",  "rocketchat", "mattermost",
    "telegram", "messenger", "gitter", "whatsapp",   "irc"};

}  // namespace

TEST_CASE("chats cut off anywhere, with any byte wrong, are read as far as they go") {
  std::uint32_t seed = 7;
  const auto random = [&] { return (seed = seed * 1664525 + 1013904223) >> 8; };
  for (const auto format : kChatFormats) {
    INFO(format);
    for (const std::string& sample : test::samples_of(format)) {
      for (std::size_t part = 1; part < 12; ++part)
        CHECK(test::parse_text(format, sample.substr(0, sample.size() * part / 12)).result);
      for (int round = 0; round < 20 && !sample.empty(); ++round) {
        std::string broken = sample;
        for (int changes = 0; changes < 5; ++changes)
          broken[random() % broken.size()] = "{}[]\":,0\xFF\n <@*"[random() % 14];
        CHECK(test::parse_text(format, broken).result);
      }
    }
  }
}

TEST_CASE("another type than expected in every field of a message is no message, or one without it") {
  const std::array<std::string_view, 6> kValues = {"null", "[]", "{}", "-1e300", "\"\"", "[[{\"id\":1}]]"};
  for (const auto format : kChatFormats) {
    INFO(format);
    for (const std::string& sample : test::samples_of(format)) {
      if (sample.find('{') == std::string::npos || sample.size() > 20'000) continue;
      std::size_t fields = 0;
      for (auto colon = sample.find("\": "); colon != std::string::npos && fields < 60;
           colon = sample.find("\": ", colon + 1), ++fields) {
        const auto value = colon + 3;
        const auto end = sample.find_first_of(",}\n", value);
        if (end == std::string::npos || sample[value] == '{' || sample[value] == '[') continue;
        const std::string broken =
            sample.substr(0, value) + std::string(kValues[fields % kValues.size()]) + sample.substr(end);
        CHECK(test::parse_text(format, broken).result);
      }
    }
  }
}

TEST_CASE("deep JSON in a chat costs one message") {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  const auto parsed = test::parse_text(
      "discord",
      R"({"guild":{"id":"1"},"channel":{"id":"2","type":"GuildTextChat"},"messages":[{"id":"3","content":)" +
          deep +
          R"(},{"id":"4","timestamp":"2026-01-12T10:00:00Z","content":"last?","author":{"name":"ben"}}]})");
  REQUIRE(parsed.rejections.size() == 1);
  CHECK(parsed.rejections[0].reason.find("nested deeper") != std::string::npos);
  REQUIRE(parsed.conversations.size() == 1);
  CHECK(parsed.conversations[0].messages[0].body == "last?");
}

TEST_CASE("the order of a WhatsApp date is found from the whole file") {
  const auto first_time = [](const std::string& text) {
    const auto parsed = test::parse_text("whatsapp", text);
    REQUIRE_FALSE(parsed.conversations.empty());
    const auto created = parsed.conversations.front().created_at;
    REQUIRE(created);
    return to_json(parsed.conversations.front()).substr(0, 400);
  };
  const auto has = [](const std::string& text, std::string_view date) {
    return text.find(date) != std::string::npos;
  };
  CHECK(has(first_time("3/4/26, 10:00 - A: hi\n"), "2026-04-03"));                          // nothing tells
  CHECK(has(first_time("3/4/26, 10:00 - A: hi\n3/15/26, 10:00 - A: hi\n"), "2026-03-04"));  // 15 is no month
  CHECK(has(first_time("3/4/26, 10:00 - A: hi\n15/4/26, 10:00 - A: hi\n"), "2026-04-03"));  // 15 is no month
  CHECK(has(first_time("3/4/26, 10:00 - A: hi\n3/5/26, 1:00 - B: ho\n4/1/26, 1:00 - A: x\n"), "2026-03-04"));
  CHECK(has(first_time("2026-04-03, 10:00 - A: hi\n"), "2026-04-03"));
  CHECK(has(first_time("[2026/4/3, 10:00:07] A: hi\n"), "2026-04-03"));
  CHECK(has(first_time("03.04.2026 10.00 - A: hi\n"), "2026-04-03T10:00"));
  CHECK(has(first_time("03-04-26 12:05 a. m. - A: hi\n"), "2026-04-03T00:05"));
  CHECK(has(first_time("[2026. 4. 3. \xEC\x98\xA4\xED\x9B\x84 2:05:00] A: hi\n"), "2026-04-03T14:05"));
}

// Forums and trackers: what their channels have in common, and exports that are cut short, that belong to
// another platform, or whose fields have other types than they should.
#include "indexer/channel/forums.h"

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "indexer/core/clock.h"
#include "tests/channel/parsed.h"

using namespace garner;
namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 13> kForumFormats = {"discourse",
                                                       "discourse-archive",
                                                       "stackexchange-api",
                                                       "kitsune",
                                                       "nodebb",
                                                       "khoros",
                                                       "zendesk",
                                                       "github",
                                                       "gitlab",
                                                       "jira",
                                                       "launchpad",
                                                       "askbot",
                                                       "abcd"};

struct Export {
  fs::path path;
  std::string text;
};

std::vector<Export> exports() {
  std::vector<Export> found;
  for (const char* format : kForumFormats) {
    const fs::path folder = fs::path(GARNER_SOURCE_DIR) / "corpora/channels" / format;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename().string().find(".expected.") != std::string::npos) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      found.push_back({entry.path(), std::string(std::istreambuf_iterator<char>(file), {})});
    }
  }
  return found;
}

void check_survives(std::string_view format, const std::string& text) {
  const auto parsed = test::parse_text(format, text);
  CHECK(parsed.result);
  for (const Conversation& conversation : parsed.conversations) CHECK(parse_record(to_json(conversation)));
  for (const Rejection& rejection : parsed.rejections) CHECK_FALSE(rejection.reason.empty());
}

}  // namespace

TEST_CASE("entities in titles become characters, once") {
  CHECK(decode_entities("Can&#39;t print &amp; scan &lt;b&gt;") == "Can't print & scan <b>");
  CHECK(decode_entities("&amp;lt;") == "&lt;");
  CHECK(decode_entities("&#x1F600;&#8364;&euro;&hellip;") == "😀€€…");
  CHECK(decode_entities("&;&unknown;&#;&#x;&#xD800;&#1114112;&#0;& x;&") ==
        "&;&unknown;&#;&#x;&#xD800;&#1114112;&#0;& x;&");
  CHECK(decode_entities(std::string(100'000, '&')).size() == 100'000);
}

TEST_CASE("times may have a blank before their zone") {
  CHECK(parse_spaced_time("2024-07-10 00:01:37 +0000") == parse_rfc3339("2024-07-10T00:01:37Z"));
  CHECK(parse_spaced_time("2021-11-09 14:36:22 -0800") == parse_rfc3339("2021-11-09T22:36:22Z"));
  CHECK(parse_spaced_time("2026-01-05 09:00:00 UTC") == parse_rfc3339("2026-01-05T09:00:00Z"));
  CHECK(parse_spaced_time("2026-01-05T09:00:00Z") == parse_rfc3339("2026-01-05T09:00:00Z"));
  CHECK_FALSE(parse_spaced_time("yesterday at 9"));
  CHECK_FALSE(parse_spaced_time(""));
}

TEST_CASE("an export of a forum that is cut anywhere is read up to there") {
  for (const Export& whole : exports()) {
    INFO(whole.path);
    const std::string format = whole.path.parent_path().filename().string();
    const std::size_t step = std::max<std::size_t>(whole.text.size() / 12, 1);
    for (std::size_t size = 0; size < whole.text.size(); size += step)
      check_survives(format, whole.text.substr(0, size));
  }
}

TEST_CASE("a forum's channel given another platform's export refuses it record by record") {
  for (const Export& other : exports()) {
    for (const char* format : kForumFormats) {
      INFO(other.path << " as " << format);
      check_survives(format, other.text);
    }
  }
}

TEST_CASE("fields of any type are taken as missing") {
  using nlohmann::json;
  const std::array<json, 6> odd = {json(nullptr),
                                   json(-7.5e300),
                                   json("x"),
                                   json(true),
                                   json::array({1, "x", json::object(), nullptr}),
                                   json{{"id", json()}}};
  for (const Export& whole : exports()) {
    INFO(whole.path);
    const std::string format = whole.path.parent_path().filename().string();
    std::size_t turn = 0;
    for (std::size_t begin = 0; begin < whole.text.size();) {
      // A line is a record; a file that is one record has many lines and begins with a bracket of its own.
      const bool lines = whole.text.starts_with("{\"") && whole.text[1] != '\n';
      const auto end = lines ? whole.text.find('\n', begin) : whole.text.size();
      const json record = json::parse(whole.text.substr(begin, end - begin), nullptr, false);
      begin = end == std::string::npos ? whole.text.size() : end + 1;
      if (record.is_discarded()) continue;
      const json flat = record.flatten();
      std::set<std::string> fields;  // leaves, and what holds them
      for (const auto& [path, value] : flat.items()) {
        for (std::size_t cut = path.size(); cut != std::string::npos && cut > 0;
             cut = path.rfind('/', cut - 1))
          fields.insert(path.substr(0, cut));
      }
      for (const std::string& field : fields) {
        if (++turn % 5 != 0) continue;  // all of them take minutes
        json changed = record;
        changed[json::json_pointer(field)] = odd[turn / 5 % odd.size()];
        check_survives(format, changed.dump());
      }
    }
  }
}

TEST_CASE("JSON nested without end is refused") {
  const std::string deep(10'000, '[');
  for (const char* format : kForumFormats) {
    INFO(format);
    check_survives(format, "{\"id\":" + deep + std::string(10'000, ']') + "}\n");
    check_survives(format, "{\"items\":[{\"question_id\":1,\"x\":" + deep);
  }
}

TEST_CASE("a document of Jira is as deep as JSON may be") {
  std::string begin, end;
  for (int i = 0; i < 28; ++i) {
    begin += R"({"type":"paragraph","content":[)";
    end += "]}";
  }
  const std::string document = begin + "\"text\"" + end;
  check_survives("jira", R"({"key":"A-1","self":"x","id":"1","fields":{"description":)" + document + "}}");
}

TEST_CASE("answers of Kitsune are read with the questions they lie beside, and not as an export") {
  const Channel& kitsune = *channel_of_format("kitsune");
  CHECK(kitsune.is_part("/x/2026-01-05-2026-01-05-thunderbird-answers-for-questions-desktop.csv"));
  CHECK(kitsune.is_part("/x/2026-01-05-2026-01-05-firefox-answers-for-questions-desktop.csv.gz"));
  CHECK_FALSE(
      kitsune.is_part("/x/2026-01-05-2026-01-05-thunderbird-creator-answers-desktop-all-locales.csv"));
  CHECK_FALSE(kitsune.is_part("/x/answers-for-questions.md"));
}

// garner erase, as a person meets it, on the samples: the name and the words are in no file afterwards. And
// archives, which leave nothing behind either.
#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/tools/bench.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The files under a folder that hold a text.
std::vector<std::string> grep(const std::string& folder, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && contents_of(entry.path()).find(text) != std::string::npos)
      found.push_back(entry.path().string());
  }
  return found;
}

TEST_CASE("erase forgets an author of the samples in every file of the data folder") {
  const std::string author = "ferrous_wheel";  // gave accepted answers in four topics
  const std::string words = "garden door";     // in one of them
  const Bench bench;
  fs::copy(fs::path(GARNER_SOURCE_DIR) / "corpora/samples/discourse", bench.path("export"),
           fs::copy_options::recursive);
  REQUIRE(bench.json({"harvest", "--authors", "plain", bench.path("export")})["conversations"] > 50);
  REQUIRE_FALSE(grep(bench.path("data"), author).empty());
  REQUIRE_FALSE(grep(bench.path("data"), words).empty());
  const int articles = bench.json({"verify"})["documents"];

  const Json proof = bench.json({"erase", "--author", author});
  CHECK(proof["messages"] == 6);
  CHECK(proof["searched_for"].get<int>() > 1);
  for (const auto& [where, count] : proof["remains"].items())
    CHECK((where + std::to_string(count.get<int>())) == where + "0");
  CHECK(grep(bench.path("data"), author).empty());
  CHECK(grep(bench.path("data"), "the sensor keeps shouting").empty());
  CHECK(bench.json({"verify"})["documents"].get<int>() < articles);

  // The export still has it all: harvested again, the author does not come back.
  CHECK(bench.garner({"harvest", "--authors", "plain", bench.path("export")}).status == 0);
  CHECK(grep(bench.path("data"), author).empty());
  CHECK(grep(bench.path("data"), "the sensor keeps shouting").empty());
  // Nobody of that name any more: nothing to do, and still proven.
  CHECK(bench.json({"erase", "--author", author})["messages"] == 0);
}

TEST_CASE("an archive is read like the folder that it holds, under its own name") {
  const Bench bench;
  struct archive* const zip = archive_write_new();
  archive_write_set_format_zip(zip);
  REQUIRE(archive_write_open_filename(zip, bench.path("export.zip").c_str()) == ARCHIVE_OK);
  const auto add = [&](const char* name, const std::string& text) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    REQUIRE(archive_write_header(zip, entry) == ARCHIVE_OK);
    archive_write_data(zip, text.data(), text.size());
    archive_entry_free(entry);
  };
  add("a/one.ndjson", solved_conversations(3));
  add("b/two.ndjson", solved_conversations(2, "d") + "broken\n");
  add("mails/cur/1.host:2,S",
      "From: ann@home.example\nSubject: Hub\nMessage-ID: <1@x.example>\n\nIt blinks.\n");
  add("mails/new/2.host",
      "From: bob@home.example\nSubject: Re: Hub\nMessage-ID: <2@x.example>\nIn-Reply-To: "
      "<1@x.example>\n\nMine too.\n");
  archive_write_close(zip);
  archive_write_free(zip);

  fs::create_directory(bench.path("tmp"));
  const RunOptions temporary{.input = {}, .environment = {"TMPDIR=" + bench.path("tmp")}, .largest_file = {}};
  const Json counts = bench.json({"harvest", bench.path("export.zip")}, 3, temporary);
  CHECK(counts["conversations"] == 6);
  CHECK(counts["quarantined"] == 1);
  CHECK(fs::is_empty(bench.path("tmp")));
  CHECK(bench.json({"quarantine", "list"})["quarantine"][0]["file"] == bench.path("export.zip/b/two.ndjson"));
  CHECK(bench.json({"harvest", bench.path("export.zip")}, 3, temporary)["unchanged"] == 6);
}

}  // namespace
}  // namespace garner

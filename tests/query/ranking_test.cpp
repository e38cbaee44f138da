// Every pair corpora/query/<name>.ndjson and <name>.tsv: articles, and what they must answer to which query.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

struct Row {
  std::string mode, query, locale;
  std::vector<std::string> ids;
  bool others_may_follow = false;  // "...": the ids given come first
};

// mode, query, ids ("-": none), locale; "#" begins a comment line.
std::vector<Row> read_rows(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream cells(line);
    Row row;
    std::string ids;
    std::getline(cells, row.mode, '\t');
    std::getline(cells, row.query, '\t');
    std::getline(cells, ids, '\t');
    std::getline(cells, row.locale, '\t');
    std::istringstream words(ids);
    for (std::string id; words >> id;) {
      if (id == "...") {
        row.others_may_follow = true;
      } else if (id != "-") {
        row.ids.push_back(id);
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

TEST_CASE("queries find their articles, in order", "[ranking]") {
  const std::filesystem::path folder = std::string(GARNER_SOURCE_DIR) + "/corpora/query";
  std::set<std::filesystem::path> tables;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".tsv") tables.insert(entry.path());
  }
  REQUIRE_FALSE(tables.empty());
  for (const auto& table : tables) {
    Library library;
    library.import("query/" + table.stem().string() + ".ndjson");
    const std::vector<Row> rows = read_rows(table);
    REQUIRE_FALSE(rows.empty());
    for (const Row& row : rows) {
      INFO(table.filename().string() << ": " << row.mode << ": " << row.query);
      REQUIRE((row.mode == "search" || row.mode == "suggest"));
      const Answer answer = row.mode == "search" ? library.search(row.query, {}, row.locale)
                                                 : library.suggest(row.query, {}, row.locale);
      std::vector<std::string> found = ids_of(answer);
      if (row.others_may_follow && found.size() > row.ids.size()) found.resize(row.ids.size());
      CHECK(found == row.ids);
    }
  }
}

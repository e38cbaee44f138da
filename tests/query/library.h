// A small library for tests: articles put into a store in a folder of its own, indexed, and asked. One
// thread.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "indexer/channel/input.h"
#include "indexer/channel/interchange.h"
#include "indexer/index_writer.h"
#include "indexer/store/store.h"
#include "query/searcher.h"

namespace garner::test {

// The value of a result, or a failed test that says why.
template <typename T>
T value_of(Result<T> result) {
  if (!result) FAIL(result.error().message);
  return std::move(*result);
}
inline void succeed(const Result<>& result) {
  if (!result) FAIL(result.error().message);
}

// What most tests need of an article: public and validated.
inline Article article(std::string id, std::string title, std::string resolution = {}) {
  Article made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.resolution = std::move(resolution);
  made.locale = "en";
  made.confidence = Confidence::kValidated;
  made.audience = Audience::kPublic;
  return made;
}

inline std::vector<std::string> ids_of(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Hit& hit : answer.hits) ids.push_back(hit.id);
  return ids;
}

class Library {
 public:
  Library() {
    std::string pattern = (std::filesystem::temp_directory_path() / "garner-library-XXXXXX").string();
    folder_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    REQUIRE_FALSE(folder_.empty());
    store_ = value_of(Store::open({.path = store_path()}));
  }
  explicit Library(const std::vector<Article>& articles) : Library() { put(articles); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string store_path() const { return folder_ + "/store.sqlite"; }
  std::string index_path() const { return folder_ + "/index"; }
  Store& store() { return *store_; }

  // Stores them, brings the index up to date, and lets the searcher take that up.
  void put(const std::vector<Article>& articles) {
    succeed(store_->transaction([&]() -> Result<> {
      for (const Article& each : articles) {
        if (auto stored = store_->put_article(each); !stored) return stored;
      }
      return {};
    }));
    catch_up();
  }
  void put(const Article& each) { put(std::vector<Article>{each}); }
  void remove(const std::string& id) {
    succeed(store_->delete_article(id));
    catch_up();
  }
  // The articles of an interchange file below corpora/.
  void import(const std::string& file) {
    auto input = value_of(open_input(std::string(GARNER_SOURCE_DIR) + "/corpora/" + file));
    LineReader lines(*input);
    std::vector<Article> articles;
    for (;;) {
      const auto line = value_of(lines.next());
      if (line.kind == LineReader::Kind::kEnd) break;
      INFO(file << ":" << line.number);
      articles.push_back(std::get<Article>(value_of(parse_record(line.text))));
    }
    put(articles);
  }

  IndexCounts catch_up() {
    const auto writing = writer();
    const IndexCounts counts = value_of(writing->catch_up());
    value_of(writing->follow_use());
    if (searcher_) succeed(searcher_->refresh());
    return counts;
  }
  std::unique_ptr<IndexWriter> writer() {
    return value_of(IndexWriter::open({.path = index_path(), .store_path = store_path()}));
  }
  Searcher& searcher() {
    if (!searcher_) searcher_ = value_of(Searcher::open({.path = index_path()}));
    return *searcher_;
  }

  Answer search(std::string query, Filter filter = {}, std::string locale = {}) {
    SearchRequest request;
    request.query = std::move(query);
    request.filter = std::move(filter);
    request.locale = std::move(locale);
    request.limit = 50;
    return value_of(searcher().search(request));
  }
  Answer suggest(std::string text, Filter filter = {}, std::string locale = {}) {
    SuggestRequest request;
    request.text = std::move(text);
    request.filter = std::move(filter);
    request.locale = std::move(locale);
    request.limit = 50;
    return value_of(searcher().suggest(request));
  }
  std::vector<Completion> complete(std::string_view typed, const Filter& filter = {}) {
    return value_of(searcher().typeahead(typed, filter, 50));
  }

 private:
  std::string folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Searcher> searcher_;
};

}  // namespace garner::test

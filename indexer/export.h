// Exporter: all that a team made, as lines of the interchange format (docs/interchange.md), a few at a time,
// so that an export of any size takes little memory. Not thread-safe; may go on with another store of the
// same file each time. What changes meanwhile may be in it or not; each line is whole.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

// The types of lines, in the order in which an export begins to hold them: who reads it from the beginning
// has each thing before what speaks of it. What belongs to an article or a conversation stands behind it.
const std::vector<std::string_view>& export_types();

struct ExportOptions {
  std::vector<std::string> types;  // of export_types(); empty: all
  // Articles and conversations stored at or after; the rest is always whole.
  std::optional<Time> since;
  // What is left out; none: nothing.
  std::function<bool(const Article&)> shows_article = {};
  std::function<bool(const Conversation&)> shows_conversation = {};
  std::function<bool(const Article&, const Revision&)> shows_revision = {};
  bool provenance = true;  // which message a sentence came from
};

class Exporter {
 public:
  explicit Exporter(ExportOptions options);

  // The next lines, each with its end; empty: that was all. Errors: the store's.
  Result<std::string> next(Store& store);
  // Lines so far, by type.
  const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  // Appends a page of lines; false: there is no more of this type.
  using Step = Result<bool> (Exporter::*)(Store&, std::string&);
  struct Part {
    std::vector<std::string_view> types;
    Step step;
  };
  friend const std::vector<std::string_view>& export_types();
  static const std::vector<Part>& parts();

  Result<bool> articles(Store& store, std::string& lines);
  Result<> with_article(Store& store, const Article& article, std::string& lines);
  Result<bool> conversations(Store& store, std::string& lines);
  Result<bool> rules(Store& store, std::string& lines);
  Result<bool> synonyms(Store& store, std::string& lines);
  Result<bool> stop_words(Store& store, std::string& lines);
  Result<bool> curations(Store& store, std::string& lines);
  Result<bool> channels(Store& store, std::string& lines);
  bool wants(std::string_view type) const;
  void add(std::string& lines, std::string_view type, const std::string& line);
  void add(std::string& lines, std::string_view type, const TeamRecord& record);
  // A type of which each article or conversation has a few.
  template <typename Records>
  Result<> add_all(std::string& lines, std::string_view type, const Result<std::vector<Records>>& records);

  ExportOptions options_;
  std::size_t part_ = 0;
  std::int64_t after_ = 0;  // number of the last article or conversation of this part
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace garner

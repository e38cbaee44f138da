// The floor: what a few lines of plain Xapian do with the same text. TermGenerator and QueryParser with the
// English stemmer, every setting as it comes, one thread. Written as an application that uses Xapian for the
// first time would be, and no worse. A Floor belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"

namespace garner::bench {

// A text as the floor gets it; kept in a file of one text a line, fields parted by tabs.
struct FloorText {
  std::string id, title, body;
};

std::string to_line(const FloorText& text);  // without the line end; tabs and line ends in it become blanks

class Floor {
 public:
  // Indexes a file of texts into a new database at `path`; committed when it returns. Gives how many.
  static Result<std::uint64_t> build(const std::string& texts, const std::string& path);
  // The same with the titles alone, as typeahead needs them.
  static Result<std::uint64_t> build_titles(const std::string& texts, const std::string& path);

  static Result<std::unique_ptr<Floor>> open(const std::string& path, const std::string& titles_path);
  ~Floor();

  // Ids, best first: one OR of the message's stems, BM25.
  Result<std::vector<std::string>> suggest(std::string_view message, std::size_t limit);
  // The same of a few words, each hit with MSet::snippet.
  Result<std::vector<std::string>> search(std::string_view words, std::size_t limit);
  // Ids whose titles have the words, the last of them unfinished.
  Result<std::vector<std::string>> typeahead(std::string_view prefix, std::size_t limit);

 private:
  struct Impl;
  explicit Floor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One text at a time, each committed: what the floor needs to show a new text.
class FloorWriter {
 public:
  static Result<std::unique_ptr<FloorWriter>> open(const std::string& path);
  ~FloorWriter();
  Result<> add(const FloorText& text);

 private:
  struct Impl;
  explicit FloorWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner::bench

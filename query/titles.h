// The words of all titles in memory, for typeahead: a keystroke reads arrays and no posting list. Kept in a
// few immutable runs, each of documents that came together: a refresh adds a run of the new documents, and
// runs of like size are joined, so that a document is moved a few times in its life and not at every commit.
// About 70 bytes a title. Runs are shared by all threads; Matches belongs to one.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

struct Snapshot;
class Visibility;

// Words in order, each with the numbers that belong to it.
struct WordLists {
  std::string letters;
  std::vector<std::uint32_t> letters_end;  // of each word
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint32_t> numbers_end;  // of each word

  std::uint32_t size() const { return static_cast<std::uint32_t>(letters_end.size()); }
  std::string_view word(std::uint32_t at) const;
  std::uint32_t begin_of(std::uint32_t at) const { return at == 0 ? 0 : numbers_end[at - 1]; }
  // Ends a list whose numbers were appended since the one before; without any it is left out.
  void close(std::string_view word);
};

struct TitleRun {
  std::vector<Xapian::docid> ids;        // of articles, best first; the index here is a title's place
  WordLists places;                      // each word's places, ascending
  std::vector<std::uint32_t> words;      // of all titles: numbers of words, ascending within a title
  std::vector<std::uint32_t> words_end;  // of each place
  std::size_t bytes() const;             // of memory
};
using TitleRuns = std::vector<std::shared_ptr<const TitleRun>>;

// Whether the title of document `a` is offered before that of `b`: more used, else shorter, else older.
bool offered_before(Xapian::docid a, Xapian::docid b, const Snapshot& snapshot);

// `runs` with the documents above `after` added. Throws Xapian::Error.
TitleRuns extend_titles(TitleRuns runs, const Xapian::Database& database, const Snapshot& snapshot,
                        Xapian::docid after);

// The titles of one run that have all of `words`, and one that begins with `last`, best first.
class TitleMatches {
 public:
  TitleMatches(const TitleRun& run, const std::vector<std::string>& words, std::string_view last,
               const Visibility& visibility);
  // The next document, 0 after the last.
  Xapian::docid next();

 private:
  bool next_place(std::uint32_t& place);
  bool matches(std::uint32_t place) const;

  const TitleRun* run_;
  const Visibility* visibility_;
  std::vector<std::uint32_t> words_;    // numbers
  std::uint32_t first_ = 0, past_ = 0;  // words that begin with the last one typed
  const std::uint32_t* at_ = nullptr;   // places to be looked at, in order
  const std::uint32_t* end_ = nullptr;
  std::vector<std::uint32_t> heap_;          // or these, the least on top
  std::uint32_t every_ = 0, every_end_ = 0;  // or all of these
};

}  // namespace garner

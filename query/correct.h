// A query with its typing mistakes taken out: words that no article has which this caller may see, as the
// nearest words of such articles, split or joined words too. Nothing that the caller may not see is ever
// offered. Used by one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/parse.h"
#include "query/reader_pool.h"
#include "query/visibility.h"
#include "query/vocabulary.h"

namespace garner {

class Corrector {
 public:
  // A word that an article of `known` has is known; corrected is to words of `wanted`, which the query's
  // filters narrow. `most_edits`: 1 or 2. `accepted`: words, folded, that are known whatever the articles
  // have. All must outlive this.
  Corrector(Reader& reader, const Visibility& known, const Visibility& wanted,
            const std::vector<std::string>& languages, unsigned most_edits, std::vector<std::string> accepted)
      : reader_(reader),
        known_(known),
        wanted_(wanted),
        languages_(languages),
        most_edits_(most_edits),
        accepted_(std::move(accepted)) {}

  // Whether some article has the word, folded, in any of its stems, or it is accepted.
  bool is_known(std::string_view word, const std::vector<std::string>& stems) const;

  // The query with its unknown words corrected, the rest as it was typed; nothing where there is no unknown
  // word, or none like it. What is quoted stays, and so does what has a digit in it.
  std::optional<std::string> correct(std::string_view query, const ParsedQuery& parsed,
                                     const std::vector<std::shared_ptr<const Words>>& words);
  // The query with one word in place of a far more frequent one that is nearly the same; nothing where there
  // is none.
  std::optional<std::string> suggest(std::string_view query, const ParsedQuery& parsed,
                                     const std::vector<std::shared_ptr<const Words>>& words);

 private:
  struct TypedWord {
    std::string word;  // folded
    std::vector<std::string> stems;
    std::uint32_t begin = 0, end = 0;  // bytes of the query
    bool is_exact = false;             // quoted, a code, or a part of one: stays as it is
  };
  struct NearTerm {
    std::string term;  // of the index
    unsigned distance = 0;
    bool other_first_letter = false;
    Xapian::doccount articles = 0;
  };
  struct Option {
    std::string written;  // as an article writes it
    unsigned distance = 0;
    std::size_t articles = 0;  // that have it, up to a bound
  };

  std::vector<TypedWord> typed_words(const ParsedQuery& parsed);
  std::vector<std::string> stems_of(std::string_view word);
  std::size_t articles_with(const std::vector<std::string>& stems) const;
  std::optional<Option> nearest(const TypedWord& typed,
                                const std::vector<std::shared_ptr<const Words>>& words, std::size_t at_least);
  std::optional<Option> best_of(std::vector<NearTerm> candidates, const TypedWord& typed,
                                std::size_t at_least);
  std::optional<Option> split(const TypedWord& typed);
  std::optional<Option> join(const TypedWord& first, const TypedWord& second);
  // How an article writes the word of `term`, nearest to what was typed, and how far from it that is.
  std::optional<Option> as_written(const TypedWord& typed, const std::string& term, Xapian::docid id);

  Reader& reader_;
  const Visibility& known_;
  const Visibility& wanted_;
  const std::vector<std::string>& languages_;
  const unsigned most_edits_;
  const std::vector<std::string> accepted_;
};

}  // namespace garner

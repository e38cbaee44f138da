// A search box's text and a stored text: an operator never widens what the caller may see, and highlights are
// in order, within their text and at character boundaries.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "indexer/text/encoding.h"
#include "query/parse.h"
#include "query/snippet.h"
#include "query/terms.h"

namespace {

using garner::Highlight;
using garner::Snippet;

void check(const Snippet& snippet) {
  std::uint32_t before = 0;
  const auto starts_character = [&](std::uint32_t at) {
    return at == snippet.text.size() || (static_cast<unsigned char>(snippet.text[at]) & 0xc0) != 0x80;
  };
  for (const Highlight& highlight : snippet.highlights) {
    if (highlight.begin < before || highlight.begin >= highlight.end) std::abort();
    if (highlight.end > snippet.text.size()) std::abort();
    if (!starts_character(highlight.begin) || !starts_character(highlight.end)) std::abort();
    before = highlight.end;
  }
}

}  // namespace

// The query is the first line, the text what follows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static garner::Analyzer analyzer;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view query = input.substr(0, input.find('\n'));
  // What is stored is valid UTF-8; a query need not be.
  const std::string text = garner::repair_encoding(input.substr(query.size()));

  garner::Filter customer;
  customer.audience = garner::Audience::kCustomer;
  const garner::ParsedQuery parsed = garner::parse_query(query, customer);
  if (parsed.filter.audience != customer.audience) std::abort();
  if (parsed.filter.include_wip && !customer.include_wip) std::abort();

  constexpr std::size_t kMostTerms = 64;
  constexpr std::size_t kPassageBytes = 300;
  const auto languages = garner::languages_of_query(parsed.words, "", {"en", "de", "ja"});
  auto terms = garner::terms_of_query(analyzer, parsed.words, languages, kMostTerms);
  if (terms.size() > kMostTerms) std::abort();
  for (garner::QueryTerm& term : terms) term.idf = static_cast<double>(term.word.size());
  garner::Marker marker(terms, analyzer);
  const garner::Marks marks = marker.marks(text, "en");
  check(garner::marked(text, marks));
  check(garner::best_passage(text, marks, terms, kPassageBytes).snippet);
  return 0;
}

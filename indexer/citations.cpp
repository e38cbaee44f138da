#include "indexer/citations.h"

#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "indexer/core/citations.h"
#include "indexer/core/sorted_sets.h"
#include "indexer/text/word_runs.h"

namespace garner {
namespace {

constexpr std::size_t kTellingWords = 4;
constexpr std::size_t kTellingBytes = 24;  // in scripts without spaces, whose sentences are one word here
// Titles that begin alike, all of which are looked at where a text has that: of a weekly report, say.
constexpr std::size_t kMostAlike = 1000;

std::uint64_t hash_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

// What a title that begins at this word begins with; nothing where none may.
std::optional<std::uint64_t> beginning(std::string_view text, const std::vector<WordRun>& words,
                                       std::size_t at) {
  const auto [begin, end, without_spaces] = words[at];
  if (without_spaces && end - begin >= kTellingBytes) return hash_of(text.substr(begin, end - begin));
  if (at + kTellingWords > words.size()) return std::nullopt;
  return hash_of(text.substr(begin, words[at + kTellingWords - 1].end - begin));
}

// An address without what may differ: scheme, "www.", fragment, the slash at its end.
std::string_view bare(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  if (address.starts_with("www.")) address.remove_prefix(4);
  address = address.substr(0, address.find('#'));
  while (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

}  // namespace

Result<CitableArticles> CitableArticles::read(Store& store) {
  CitableArticles articles;
  const auto read =
      store.each_title([&](std::int64_t number, std::string_view title, const std::vector<Source>& sources) {
        articles.set(number, title, sources);
      });
  if (!read) return fail(read.error());
  return articles;
}

void CitableArticles::set(std::int64_t number, std::string_view title, const std::vector<Source>& sources) {
  const auto index = static_cast<std::size_t>(number);
  if (index >= title_of_.size()) title_of_.resize(std::max(index + 1, title_of_.size() * 3 / 2), 0);
  std::uint64_t hash = 0;
  const std::vector<WordRun> words = word_runs(title);
  const auto begins = words.empty() ? std::nullopt : beginning(title, words, 0);
  if (begins) {
    const std::string_view named = title.substr(words[0].begin, words.back().end - words[0].begin);
    hash = hash_of(named);
    if (title_of_[index] != hash && titles_.count(*begins) < kMostAlike) {
      titles_.emplace(*begins,
                      Title{static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(named.size())});
    }
  }
  title_of_[index] = hash;
  for (const Source& source : sources) {
    if (!source.url.empty())
      addresses_.insert_or_assign(hash_of(bare(source.url)), static_cast<std::uint32_t>(number));
  }
}

std::size_t CitableArticles::title_at(std::string_view text, const std::vector<WordRun>& words,
                                      std::size_t at, Numbers& cited) const {
  const auto begins = beginning(text, words, at);
  if (!begins) return 0;
  const std::size_t begin = words[at].begin;
  std::size_t longest = 0;
  Numbers named;
  const auto [first, last] = titles_.equal_range(*begins);
  for (auto title = first; title != last; ++title) {
    const auto [number, bytes] = title->second;
    if (bytes < longest || bytes > text.size() - begin) continue;
    const auto last_word =
        std::partition_point(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(),
                             [end = begin + bytes](const WordRun& word) { return word.end < end; });
    const bool whole = last_word != words.end() && last_word->end == begin + bytes;
    if (!whole || hash_of(text.substr(begin, bytes)) != title_of_[number]) continue;
    if (bytes > longest) named.clear();
    longest = bytes;
    named.push_back(number);
  }
  cited.insert(cited.end(), named.begin(), named.end());
  return longest;
}

void CitableArticles::address_at(std::string_view text, std::size_t begin, Numbers& cited) const {
  constexpr int kSegmentsBehind = 2;  // "/questions/7/how-to-do-it", "/t/how-to-do-it/7/3"
  std::string_view address = text.substr(begin);
  address = address.substr(0, address.find_first_of(" \n\t<>\"'()[]{}|"));
  while (!address.empty() && std::string_view(".,;:!?").find(address.back()) != std::string_view::npos)
    address.remove_suffix(1);
  address = bare(address);
  const auto known = [&] {
    const auto found = addresses_.find(hash_of(address));
    if (found != addresses_.end()) cited.push_back(found->second);
    return found != addresses_.end();
  };
  if (known()) return;
  if (const auto query = address.find('?'); query != std::string_view::npos) {
    address = bare(address.substr(0, query));
    if (known()) return;
  }
  for (int i = 0; i < kSegmentsBehind; ++i) {
    const auto slash = address.rfind('/');
    if (slash == std::string_view::npos) return;
    address = address.substr(0, slash);
    if (known()) return;
  }
}

std::vector<std::uint32_t> CitableArticles::cited_in(std::initializer_list<std::string_view> texts,
                                                     std::int64_t self) const {
  Numbers cited;
  for (const std::string_view text : texts) {
    const std::vector<WordRun> words = word_runs(text);
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t bytes = title_at(text, words, at, cited);
      const std::size_t end = words[at].begin + bytes;
      for (++at; at < words.size() && words[at].begin < end;) ++at;
    }
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3))
      address_at(text, at + 3, cited);
  }
  sort_unique(cited);
  // Several articles of one title are parts of one thing, and their texts say it again.
  const auto own = static_cast<std::size_t>(self);
  const std::uint64_t own_title = own < title_of_.size() ? title_of_[own] : 0;
  std::erase_if(cited, [&](std::uint32_t number) {
    return number == own || (own_title != 0 && title_of_[number] == own_title);
  });
  if (cited.size() > kMaxCitations) cited.resize(kMaxCitations);
  return cited;
}

}  // namespace garner

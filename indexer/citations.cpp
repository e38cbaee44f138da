#include "indexer/citations.h"

#include <unicode/utf8.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "indexer/core/citations.h"
#include "indexer/text/char_class.h"

namespace garner {
namespace {

using Spans = std::vector<std::pair<std::size_t, std::size_t>>;  // bytes [begin, end)

constexpr std::size_t kTellingWords = 4;
constexpr std::size_t kTellingBytes = 24;  // in scripts without spaces, whose sentences are one word here

std::uint64_t hash_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

bool is_of_word(std::int32_t code_point) {
  switch (char_class(code_point)) {
    case CharClass::kLetter:
    case CharClass::kDigit:
    case CharClass::kMark:
    case CharClass::kIgnorable:
    case CharClass::kDictionary:
      return true;
    default:
      return false;
  }
}

bool begins_without_spaces(std::string_view text) {
  std::int32_t at = 0, code_point = 0;
  U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), code_point);
  return char_class(code_point) == CharClass::kDictionary;
}

// Runs of letters and digits.
Spans spans_of(std::string_view text) {
  Spans words;
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t begin = -1;
  for (std::int32_t at = 0; at < length;) {
    const std::int32_t from = at;
    std::int32_t code_point = 0;
    U8_NEXT(text.data(), at, length, code_point);
    if (is_of_word(code_point)) {
      if (begin < 0) begin = from;
    } else if (begin >= 0) {
      words.emplace_back(begin, from);
      begin = -1;
    }
  }
  if (begin >= 0) words.emplace_back(begin, length);
  return words;
}

// What a title that begins at this word begins with; nothing where none may.
std::optional<std::uint64_t> beginning(std::string_view text, const Spans& words, std::size_t at) {
  const auto [begin, end] = words[at];
  if (end - begin >= kTellingBytes && begins_without_spaces(text.substr(begin)))
    return hash_of(text.substr(begin, end - begin));
  if (at + kTellingWords > words.size()) return std::nullopt;
  return hash_of(text.substr(begin, words[at + kTellingWords - 1].second - begin));
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
  const Spans words = spans_of(title);
  const auto begins = words.empty() ? std::nullopt : beginning(title, words, 0);
  if (begins) {
    const std::string_view named = title.substr(words[0].first, words.back().second - words[0].first);
    hash = hash_of(named);
    if (title_of_[index] != hash) {
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

std::size_t CitableArticles::title_at(std::string_view text, const Spans& words, std::size_t at,
                                      Numbers& cited) const {
  const auto begins = beginning(text, words, at);
  if (!begins) return 0;
  const std::size_t begin = words[at].first;
  std::size_t longest = 0;
  Numbers named;
  const auto [first, last] = titles_.equal_range(*begins);
  for (auto title = first; title != last; ++title) {
    const auto [number, bytes] = title->second;
    if (bytes < longest || bytes > text.size() - begin) continue;
    const bool whole = std::binary_search(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(),
                                          std::pair(begin, begin + bytes),
                                          [](const auto& a, const auto& b) { return a.second < b.second; });
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
    const Spans words = spans_of(text);
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t bytes = title_at(text, words, at, cited);
      const std::size_t end = words[at].first + bytes;
      for (++at; at < words.size() && words[at].first < end;) ++at;
    }
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3))
      address_at(text, at + 3, cited);
  }
  std::sort(cited.begin(), cited.end());
  cited.erase(std::unique(cited.begin(), cited.end()), cited.end());
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

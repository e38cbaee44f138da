#include "indexer/text/stem.h"

#include <libstemmer.h>

#include <algorithm>
#include <string>

#include "indexer/text/language.h"

namespace garner {
namespace {

// The position in this table is the number of the stemmer.
constexpr std::array<std::string_view, 29> kLanguages = {
    "",   "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "hu", "ro", "tr",
    "ru", "ar", "el", "hi", "ca", "eu", "ga", "hy", "id", "lt", "ne", "sr", "ta", "yi"};
constexpr std::uint8_t kEnglish = 1;
constexpr std::uint8_t kArabic = 16;
static_assert(kLanguages[kArabic] == "ar");

constexpr std::array<std::string_view, 42> kOtherScripts = {
    "am", "ar", "be", "bg", "bn", "dv", "el", "fa", "gu", "he", "hi", "hy", "iw", "ja",
    "ka", "kk", "km", "kn", "ko", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "pa",
    "ps", "ru", "sd", "si", "ta", "te", "tg", "th", "ti", "ug", "uk", "ur", "yi", "zh"};

// The article, and the particles written onto it.
constexpr std::array<std::string_view, 6> kArabicArticles = {"وال", "بال", "كال", "فال", "لل", "ال"};
constexpr std::size_t kShortestArabic = 6;  // bytes that stay: three letters

std::string_view without_article(std::string_view word) {
  for (const std::string_view article : kArabicArticles) {
    if (word.starts_with(article) && word.size() >= article.size() + kShortestArabic)
      return word.substr(article.size());
  }
  return word;
}

}  // namespace

Stemmers::~Stemmers() {
  for (sb_stemmer* stemmer : stemmers_) sb_stemmer_delete(stemmer);
}

Stemmers::Choice Stemmers::choose(std::string_view language) {
  std::string code = primary_language(language);
  if (code == "nb" || code == "nn") code = "no";
  const auto at = std::find(kLanguages.begin(), kLanguages.end(), code);
  const auto native = static_cast<std::uint8_t>(at == kLanguages.end() ? 0 : at - kLanguages.begin());
  const bool other = std::binary_search(kOtherScripts.begin(), kOtherScripts.end(), code);
  return {native, other ? kEnglish : native};
}

std::string_view Stemmers::stem(std::string_view word, Choice choice) {
  bool ascii = true;
  for (const char c : word) {
    if (c >= '0' && c <= '9') return word;
    ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  }
  const std::uint8_t number = ascii ? choice.ascii : choice.native;
  if (number == 0) return word;
  if (number == kArabic) word = without_article(word);
  sb_stemmer*& stemmer = stemmers_.at(number);
  if (stemmer == nullptr) stemmer = sb_stemmer_new(std::string(kLanguages.at(number)).c_str(), "UTF_8");
  if (stemmer == nullptr) return word;
  const sb_symbol* stemmed = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                             static_cast<int>(word.size()));
  const int length = sb_stemmer_length(stemmer);
  if (stemmed == nullptr || length <= 0) return word;
  return {reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(length)};
}

}  // namespace garner

#include "indexer/text/sentences.h"

#include <unicode/brkiter.h>

#include <map>
#include <string>

#include "indexer/text/code.h"
#include "indexer/text/icu_text.h"
#include "indexer/text/language.h"

namespace garner {
namespace {

// Iterators are kept by language; a caller cannot make us keep more than this.
constexpr std::size_t kMaxIterators = 40;

}  // namespace

struct SentenceSplitter::Impl {
  std::map<std::string, std::unique_ptr<icu::BreakIterator>> iterators;
  std::string_view text;
  std::vector<TextSpan> sentences;

  icu::BreakIterator* iterator_of(const std::string& language) {
    if (iterators.size() > kMaxIterators) iterators.clear();
    auto& iterator = iterators[language];
    if (!iterator) {
      // With the abbreviations that CLDR knows in this language ("Mr.", "z.B.").
      const icu::Locale locale((language + "@ss=standard").c_str());
      UErrorCode status = U_ZERO_ERROR;
      iterator.reset(icu::BreakIterator::createSentenceInstance(locale, status));
      if (U_FAILURE(status)) iterator.reset();
    }
    return iterator.get();
  }

  void add(std::size_t begin, std::size_t end) {
    constexpr std::string_view kBlank = " \t\n\r";
    const std::string_view piece = text.substr(begin, end - begin);
    const std::size_t first = piece.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return;
    const std::size_t last = piece.find_last_not_of(kBlank);
    sentences.push_back(
        {static_cast<std::uint32_t>(begin + first), static_cast<std::uint32_t>(begin + last + 1)});
  }

  // Only a line that has something in it that ends a sentence is worth ICU's time.
  bool may_have_several(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i + 1 < end; ++i) {
      const char c = text[i];
      if (c == '.' || c == '!' || c == '?' || static_cast<unsigned char>(c) >= 0xd8) return true;
    }
    return false;
  }

  void split_line(std::size_t begin, std::size_t end, const std::vector<CodeSpan>& code,
                  std::size_t& next_code, const std::string& language) {
    icu::BreakIterator* iterator = may_have_several(begin, end) ? iterator_of(language) : nullptr;
    UErrorCode status = U_ZERO_ERROR;
    const OwnedText line(
        utext_openUTF8(nullptr, text.data() + begin, static_cast<std::int64_t>(end - begin), &status));
    if (iterator != nullptr) iterator->setText(line.get(), status);
    if (iterator == nullptr || U_FAILURE(status)) {
      add(begin, end);
      return;
    }
    std::size_t from = begin;
    iterator->first();
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE; at = iterator->next()) {
      const std::size_t cut = begin + static_cast<std::size_t>(at);
      while (next_code < code.size() && code[next_code].end <= cut) ++next_code;
      if (next_code < code.size() && code[next_code].begin < cut) continue;
      add(from, cut);
      from = cut;
    }
    if (from < end) add(from, end);
  }
};

SentenceSplitter::SentenceSplitter() : impl_(std::make_unique<Impl>()) {}
SentenceSplitter::~SentenceSplitter() = default;
SentenceSplitter::SentenceSplitter(SentenceSplitter&&) noexcept = default;
SentenceSplitter& SentenceSplitter::operator=(SentenceSplitter&&) noexcept = default;

std::vector<TextSpan> SentenceSplitter::split(std::string_view text, std::string_view language) {
  Impl& self = *impl_;
  self.text = text;
  self.sentences.clear();
  const std::string primary = primary_language(language);
  const std::vector<CodeSpan> code = code_spans(text);
  std::size_t next_code = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    while (next_code < code.size() && code[next_code].end <= begin) ++next_code;
    std::size_t end = std::min(text.find('\n', begin), text.size());
    if (next_code < code.size() && code[next_code].fenced && code[next_code].begin <= begin) {
      end = code[next_code].end;
      self.add(begin, end);
    } else {
      self.split_line(begin, end, code, next_code, primary);
    }
    begin = end + 1;
  }
  self.text = {};
  return std::move(self.sentences);
}

}  // namespace garner

#include "indexer/text/segment.h"

#include <unicode/brkiter.h>
#include <unicode/utf8.h>

#include <string>

#include "indexer/text/icu_text.h"

namespace garner {
namespace {

// Runs are cut here, so that a page without a blank needs no more memory than a paragraph.
constexpr std::size_t kMaxRun = 2048;

}  // namespace

struct DictionarySegmenter::Impl {
  std::unique_ptr<icu::BreakIterator> iterator;  // null: ICU's data are missing, a run is one word
  std::u16string units;
  std::vector<std::uint32_t> offsets;  // of each UTF-16 unit in the run
  std::vector<std::uint32_t> ends;

  void cut(std::uint32_t run_end) {
    UErrorCode status = U_ZERO_ERROR;
    const OwnedText text(
        utext_openUChars(nullptr, units.data(), static_cast<std::int64_t>(units.size()), &status));
    if (iterator && U_SUCCESS(status)) {
      iterator->setText(text.get(), status);
      if (U_SUCCESS(status)) {
        iterator->first();
        for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE; at = iterator->next()) {
          const auto unit = static_cast<std::size_t>(at);
          if (unit < units.size()) ends.push_back(offsets[unit]);
        }
      }
    }
    ends.push_back(run_end);
    units.clear();
    offsets.clear();
  }
};

DictionarySegmenter::DictionarySegmenter() : impl_(std::make_unique<Impl>()) {
  UErrorCode status = U_ZERO_ERROR;
  impl_->iterator.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status)) impl_->iterator.reset();
}

DictionarySegmenter::~DictionarySegmenter() = default;

const std::vector<std::uint32_t>& DictionarySegmenter::word_ends(std::string_view run) {
  Impl& self = *impl_;
  self.ends.clear();
  const auto size = static_cast<std::int32_t>(run.size());
  for (std::int32_t i = 0; i < size;) {
    const auto begin = static_cast<std::uint32_t>(i);
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(run.data(), i, size, c);
    if (c > 0xffff) {
      self.offsets.push_back(begin);
      self.units += static_cast<char16_t>(U16_LEAD(c));
      self.units += static_cast<char16_t>(U16_TRAIL(c));
    } else {
      self.units += static_cast<char16_t>(c);
    }
    self.offsets.push_back(begin);
    if (self.units.size() >= kMaxRun || i == size) self.cut(static_cast<std::uint32_t>(i));
  }
  return self.ends;
}

}  // namespace garner

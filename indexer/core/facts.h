// The fixed-width facts of an index document, as bytes of its value slot and back. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/model.h"
#include "indexer/core/schema.h"

namespace garner {

struct Facts {
  DocumentKind kind = DocumentKind::kArticle;
  Audience audience = Audience::kInternal;
  Confidence confidence = Confidence::kNotValidated;
  std::uint32_t article_number = 0;
  Time created_at = 0;  // whole seconds are kept
  std::int64_t reuse_count = 0;
  std::size_t title_bytes = 0;  // up to 65,535
  Time updated_at = 0;          // whole seconds are kept
  // The same for articles whose title and issue (without one: resolution) say the same word for word; 0: none
  // says it.
  std::uint64_t wording = 0;
};

std::string pack(const Facts& facts);
// Nothing when the bytes are not facts.
std::optional<Facts> unpack_facts(std::string_view bytes);

}  // namespace garner

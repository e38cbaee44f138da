// The analyzer: any bytes give tokens in order, inside the text, at character boundaries, within the limit.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/text/analyze.h"

namespace {

constexpr const char* kLanguages[] = {"", "en", "de", "fr", "ru", "ar", "ja", "hi"};

bool starts_character(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static garner::Analyzer analyzer;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::uint32_t before = 0;
  for (const garner::Token& token : analyzer.analyze(text, kLanguages[data[0] % 8])) {
    if (token.term.empty() || token.term.size() > garner::kMaxTermBytes) std::abort();
    if (token.begin < before || token.begin >= token.end || token.end > text.size()) std::abort();
    if (!starts_character(text, token.begin)) std::abort();
    before = token.begin;
  }
  return 0;
}

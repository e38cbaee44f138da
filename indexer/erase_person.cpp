#include "indexer/erase_person.h"

namespace garner {

// Letters outside ASCII as many exporters write them: é as \u00e9.
std::string ErasedPerson::json_escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size == 1 || size == 4 || i + size > text.size()) {  // those beyond 16 bits stay
      out += text.substr(i, size);
      i += size;
      continue;
    }
    unsigned code = lead & (size == 2 ? 0x1fU : 0x0fU);
    for (std::size_t j = 1; j < size; ++j)
      code = (code << 6U) | (static_cast<unsigned char>(text[i + j]) & 0x3fU);
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(code >> static_cast<unsigned>(shift)) & 0xfU];
    i += size;
  }
  return out;
}

}  // namespace garner

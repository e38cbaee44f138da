// A text is cut as the encoder was taught that texts are cut.
#include "indexer/meaning/pieces.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace garner;

namespace {

// Lines of pieces and their scores; the numbers are those of the lines.
constexpr const char* kLines =
    "?\t0\n<s>\t0\n</s>\t0\nx1\t0\nx2\t0\nx3\t0\n"
    "\u2581\t-3\n"         // 6
    "\u2581print\t-5\n"    // 7
    "er\t-4\n"             // 8
    "\u2581printer\t-8\n"  // 9
    "p\t-6\n"              // 10
    "r\t-6\n"              // 11
    "\u2581a\t-2\n"        // 12
    "é\t-7\n"              // 13
    "fi\t-7\n"             // 14
    "s\t-2\n";             // 15

std::vector<std::uint32_t> cut(const std::string& text, std::size_t most = 99) {
  return Pieces(kLines).cut(text, most);
}

}  // namespace

TEST_CASE("Of all rows of pieces, the likeliest", "[meaning]") {
  using Numbers = std::vector<std::uint32_t>;
  CHECK(cut("printer") == Numbers{9});  // -8 before -9
  CHECK(cut("printers") == Numbers{9, 15});
  CHECK(cut("a printer") == Numbers{12, 9});
  CHECK(cut(" \n a\t\r printer ") == Numbers{12, 9});
  CHECK(cut("printer", 0).empty());
  CHECK(cut("").empty());
  CHECK(cut("a a a", 2) == Numbers{12, 12});
}

TEST_CASE("Composed and compatible characters are one; what nobody taught is one unknown in a row",
          "[meaning]") {
  using Numbers = std::vector<std::uint32_t>;
  CHECK(cut("e\u0301") == Numbers{6, 13});
  CHECK(cut("\ufb01") == Numbers{6, 14});  // the ligature
  CHECK(cut("日本語") == Numbers{6, 0});
  CHECK(cut("日s本") == Numbers{6, 0, 15, 0});
  CHECK(cut("\xff\xfe").size() <= 2);
}

#include "indexer/meaning/product.h"

#include <algorithm>

#include "indexer/core/wide.h"

namespace garner {
namespace {

// As many sums as the registers of AVX-512 hold beside what they are made of.
constexpr std::size_t kRows = 8, kColumns = kProductColumns;

// Of `Rows` rows at once; `w`: the next 32 columns, row behind row.
template <std::size_t Rows>
inline __attribute__((always_inline)) void add_block(const float* x, std::size_t in, const float* w,
                                                     std::size_t out, float* y) {
  float sums[Rows][kColumns];
  for (std::size_t row = 0; row < Rows; ++row) std::copy_n(y + row * out, kColumns, sums[row]);
  for (std::size_t k = 0; k < in; ++k) {
    for (std::size_t row = 0; row < Rows; ++row) {
      const float factor = x[row * in + k];
      for (std::size_t column = 0; column < kColumns; ++column)
        sums[row][column] += factor * w[k * kColumns + column];
    }
  }
  for (std::size_t row = 0; row < Rows; ++row) std::copy_n(sums[row], kColumns, y + row * out);
}

// Not in the header: clang makes but one of several registers' functions of one that others can see.
GARNER_WIDE void wide_product(const float* x, std::size_t rows, std::size_t in, const float* w,
                              std::size_t out, float* y) {
  for (std::size_t column = 0; column < out; column += kColumns, w += in * kColumns) {
    std::size_t row = 0;
    for (; row + kRows <= rows; row += kRows)
      add_block<kRows>(x + row * in, in, w, out, y + row * out + column);
    const float* last = x + row * in;
    float* to = y + row * out + column;
    switch (rows - row) {
      case 7:
        add_block<7>(last, in, w, out, to);
        break;
      case 6:
        add_block<6>(last, in, w, out, to);
        break;
      case 5:
        add_block<5>(last, in, w, out, to);
        break;
      case 4:
        add_block<4>(last, in, w, out, to);
        break;
      case 3:
        add_block<3>(last, in, w, out, to);
        break;
      case 2:
        add_block<2>(last, in, w, out, to);
        break;
      case 1:
        add_block<1>(last, in, w, out, to);
        break;
      default:
        break;
    }
  }
}

}  // namespace

void add_product(const float* x, std::size_t rows, std::size_t in, const float* w, std::size_t out,
                 float* y) {
  wide_product(x, rows, in, w, out, y);
}

}  // namespace garner

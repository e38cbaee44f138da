// The products of matrices that the encoder and the regression consist of. Pure, thread-safe.
#pragma once

#include <cstddef>

namespace garner {

// A right-hand matrix is cut into strips of 32 columns, one strip behind the other, so that it is read from
// end to end.
inline constexpr std::size_t kProductColumns = 32;

// y += x w: x of `rows` by `in`, w of `in` by `out` in strips, y of `rows` by `out`; `out` is a multiple
// of 32. Twice as fast as OpenBLAS on the few rows that a message has, which copies w first. Sums are made in
// the same order whatever the registers; some processors round less in between.
void add_product(const float* x, std::size_t rows, std::size_t in, const float* w, std::size_t out, float* y);

}  // namespace garner

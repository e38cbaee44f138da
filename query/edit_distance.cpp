#include "query/edit_distance.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace garner {
namespace {

constexpr std::size_t kLongest = 64;  // code points; longer words are told apart by == alone

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    if (i + more >= text.size()) {
      points += lead;
      ++i;
      continue;
    }
    for (std::size_t k = 1; k <= more; ++k)
      point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    points += point;
    i += more + 1;
  }
  return points;
}

unsigned edit_distance(std::u32string_view a, std::u32string_view b, unsigned most) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  if (a.empty()) return static_cast<unsigned>(b.size());
  if (b.size() > kLongest) return most + 1;

  // Three rows of the usual table, within `most` of its diagonal.
  std::array<std::array<unsigned, kLongest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0].at(j) = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows.at(i % 3);
    const auto& above = rows.at((i + 2) % 3);
    const auto& above_that = rows.at((i + 1) % 3);
    row.fill(most + 1);
    if (i <= most) row[0] = static_cast<unsigned>(i);
    const std::size_t first = i > most ? i - most : 1;
    const std::size_t last = std::min(b.size(), i + most);
    for (std::size_t j = first; j <= last; ++j) {
      unsigned best = above.at(j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      best = std::min({best, above.at(j) + 1, row.at(j - 1) + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, above_that.at(j - 2) + 1);
      row.at(j) = std::min(best, most + 1);
    }
  }
  return rows.at(a.size() % 3).at(b.size());
}

}  // namespace garner

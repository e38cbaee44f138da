// Random: the same numbers from the same seed on every machine (the distributions of <random> are not).
// Value type, not thread-safe.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace garner::bench {

// splitmix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit of x.
inline std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

class Random {
 public:
  // `stream` and `item` say what is drawn, so that each conversation, topic and word has numbers of its own.
  Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t item)
      : state_(mix(mix(mix(seed) ^ stream) ^ item)) {}

  std::uint64_t next() { return mix(state_++); }
  // In [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  // In [0, size); size > 0.
  std::size_t below(std::size_t size) { return static_cast<std::size_t>(unit() * static_cast<double>(size)); }
  // In [low, high].
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  bool chance(double probability) { return unit() < probability; }
  // A rank in [0, size) that falls with its number: P(rank) about 1 / (rank + 1)^exponent, 0 < exponent < 1
  // or = 1.
  std::size_t rank(std::size_t size, double exponent) {
    const auto top = static_cast<double>(size) + 1;
    const double u = unit();
    double x = 0;
    if (exponent == 1) {
      x = std::exp(u * std::log(top));
    } else {
      x = std::pow(1 + u * (std::pow(top, 1 - exponent) - 1), 1 / (1 - exponent));
    }
    const auto found = static_cast<std::size_t>(x) - 1;
    return found < size ? found : size - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace garner::bench

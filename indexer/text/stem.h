// Stemmers of Snowball by language. Holds their state: one per thread, not shared.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

struct sb_stemmer;

namespace garner {

class Stemmers {
 public:
  // Which stemmers the words of a text take. 0: none.
  struct Choice {
    std::uint8_t native = 0;
    std::uint8_t ascii = 0;  // for words in ASCII: English in a text of another script
    bool operator==(const Choice&) const = default;
  };

  Stemmers() = default;
  ~Stemmers();
  Stemmers(const Stemmers&) = delete;
  Stemmers& operator=(const Stemmers&) = delete;

  // `language`: BCP 47. One without a stemmer, or none at all, gives 0.
  static Choice choose(std::string_view language);

  // The stem of a folded word; a word with a digit in it stays as it is. Valid until the next call.
  std::string_view stem(std::string_view word, Choice choice);

 private:
  static constexpr std::size_t kMaxStemmers = 32;
  std::array<sb_stemmer*, kMaxStemmers> stemmers_{};  // made when first needed
};

}  // namespace garner

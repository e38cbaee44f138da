#include "indexer/text/korean.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace garner {
namespace {

constexpr std::size_t kBytes = 3;    // of a syllable in UTF-8
constexpr std::size_t kStays = 2;    // syllables
constexpr std::size_t kEndings = 5;  // syllables of a verb and its endings, at most

// What a particle needs the syllable before it to end in.
enum class After : std::uint8_t { kAny, kVowel, kConsonant };

struct Particle {
  std::string_view text;
  After after;
};

// Longer ones first.
constexpr std::array kParticles = {Particle{"에서는", After::kAny},     Particle{"으로는", After::kConsonant},
                                   Particle{"에서", After::kAny},       Particle{"에게", After::kAny},
                                   Particle{"한테", After::kAny},       Particle{"까지", After::kAny},
                                   Particle{"부터", After::kAny},       Particle{"처럼", After::kAny},
                                   Particle{"보다", After::kAny},       Particle{"마다", After::kAny},
                                   Particle{"으로", After::kConsonant}, Particle{"이나", After::kConsonant},
                                   Particle{"이랑", After::kConsonant}, Particle{"에는", After::kAny},
                                   Particle{"에도", After::kAny},       Particle{"은", After::kConsonant},
                                   Particle{"는", After::kVowel},       Particle{"이", After::kConsonant},
                                   Particle{"가", After::kVowel},       Particle{"을", After::kConsonant},
                                   Particle{"를", After::kVowel},       Particle{"과", After::kConsonant},
                                   Particle{"와", After::kVowel},       Particle{"에", After::kAny},
                                   Particle{"의", After::kAny},         Particle{"도", After::kAny},
                                   Particle{"만", After::kAny},         Particle{"로", After::kAny},
                                   Particle{"들", After::kAny}};

// 하다 and 되다 in the forms that endings are put to.
constexpr std::array<std::string_view, 14> kVerbs = {"하", "한", "할", "함", "합", "해", "했",
                                                     "되", "된", "될", "됨", "됩", "돼", "됐"};

bool is_hangul(std::string_view word) {
  if (word.size() % kBytes != 0) return false;
  for (std::size_t i = 0; i < word.size(); i += kBytes) {
    const auto lead = static_cast<unsigned char>(word[i]);
    if (lead < 0xEA || lead > 0xED) return false;
  }
  return true;
}

bool ends_in_consonant(std::string_view word) {
  const auto byte = [&](std::size_t from_end) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(word[word.size() - from_end]));
  };
  const std::uint32_t code = (byte(3) & 0x0FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(1) & 0x3FU);
  return code >= 0xAC00 && (code - 0xAC00) % 28 != 0;
}

std::string_view without_particle(std::string_view word) {
  for (const Particle& particle : kParticles) {
    if (!word.ends_with(particle.text) || word.size() < particle.text.size() + kStays * kBytes) continue;
    const std::string_view rest = word.substr(0, word.size() - particle.text.size());
    if (particle.after == After::kAny || (particle.after == After::kConsonant) == ends_in_consonant(rest))
      return rest;
  }
  return word;
}

}  // namespace

std::string_view korean_stem(std::string_view word) {
  if (word.size() <= kStays * kBytes || !is_hangul(word)) return word;
  for (std::size_t at = kStays * kBytes; at < word.size(); at += kBytes) {
    const bool verb = std::find(kVerbs.begin(), kVerbs.end(), word.substr(at, kBytes)) != kVerbs.end();
    if (verb && word.size() - at <= kEndings * kBytes) return word.substr(0, at);
  }
  for (std::string_view shorter = without_particle(word); shorter != word; shorter = without_particle(word))
    word = shorter;
  return word;
}

}  // namespace garner

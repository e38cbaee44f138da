// The sentence encoder gives what the encoder gives that its weights were made for, and what people would say
// of texts: alike, or not.
#include "indexer/meaning/encoder.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

using namespace garner;

namespace {

float likeness(const Meaning& a, const Meaning& b) {
  float dot = 0;
  for (std::size_t i = 0; i < kMeaningDimensions; ++i) dot += a.at(i) * b.at(i);
  return dot;
}

}  // namespace

TEST_CASE("A text has the numbers that the encoder's own program gives it", "[meaning]") {
  struct Row {
    std::string text;
    float first[3], last[2];
  };
  // Of @energetic-ai/embeddings 0.2.0.
  const Row rows[] = {
      {"my card was swallowed", {0.0099F, 0.0405F, 0.0225F}, {-0.0607F, 0.0239F}},
      {"How do I reset my password?", {-0.0485F, -0.0546F, 0.0402F}, {-0.0506F, -0.0519F}},
      {"I forgot my login 🙂 details", {-0.0530F, -0.0672F, 0.0363F}, {-0.0506F, 0.0392F}},
      {"E-041 on the LaserJet 4200n after firmware 3.2.1", {0.0377F, -0.0640F, 0.0614F}, {-0.0203F, 0.0313F}},
      {"naïve café ﬁle", {-0.0558F, -0.0567F, -0.0062F}, {0.0075F, 0.0536F}},
      {"Hello, I bought a printer last week and since yesterday it does not print any more",
       {-0.0616F, -0.0723F, 0.0344F},
       {-0.0455F, -0.0274F}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Meaning meaning = meaning_of(row.text);
    for (std::size_t i = 0; i < 3; ++i) CHECK(meaning.at(i) == Approx(row.first[i]).margin(2e-4));
    for (std::size_t i = 0; i < 2; ++i)
      CHECK(meaning.at(kMeaningDimensions - 2 + i) == Approx(row.last[i]).margin(2e-4));
  }
}

TEST_CASE("Texts that mean the same lie closer than texts that share words", "[meaning]") {
  struct Row {
    std::string text, same, other;
  };
  const Row rows[] = {
      {"the ATM ate my card", "the cash machine kept my bank card", "the card game was fun"},
      {"how do I get my money back", "I want a refund", "how do I get to the station"},
      {"I can't remember my login", "I forgot my password", "I can't remember your birthday"},
      {"my laptop does not turn on", "the computer will not start", "turn left on the next street"},
      {"where is my parcel", "my order has not arrived yet", "a parcel of land in the country"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Meaning meaning = meaning_of(row.text);
    CHECK(likeness(meaning, meaning_of(row.same)) > likeness(meaning, meaning_of(row.other)));
  }
}

TEST_CASE("Whatever comes has a meaning of length 1, or none, and blanks make no difference", "[meaning]") {
  for (const std::string& text :
       {std::string(100'000, 'x'), std::string(100'000, ' ') + "printer", std::string("a\0b", 3),
        std::string("\xff\xfe\x80 word"), std::string("ไทยไทยไทย"), std::string("👍🏽👍🏽"),
        std::string("?!"), std::string("\u2581\u2581")}) {
    INFO(text.substr(0, 40));
    const Meaning meaning = meaning_of(text);
    CHECK(std::sqrt(likeness(meaning, meaning)) == Approx(1).epsilon(1e-4));
  }
  for (const char* nothing : {"", " ", " \n\t\r "}) {
    const Meaning meaning = meaning_of(nothing);
    CHECK(likeness(meaning, meaning) == 0);
  }
  CHECK(meaning_of("  my\n\nprinter  ") == meaning_of("my printer"));
}

TEST_CASE("A long text is read as far as its first words", "[meaning]") {
  std::string first;
  for (int i = 0; i < 40; ++i) first += "printer ";
  CHECK(meaning_of(first + "and now for something else") ==
        meaning_of(first + "which is all that I can say"));
  CHECK(meaning_of("my printer and now for something else") != meaning_of("my printer which is all"));
}

TEST_CASE("Threads that ask at once get what one gets", "[meaning]") {
  const std::string texts[] = {"where is my parcel", "the screen stays black", "I want a refund"};
  std::vector<Meaning> alone;
  for (const std::string& text : texts) alone.push_back(meaning_of(text));
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(wrong.size());
  for (int& count : wrong) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        for (std::size_t i = 0; i < alone.size(); ++i) count += meaning_of(texts[i]) == alone[i] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

// The benchmark's corpus: the same from the same seed, and like support text in size and shape.
#include "tools/benchmark/corpus/generator.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "indexer/channel/interchange.h"
#include "indexer/resolve.h"

namespace garner::bench {
namespace {

Generator generator(std::uint64_t seed) {
  auto made = Generator::create(GARNER_SOURCE_DIR "/corpora/samples", seed);
  REQUIRE(made);
  return std::move(*made);
}

std::string corpus(const Generator& generator, std::uint64_t count) {
  std::string lines;
  for (std::uint64_t number = 0; number < count; ++number) {
    lines += to_json(generator.conversation(number)) + "\n";
  }
  return lines;
}

std::size_t words_in(const std::string& text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank && !inside) ++words;
    inside = !blank;
  }
  return words;
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  const Generator first = generator(1);
  const std::string text = corpus(first, 50);
  CHECK(text == corpus(generator(1), 50));
  CHECK(text != corpus(generator(2), 50));
  CHECK(to_json(first.conversation(7)) == to_json(generator(1).conversation(7)));
}

TEST_CASE("each line is a conversation of the interchange format and reads as it was written") {
  const Generator source = generator(3);
  std::set<std::string> ids;
  for (std::uint64_t number = 0; number < 200; ++number) {
    const std::string line = to_json(source.conversation(number));
    INFO(line);
    const auto record = parse_record(line);
    REQUIRE(record);
    const auto* conversation = std::get_if<Conversation>(&*record);
    REQUIRE(conversation != nullptr);
    CHECK(to_json(*conversation) == line);
    CHECK(ids.insert(conversation->id).second);
    CHECK(line.find('\n') == std::string::npos);
  }
}

TEST_CASE("conversations are resolved and about 250 words long") {
  const Generator source = generator(5);
  constexpr std::uint64_t kCount = 300;
  std::size_t words = 0;
  std::size_t resolved = 0;
  for (std::uint64_t number = 0; number < kCount; ++number) {
    const Conversation conversation = source.conversation(number);
    words += words_in(conversation.title);
    for (const Message& message : conversation.messages) words += words_in(message.body);
    if (resolve(conversation).resolution == Resolution::kResolved) ++resolved;
    CHECK(conversation.messages.size() >= 2);
    CHECK(conversation.messages.size() <= 5);
  }
  CHECK(words / kCount > 220);
  CHECK(words / kCount < 280);
  CHECK(resolved >= kCount * 97 / 100);
}

TEST_CASE("a larger corpus has more words") {
  const Generator source = generator(5);
  std::set<std::string> seen;
  const auto read = [&](std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t number = from; number < to; ++number) {
      std::string word;
      for (const char c : source.conversation(number).messages.front().body + " ") {
        if (c != ' ' && c != '\n') {
          word += c;
        } else {
          seen.insert(word);
          word.clear();
        }
      }
    }
    return seen.size();
  };
  const std::size_t some = read(0, 200);
  const std::size_t more = read(200, 800);
  CHECK(more > some * 3 / 2);
  CHECK(more < some * 4);
}

TEST_CASE("questions are about a conversation of the corpus") {
  const Generator source = generator(5);
  constexpr std::uint64_t kCount = 40;
  std::set<std::string> ids;
  for (std::uint64_t number = 0; number < kCount; ++number) ids.insert(source.conversation(number).id);
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Question question = source.question(number, kCount);
    INFO(question.message);
    CHECK(ids.count(question.conversation_id) == 1);
    CHECK(words_in(question.message) == 60);
    CHECK(words_in(question.search) >= 2);
    CHECK(words_in(question.search) <= 4);
    CHECK(!question.prefix.empty());
    CHECK(question.prefix.size() <= 12);
    CHECK(source.question(number, kCount).message == question.message);
  }
}

TEST_CASE("a folder without samples is an error that says so") {
  const auto made = Generator::create(GARNER_SOURCE_DIR "/corpora/gold", 1);
  REQUIRE(!made);
  CHECK(made.error().message.find("corpora/gold") != std::string::npos);
}

}  // namespace
}  // namespace garner::bench

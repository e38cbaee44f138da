// What two texts have in common.
#include "indexer/knowledge/diff.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace garner;

namespace {

// "=same -gone +new".
std::string told(const std::string& before, const std::string& after) {
  Analyzer analyzer;
  std::string text;
  for (const DiffRun& run : diff_words(analyzer, before, after)) {
    if (!text.empty()) text += '|';
    if (run.kind == DiffKind::kSame) text += '=';
    if (run.kind == DiffKind::kGone) text += '-';
    if (run.kind == DiffKind::kNew) text += '+';
    text += run.kind == DiffKind::kNew ? after.substr(run.after_begin, run.after_end - run.after_begin)
                                       : before.substr(run.before_begin, run.before_end - run.before_begin);
  }
  return text;
}

// Whether the runs are all of both texts, in order, and what is called the same is.
bool is_whole(const std::vector<DiffRun>& runs, const std::string& before, const std::string& after) {
  std::uint32_t a = 0, b = 0;
  for (const DiffRun& run : runs) {
    if (run.before_begin != a || run.after_begin != b) return false;
    a = run.before_end;
    b = run.after_end;
    if (run.kind == DiffKind::kSame && before.substr(run.before_begin, run.before_end - run.before_begin) !=
                                           after.substr(run.after_begin, run.after_end - run.after_begin))
      return false;
    if (run.kind == DiffKind::kGone && run.after_begin != run.after_end) return false;
    if (run.kind == DiffKind::kNew && run.before_begin != run.before_end) return false;
  }
  return a == before.size() && b == after.size();
}

}  // namespace

TEST_CASE("texts are told apart word by word", "[diff]") {
  struct Case {
    std::string before, after, expected;
  };
  const auto cases = std::vector<Case>{
      {"", "", ""},
      {"a", "a", "=a"},
      {"", "new text", "+new text"},
      {"old text", "", "-old text"},
      {"Hold the button", "Press the button", "-Hold|+Press|= the button"},
      {"one two three", "one three", "=one |-two |=three"},
      {"one three", "one two three", "=one |+two |=three"},
      {"E-041 is shown", "E-042 is shown", "-E-041|+E-042|= is shown"},
      {"電源ボタンを押す", "電源ボタンを長く押す", "=電源ボタンを|+長く|=押す"},
      {"a b c", "c b a", "-a|+c|= b |-c|+a"},
  };
  for (const auto& [before, after, expected] : cases) {
    CAPTURE(before, after);
    CHECK(told(before, after) == expected);
  }
}

TEST_CASE("whatever the texts, the runs are all of both", "[diff]") {
  std::mt19937 random(7);
  Analyzer analyzer;
  const auto make = [&](std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
      text += static_cast<char>('a' + random() % 4);
      text += random() % 3 == 0 ? "\n" : " ";
    }
    return text;
  };
  for (int round = 0; round < 200; ++round) {
    const std::string before = make(random() % 30), after = make(random() % 30);
    CAPTURE(before, after);
    CHECK(is_whole(diff_words(analyzer, before, after), before, after));
  }
  // More edits than are told apart: the middle is replaced.
  std::string before = "begin ", after = "begin ";
  for (int i = 0; i < 5000; ++i) {
    before += "b" + std::to_string(i) + " ";
    after += "a" + std::to_string(i) + " ";
  }
  before += "end";
  after += "end";
  const auto runs = diff_words(analyzer, before, after);
  CHECK(is_whole(runs, before, after));
  CHECK(runs.front().kind == DiffKind::kSame);
  CHECK(runs.back().kind == DiffKind::kSame);
  const std::string broken = "\xff\xfe caf\xc3";
  CHECK(is_whole(diff_words(analyzer, broken, "caf"), broken, "caf"));
}

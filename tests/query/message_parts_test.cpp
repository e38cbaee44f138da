// The parts of a message, and what they do to the order.
#include "query/message_parts.h"

#include <string>
#include <vector>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const std::string& text, const std::vector<Bytes>& parts) {
  Texts texts;
  for (const auto& [begin, end] : parts) texts.push_back(text.substr(begin, end - begin));
  return texts;
}

}  // namespace

TEST_CASE("the first line is the subject where others follow", "[message_parts]") {
  CHECK(subject_bytes("Printer offline\nIt says E-041.") == 15);
  CHECK(subject_bytes("Printer offline") == 0);
  CHECK(subject_bytes(std::string(201, 'x') + "\nand more") == 0);
}

TEST_CASE("questions are found where they stand", "[message_parts]") {
  struct Row {
    std::string text;
    Texts questions;
  };
  for (const Row& row : std::vector<Row>{
           {"I updated to 3.2.1. How do I go back? Thanks.", {" How do I go back?"}},
           {"How? Why?", {"How?", " Why?"}},
           {"It is offline\nwhat now?\nbye", {"what now?"}},
           {"Really?!", {"Really?"}},
           {"see http://example.com/a?b=1 please", {}},
           {"更新しました。どうすれば戻せますか？お願いします", {"どうすれば戻せますか？"}},
           {"كيف أعيد الإصدار؟", {"كيف أعيد الإصدار؟"}},
           {"?", {"?"}},
           {"no question.", {}},
           {"", {}},
       }) {
    INFO(row.text);
    CHECK(texts_of(row.text, questions_of(row.text)) == row.questions);
  }
}

TEST_CASE("what was pasted is told from what was written", "[message_parts]") {
  const std::string trace = "File \"/opt/x/run.py\", line 7, in <module>\nvalue = read(path)[0]";
  struct Row {
    std::string text;
    Texts pasted;
  };
  for (const Row& row : std::vector<Row>{
           {"It fails\nI get this:\n" + trace + "\nWhat can I do about it?", {trace}},
           {"It fails\n" + trace, {trace}},
           {"It fails\na = b[0];\n\nc = d[1];\nand ends", {"a = b[0];\n\nc = d[1];"}},
           {"It fails\nE-041, 3.2.1 (X2)\non the printer", {}},  // one line is a code that was typed
           {"a = b[0];\nc = d[1];\nit ends", {}},                // the first of the two is the subject
           {"I have a printer.\nIt is offline.\nHelp!", {}},
           {"\n\n\n", {}},
           {"", {}},
       }) {
    INFO(row.text);
    CHECK(texts_of(row.text, pasted_parts(row.text)) == row.pasted);
  }
}

TEST_CASE("what is asked counts more than what is told, and that more than what was pasted",
          "[message_parts]") {
  Article gloss = article("gloss", "Gloss of a varnish");
  Article brush = article("brush", "Hair of a brush");
  Library library({gloss, brush});
  CHECK(ids_of(library.suggest("I have a brush here. Which gloss?", {}, "en")).front() == "gloss");
  CHECK(ids_of(library.suggest("I have a gloss here. Which brush?", {}, "en")).front() == "brush");
  const std::string log = "\n[12:01:07] (1) => {0x00}\n[12:01:08] ";
  CHECK(ids_of(library.suggest("Hello\nthe brush it is" + log + "gloss = 1", {}, "en")).front() == "brush");
  CHECK(ids_of(library.suggest("Hello\nthe gloss it is" + log + "brush = 1", {}, "en")).front() == "gloss");
}

TEST_CASE("a code counts in full where it was pasted", "[message_parts]") {
  Article code = article("code", "Error ab12cd34");
  Article word = article("word", "Varnish");
  Library library({code, word});
  const auto points = [&](const std::string& text) {
    SuggestRequest request;
    request.text = text;
    request.locale = "en";
    request.explain = true;
    return value_of(library.searcher().suggest(request)).hits.front().explanation->by_terms;
  };
  const std::string log = "It fails\n[12:01:07] (1) => {0x00}\n[12:01:08] -> ";
  CHECK(points(log + "ab12cd34;") > 2 * points(log + "varnish;"));
  CHECK(points("ab12cd34") == Approx(points("varnish")).epsilon(0.5));
}

// Whatever a person or a program puts into a query, it is answered or refused in words, and never fails.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

std::string utf8(std::uint32_t code) {
  std::string out;
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
  return out;
}

std::string repeat(const std::string& text, std::size_t bytes) {
  std::string out;
  while (out.size() + text.size() <= bytes) out += text;
  return out;
}

// All three ways to ask answer; gives how many hits the search has.
std::size_t ask(Library& library, const std::string& text) {
  library.suggest(text);
  library.complete(text);
  return library.search(text).hits.size();
}

}  // namespace

TEST_CASE("operators in a user's text never fail", "[hostile]") {
  Library library({article("a", "Printer offline", "Turn it off AND on again, OR NOT.")});
  const std::vector<std::string> queries = {
      "",
      " ",
      "\t\r\n",
      "AND",
      "AND OR NOT",
      "printer AND",
      "NOT printer",
      "printer NEAR/3 offline",
      "printer XOR offline",
      "(",
      ")",
      "((((printer",
      "printer))))",
      "\"",
      "\"\"",
      "\"printer",
      "printer\"",
      "-\"",
      "-\"printer",
      "\"\"\"\"\"",
      "-",
      "--",
      "---",
      "- printer",
      "--printer",
      "-printer",
      "-printer -printer",
      "+",
      "+printer",
      "*",
      "print*",
      "?",
      "~printer",
      "printer^2",
      "title:",
      "tag:",
      "tag: printer",
      "tag:\"",
      "tag:\"wifi",
      "tag::::",
      "lang:",
      "lang:xx-invalid-locale-that-goes-on",
      "before:",
      "before:yesterday",
      "before:9999-12-31T23:59:59Z",
      "before:0000-01-01T00:00:00Z",
      "status:",
      "status:-",
      "[a-z]{1,9999}",
      "%s%n%d",
      "'; drop table article; --",
      "<script>alert(1)</script>",
      "\\",
      "\\\"",
      "the of and to it please",
      "😀😀😀",
      "👨‍👩‍👧‍👦",
      "🏳️‍🌈 🇩🇪",
      std::string("\0", 1),
      std::string("printer\0offline", 15),
      "\xff\xfe",
      "printer \xc3",
      "\xed\xa0\x80",
      "\xf5\x80\x80\x80",
      "\xc0\xaf",
      "\x80\x80\x80",
      "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
      "\xe2\x80\xae printer",
  };
  for (const std::string& query : queries) {
    INFO(query);
    ask(library, query);
  }
  CHECK(ask(library, "printer AND offline") == 1);
  CHECK(ask(library, "printer\"") == 1);
  CHECK(ask(library, "(printer)") == 1);
  CHECK(ask(library, "--printer") == 1);
  CHECK(ask(library, "printer - offline") == 1);
  CHECK(ask(library, "printer -offline") == 0);
  CHECK(ask(library, "printer \xff offline") == 1);
  CHECK(ask(library, std::string("printer\0offline", 15)) == 1);
}

TEST_CASE("long queries are answered up to their limit, and refused in words past it", "[hostile]") {
  Library library({article("a", "Printer offline", "Turn it off and on again.")});
  for (const char* piece : {"AND OR NOT ", "\"", "-", "-\"", "tag:", "tag:\"a ", "((", "printer ", "x", "ﷺ",
                            "-a -b ", "before:", "e-", "é", "😀", "\xcc\x81"}) {
    INFO(piece);
    ask(library, repeat(piece, kMaxQueryBytes));
  }
  std::string words;
  for (int i = 0; i < 500; ++i) words += fmt::format("word{} ", i);
  ask(library, words);
  CHECK(library.suggest(words + "printer offline").hits.empty());  // past the terms that are looked at
  CHECK(library.suggest("printer offline " + words).hits.size() == 1);

  SearchRequest search;
  search.query = std::string(kMaxQueryBytes + 1, 'x');
  auto refused = library.searcher().search(search);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kTooLarge);
  CHECK_FALSE(refused.error().hint.empty());

  SuggestRequest message;
  message.text = repeat("my printer is offline\n", kMaxMessageBytes);
  CHECK(value_of(library.searcher().suggest(message)).hits.size() == 1);
  message.subject = std::string(kMaxMessageBytes - message.text.size() + 1, 's');
  refused = library.searcher().suggest(message);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kTooLarge);
  CHECK_FALSE(refused.error().hint.empty());

  const auto typed = library.searcher().typeahead(std::string(kMaxQueryBytes + 1, 'x'), {}, 5);
  REQUIRE_FALSE(typed);
  CHECK(typed.error().code == ErrorCode::kTooLarge);
}

namespace {

// Each would be slow if something about it cost more than its length.
std::vector<std::pair<std::string, std::string>> hostile_queries() {
  std::mt19937 random(7);
  const auto letters = [&](std::size_t count) {
    std::string word;
    for (std::size_t i = 0; i < count; ++i) word += static_cast<char>('a' + random() % 26);
    return word;
  };
  std::string unknown, near, phrases, excluded, filters, mixed;
  for (int i = 0; i < 500; ++i) {
    unknown += letters(4 + random() % 16) + ' ';
    near += (i % 2 == 0 ? "prnter " : "oflfine ");
    phrases += "\"the printer\" ";
    excluded += fmt::format("-\"word{} the\" ", i % 50);
    filters += fmt::format("tag:t{} ", i);
    mixed += i % 3 == 0 ? "\"is the\" " : i % 3 == 1 ? "-lamp " : "prnter ";
  }
  std::string blocks;
  for (std::uint32_t code = 0x80; code < 0x20000 && blocks.size() < kMaxQueryBytes - 8; code += 37) {
    if (code < 0xD800 || code > 0xDFFF) blocks += utf8(code) + (code % 5 == 0 ? " " : "");
  }
  const auto fit = [](std::string text) {
    text.resize(std::min(text.size(), kMaxQueryBytes));
    return text;
  };
  return {{"500 unknown words", fit(unknown)},
          {"five unknown words",
           letters(14) + ' ' + letters(9) + ' ' + letters(8) + ' ' + letters(12) + ' ' + letters(11)},
          {"one long word", std::string(kMaxQueryBytes, 'x')},
          {"one word to be split", "printerofflineprinterofflineprinteroffli"},
          {"500 mistyped words", fit(near)},
          {"500 phrases", fit(phrases)},
          {"500 exclusions", fit(excluded)},
          {"500 filters", fit(filters)},
          {"phrases, exclusions and mistyped words", fit(mixed)},
          {"a phrase of 10 kB", '"' + repeat("the ", kMaxQueryBytes - 2) + '"'},
          {"stop words", repeat("the of and to it is please ", kMaxQueryBytes)},
          {"a phrase of stop words", "\"is the\""},
          {"an excluded phrase of stop words", "-\"is the\""},
          {"everything but one word", "-nothing"},
          {"emoji", repeat("😀🔥", kMaxQueryBytes)},
          {"every block of Unicode", blocks},
          {"operators", repeat("AND OR NOT ( ) ~ ^2 * ", kMaxQueryBytes)},
          {"quotes", repeat("\"", kMaxQueryBytes)},
          {"minuses", repeat("-a ", kMaxQueryBytes)},
          {"marks", "e" + repeat("\xcc\x81", kMaxQueryBytes - 1)},
          {"Thai", repeat("เครื่องพิมพ์", kMaxQueryBytes)},
          {"Han", repeat("打印机无法连接", kMaxQueryBytes)},
          {"codes", repeat("E-041.x_2 ", kMaxQueryBytes)}};
}

std::vector<Article> many_articles(int count) {
  constexpr const char* kParts[] = {"printer", "router", "lamp",  "cable",
                                    "offline", "update", "paper", "network"};
  std::mt19937 random(1);
  std::vector<Article> articles;
  for (int i = 0; i < count; ++i) {
    std::string text;
    for (int word = 0; word < 40; ++word)
      text += word % 3 == 0   ? fmt::format("word{} ", random() % 5000)
              : word % 3 == 1 ? "is the "
                              : std::string(kParts[random() % 8]) + ' ';
    Article made = article(fmt::format("a-{}", i),
                           fmt::format("The {} is {}", kParts[random() % 8], kParts[random() % 8]), text);
    made.tags = {fmt::format("t{}", random() % 300)};
    articles.push_back(std::move(made));
  }
  return articles;
}

}  // namespace

TEST_CASE("queries made to be slow are answered like others", "[hostile]") {
  Library library(many_articles(300));
  for (const auto& [name, query] : hostile_queries()) {
    INFO(name);
    SearchRequest request;
    request.query = query;
    request.facets = {Facet::kTag, Facet::kLanguage};
    for (const SortOrder sort : {SortOrder::kRelevance, SortOrder::kNewest}) {
      request.sort = sort;
      value_of(library.searcher().search(request));
    }
  }
}

// How long the slowest take, for docs/performance.md: run by name, in a release build.
TEST_CASE("times of queries made to be slow", "[.times]") {
  Library library(many_articles(20'000));
  library.search("warm");
  std::vector<std::pair<double, std::string>> times;
  for (const auto& [name, query] : hostile_queries()) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
      SearchRequest request;
      request.query = query;
      best = std::min(best, value_of(library.searcher().search(request)).took_ms);
    }
    times.emplace_back(best, name);
  }
  std::sort(times.rbegin(), times.rend());
  for (const auto& [ms, name] : times) std::cout << fmt::format("{:8.2f} ms  {}\n", ms, name);
}

TEST_CASE("pages end where the limits say", "[search]") {
  std::vector<Article> articles;
  for (int i = 0; i < 60; ++i) articles.push_back(article(fmt::format("a-{}", i), "Printer offline"));
  Library library(articles);
  SearchRequest request;
  request.query = "printer";
  request.limit = 7;
  std::vector<std::string> paged;
  for (request.offset = 0; request.offset < 70; request.offset += 7) {
    const Answer answer = value_of(library.searcher().search(request));
    CHECK(answer.found == 60);
    CHECK(answer.out_of == 60);
    for (const std::string& id : ids_of(answer)) paged.push_back(id);
  }
  request.offset = 0;
  request.limit = 100;
  CHECK(paged == ids_of(value_of(library.searcher().search(request))));  // each once, in one order

  request.limit = 0;
  CHECK(value_of(library.searcher().search(request)).hits.empty());
  request.offset = kMaxDepth;
  CHECK(value_of(library.searcher().search(request)).hits.empty());
  request.limit = 1;
  const auto refused = library.searcher().search(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kInvalidInput);

  SuggestRequest message;
  message.text = "printer";
  message.limit = 1000;
  CHECK(value_of(library.searcher().suggest(message)).hits.size() == kMaxHits);
  message.limit = 0;
  CHECK(value_of(library.searcher().suggest(message)).hits.empty());
  message.limit = 5;
  message.min_score = 1.1;
  CHECK(value_of(library.searcher().suggest(message)).hits.empty());
}

TEST_CASE("every block of Unicode can be asked", "[hostile]") {
  Library library({article("a", "Printer offline", "Turn it off and on again.")});
  for (std::uint32_t block = 0; block < 0x110000; block += block < 0x20000 ? 0x80 : 0x1000) {
    std::string text;
    for (std::uint32_t code = block; code < block + 16; ++code) {
      if (code < 0xD800 || code > 0xDFFF) text += utf8(code);
    }
    INFO(fmt::format("U+{:04X}", block));
    ask(library, text + " printer");
  }
}

TEST_CASE("a library without articles, or without an index yet, answers with nothing", "[search]") {
  Library library;
  CHECK(library.search("printer").hits.empty());
  CHECK(library.suggest("printer").out_of == 0);
  CHECK(library.complete("p").empty());
  library.catch_up();
  CHECK(library.search("printer").hits.empty());
  CHECK(library.suggest("printer").hits.empty());
  CHECK(library.complete("p").empty());
  library.put(article("a", "Printer offline"));
  CHECK(library.search("printer").hits.size() == 1);
}

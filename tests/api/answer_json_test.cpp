// Highlights become markup that is safe to show, whatever the text holds.
#include "api/answer_json.h"

#include <catch2/catch.hpp>

#include "api/json.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("text is escaped and matches are marked") {
  CHECK(to_html({"a <b> & \"c\" 'd'", {}}, {}) == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(to_html({"<script> runs", {{1, 7}, {9, 13}}}, {}) == "&lt;<mark>script</mark>&gt; <mark>runs</mark>");
  CHECK(to_html({"Größe", {{0, 7}}}, {"[", "]"}) == "[Größe]");
  CHECK(to_html({"", {}}, {}).empty());
}

TEST_CASE("highlights that are out of order or out of the text are left out, not followed") {
  CHECK(to_html({"abc", {{1, 2}, {0, 1}}}, {"[", "]"}) == "a[b]c");
  CHECK(to_html({"abc", {{2, 9}}}, {"[", "]"}) == "abc");
  CHECK(to_html({"abc", {{2, 2}}}, {"[", "]"}) == "abc");
}

TEST_CASE("a hit with text that is not UTF-8 is still JSON") {
  Answer answer;
  answer.hits.emplace_back();
  answer.hits[0].title = "caf\xe9";
  answer.hits[0].confidence = 1.7;
  const Json body = Json::parse(suggest_body(answer, {"r", {}}));
  CHECK(body["documents"][0]["title"] == "caf\xef\xbf\xbd");
  CHECK(body["documents"][0]["confidence_score"] == 1.0);
  CHECK(body["answerable"] == false);
}

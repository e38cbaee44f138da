// What the wordings that led to an article teach: whom a message is for, though another has more of its
// words.
#include <xapian.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "indexer/core/live_index.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

Article asked(std::string id, std::string title, std::vector<std::string> wordings) {
  Article made = article(std::move(id), std::move(title));
  made.asked_as = std::move(wordings);
  return made;
}

// "stop", "send" and the rest are said in both; what tells them apart is how.
std::vector<Article> orders() {
  return {
      asked("cancel", "cancel an order",
            {"please cancel my order", "i want to cancel what i ordered", "cancel order now", "stop my order",
             "cancellation of an order", "do not send my order any more", "can i cancel the order i placed"}),
      asked("status", "order status",
            {"where is my order", "order not arrived", "when will my order arrive", "status of my order",
             "my order is late", "has my order been sent", "track the order i placed"}),
      asked("invoice", "invoice for an order",
            {"send me the invoice of my order", "i need a bill for my order", "invoice missing",
             "order without a bill", "the invoice has the wrong address"})};
}

std::string first_for(Library& library, const std::string& text) {
  const Answer answer = library.suggest(text, {}, "en");
  return answer.hits.empty() ? "" : answer.hits.front().id;
}

}  // namespace

TEST_CASE("Unseen wordings find the article that others like them led to", "[learned]") {
  Library library(orders());
  const std::pair<std::string, std::string> rows[] = {{"cancell the ordr please", "cancel"},
                                                      {"order cancelation", "cancel"},
                                                      {"my order has still not arived", "status"},
                                                      {"tracking for my order", "status"},
                                                      {"invoicing address of the order", "invoice"}};
  for (const auto& [text, id] : rows) {
    INFO(text);
    CHECK(first_for(library, text) == id);
  }
}

TEST_CASE("A message in words that nobody used before finds what others meant alike", "[learned]") {
  Library library({asked("card", "Card kept by a cash machine",
                         {"the machine swallowed my card", "my card is stuck in the atm",
                          "the atm did not give back my card", "card was not returned"}),
                   asked("rate", "Exchange rate of a payment",
                         {"what rate do i get abroad", "which exchange rate is used",
                          "how are foreign payments converted", "rate of the dollar"}),
                   asked("pin", "Forgotten PIN",
                         {"i do not know my pin any more", "forgot the secret number", "how do i see my pin",
                          "i lost the code of my card"})});
  // "my", "the" and "not" are in all three.
  CHECK(first_for(library, "my visa got eaten by the teller, it would not spit it out") == "card");
  CHECK(first_for(library, "i cannot remember the digits") == "pin");
  CHECK(first_for(library, "how much is my money worth in euros") == "rate");
}

TEST_CASE("Articles that have none of a message's words are not among the answers", "[learned]") {
  // Few articles of many wordings: so few that all of them are looked at. Of a model, too, that finds the
  // message more like its own wordings than like all others.
  std::vector<Article> articles;
  const std::string things[] = {"lampe",   "ofen",   "radio", "mixer", "heizung",
                                "toaster", "wecker", "grill", "kamera"};
  for (const std::string& thing : things) {
    Article made = article(thing, thing);
    made.locale = "de";
    for (int i = 0; i < 256; ++i)
      made.asked_as.push_back((i % 2 == 0 ? "bitte schalte ein: " : "warum summt mir die ") + thing +
                              " nummer " + std::to_string(i));
    articles.push_back(std::move(made));
  }
  Library library(articles);
  const Answer answer = library.suggest("lampe", {}, "de");
  REQUIRE(answer.hits.size() == 1);
  CHECK(answer.hits.front().id == "lampe");
  CHECK(answer.found == 1);
  CHECK(std::isfinite(answer.hits.front().score));
}

TEST_CASE("What was learned follows the wordings, at once and both ways", "[learned]") {
  Library library(orders());
  const std::string message = "kindly halt dispatching of order";
  auto taught = orders();
  for (const char* wording :
       {"halt dispatching of the order", "please halt the dispatching", "dispatching must be halted"})
    taught[2].asked_as.emplace_back(wording);
  library.put({taught[2]});
  CHECK(first_for(library, message) == "invoice");

  library.put({orders()[2]});
  taught[0].asked_as.insert(taught[0].asked_as.end(), taught[2].asked_as.end() - 3, taught[2].asked_as.end());
  library.put({taught[0]});
  CHECK(first_for(library, message) == "cancel");
}

TEST_CASE("Nothing that was learned of an article stays when it goes, or its wordings do", "[learned]") {
  const auto kept = [](Library& library) {
    const Xapian::Database index(value_of(live_index(library.index_path())));
    std::size_t count = 0;
    for (const char* key : {"garner.learned/", "garner.meanings/"})
      count += static_cast<std::size_t>(
          std::distance(index.metadata_keys_begin(key), index.metadata_keys_end(key)));
    return count;
  };
  Library library(orders());
  CHECK(kept(library) == 6);  // a model and the meanings of its wordings each
  library.remove("cancel");
  CHECK(kept(library) == 4);
  Article without = orders()[1];
  without.asked_as.resize(1);
  library.put(without);
  CHECK(kept(library) == 1);  // no model: there is nothing left to tell its wordings from
  library.remove("invoice");
  CHECK(kept(library) == 0);
}

TEST_CASE("What was learned is in the index: another process has it, and a rebuild learns it anew",
          "[learned]") {
  Library library(orders());
  const std::string message = "cancell the ordr please";
  const Answer before = library.suggest(message, {}, "en");
  REQUIRE_FALSE(before.hits.empty());
  SuggestRequest request;
  request.text = message;
  request.locale = "en";
  auto other = value_of(Searcher::open({.path = library.index_path()}));
  CHECK(value_of(other->suggest(request)).hits.front().confidence == before.hits.front().confidence);

  value_of(library.writer()->rebuild());
  succeed(library.searcher().refresh());
  const Answer after = library.suggest(message, {}, "en");
  CHECK(ids_of(after) == ids_of(before));
  CHECK(after.hits.front().confidence == Approx(before.hits.front().confidence).margin(0.02));
}

TEST_CASE("An article that may not be seen is not suggested, however sure its model is", "[learned]") {
  auto articles = orders();
  articles[0].audience = Audience::kTeam;
  Library library(articles);
  const auto seen = ids_of(library.suggest("please cancel my order", {}, "en"));
  CHECK(std::find(seen.begin(), seen.end(), "cancel") == seen.end());
  Filter team;
  team.audience = Audience::kTeam;
  CHECK(library.suggest("please cancel my order", team, "en").hits.front().id == "cancel");
}

// What the ranker leaves out early never was among the best: of any number wanted, the same come first. Of a
// very large library the first does.
#include "query/rank.h"

#include <algorithm>
#include <random>

#include "query/reader_pool.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

// Words of which the first are in nearly every text and the last in hardly any.
std::string words(std::mt19937& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const double share = static_cast<double>(random() % 10'000) / 10'000;
    text += "w" + std::to_string(static_cast<int>(400 * share * share * share)) + "x ";
  }
  return text;
}

std::vector<Article> articles(bool with_wordings) {
  std::mt19937 random(11);
  std::vector<Article> made;
  for (int i = 0; i < 2500; ++i) {
    made.push_back(article("a-" + std::to_string(i), words(random, 4), words(random, 20)));
    made.back().issue = words(random, 12);
    made.back().created_at = 1'700'000'000'000 + static_cast<Time>(random() % 200) * 86'400'000;
    made.back().audience = i % 3 == 0 ? Audience::kTeam : Audience::kPublic;
    for (unsigned wording = random() % 4; with_wordings && wording > 0; --wording)
      made.back().asked_as.push_back(words(random, 5));
  }
  return made;
}

}  // namespace

TEST_CASE("the best few are the first of all, whatever was left out", "[rank]") {
  for (const bool with_wordings : {false, true}) {
    const std::vector<Article> made = articles(with_wordings);
    const auto later = made.end() - 150;  // so few that what is kept of the others stays
    Library library({made.begin(), later});
    ReaderPool pool(library.index_path());
    succeed(pool.refresh());
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
      if (round == 30) {
        library.put({later, made.end()});
        succeed(pool.refresh());
      }
      const bool message = round % 2 == 0;
      const std::string text = words(random, message ? 25 : 2 + round % 4);
      INFO((with_wordings ? "with wordings: " : "") << text);
      Filter filter;
      filter.audience = round % 3 == 0 ? Audience::kPublic : Audience::kTeam;
      value_of(pool.with_reader([&](Reader& reader, const Snapshot& snapshot) -> Result<bool> {
        auto terms = terms_of_query(reader.analyzer, text, {"en"}, 64);
        weigh(terms, snapshot, reader.database);
        const Visibility visibility(filter, snapshot, reader.database);
        const std::size_t required = message ? 0 : (terms.size() + 1) / 2;
        const auto rank = [&](std::size_t limit, std::uint64_t& found) {
          return reader.ranker.rank(terms, snapshot, visibility, reader.database,
                                    {.limit = limit, .required = required}, found);
        };
        std::uint64_t in_all = 0;
        const auto all = rank(5000, in_all);
        CHECK(all.size() == in_all);
        for (const std::size_t limit : {1, 3, 10, 50}) {
          std::uint64_t found = 0;
          const auto few = rank(limit, found);
          REQUIRE(few.size() == std::min(limit, all.size()));
          CHECK((message ? found <= in_all : found == in_all));
          for (std::size_t i = 0; i < few.size(); ++i) {
            CHECK(few[i].score == Approx(all[i].score).epsilon(1e-5));
            CHECK(few[i].coverage == Approx(all[i].coverage).epsilon(1e-5));
            const bool tie = (i > 0 && all[i].score - all[i - 1].score > -1e-5) ||
                             (i + 1 < all.size() && all[i].score - all[i + 1].score < 1e-5);
            CHECK((few[i].id == all[i].id || tie));
          }
        }
        return true;
      }));
    }
  }
}

// What came since the columns were read is kept apart, in runs that are joined; a reader that is opened anew
// has it all in columns.
TEST_CASE("after many small changes the answers are those of an index that is opened anew", "[rank]") {
  for (const bool with_wordings : {false, true}) {
    std::mt19937 random(3);
    std::vector<Article> made = articles(false);
    for (std::size_t i = 0; with_wordings && i < made.size(); i += 3) made[i].asked_as = {words(random, 5)};
    const auto later = made.end() - 150;
    Library library({made.begin(), later});
    ReaderPool pool(library.index_path());
    succeed(pool.refresh());
    const auto first = pool.snapshot();  // some question may still hold it when all has changed
    const auto columns = first->dense;
    const auto scores_of = [](ReaderPool& from, const Snapshot& snapshot, const std::string& text,
                              bool message) {
      return value_of(from.with_reader([&](Reader& reader, const Snapshot&) -> Result<std::vector<double>> {
        auto terms = terms_of_query(reader.analyzer, text, {"en"}, 64);
        weigh(terms, snapshot, reader.database);
        Filter team;
        team.audience = Audience::kTeam;
        const Visibility visibility(team, snapshot, reader.database);
        std::vector<double> scores;
        std::uint64_t found = 0;
        for (const Ranked& item :
             reader.ranker.rank(terms, snapshot, visibility, reader.database,
                                {.limit = 20, .required = message ? 0 : (terms.size() + 1) / 2}, found))
          scores.push_back(item.score);
        if (!message) scores.push_back(static_cast<double>(found));
        return scores;
      }));
    };
    const auto changed = [&] {
      Article edited = made[random() % 2000];
      edited.issue = words(random, 12);
      return edited;
    };
    std::vector<std::pair<std::string, std::vector<double>>> early;
    for (int i = 0; i < 5; ++i) {
      early.emplace_back(words(random, 25), std::vector<double>());
      early.back().second = scores_of(pool, *first, early.back().first, true);
    }
    for (auto next = later; next != made.end(); next += 5) {
      library.remove("a-" + std::to_string(2000 + (next - later)));
      library.put({next, next + 5});  // and gone again, some of them, before the reader looks
      if (next != later && random() % 3 == 0) library.remove((next + 4)->id);
      library.put({changed(), changed()});
      succeed(pool.refresh());
      // Lists that are read now cover more than the columns do, and less than all in the end.
      for (const bool message : {false, true})
        scores_of(pool, *pool.snapshot(), words(random, message ? 25 : 3), message);
    }
    REQUIRE(pool.snapshot()->dense == columns);
    for (const auto& [text, scores] : early) CHECK(scores_of(pool, *first, text, true) == scores);
    ReaderPool anew(library.index_path());
    succeed(anew.refresh());
    for (int round = 0; round < 40; ++round) {
      const bool message = round % 2 == 0;
      const std::string text = words(random, message ? 25 : 2 + round % 4);
      INFO((with_wordings ? "with wordings: " : "") << text);
      const auto grown = scores_of(pool, *pool.snapshot(), text, message);
      const auto whole = scores_of(anew, *anew.snapshot(), text, message);
      REQUIRE(grown.size() == whole.size());
      REQUIRE(grown.size() > 1);
      for (std::size_t i = 0; i < grown.size(); ++i) CHECK(grown[i] == Approx(whole[i]).epsilon(1e-5));
    }
  }
}

TEST_CASE("in a very large library the first of all still comes first", "[rank]") {
  Library library(articles(false));
  ReaderPool pool(library.index_path());
  succeed(pool.refresh());
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const std::string text = words(random, 25);
    INFO(text);
    value_of(pool.with_reader([&](Reader& reader, const Snapshot& snapshot) -> Result<bool> {
      auto terms = terms_of_query(reader.analyzer, text, {"en"}, 64);
      weigh(terms, snapshot, reader.database);
      Filter team;
      team.audience = Audience::kTeam;
      const Visibility visibility(team, snapshot, reader.database);
      const auto rank = [&](std::uint64_t exact_below) {
        std::uint64_t found = 0;
        return reader.ranker.rank(terms, snapshot, visibility, reader.database,
                                  {.limit = 5, .exact_below = exact_below}, found);
      };
      const auto exact = rank(kExactBelow), likely = rank(0);
      REQUIRE(likely.size() == 5);
      CHECK(likely[0].id == exact[0].id);
      CHECK(likely[0].score == Approx(exact[0].score).epsilon(1e-5));
      return true;
    }));
  }
}

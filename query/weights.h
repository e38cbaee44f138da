// The constants of the ranking. The formula, each one's reason and its measured effect: docs/ranking.md and
// docs/ranking-trials.md. A server runs with these; `tools/bench ablation --vary NAME=VALUE` measures with
// others, and without --vary with one after the other changed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace garner {

struct Weights {
  double k1 = 2.0;               // how soon repeated terms stop counting
  double k1_per_wording = 0.2;   // an article of many wordings repeats by nature: later, by this share each
  double b = 0.8;                // how far long documents are held back
  double k3 = 8;                 // how soon a word repeated in the query stops counting
  double subject_count = 2;      // occurrences more that a word of the message's subject counts as
  double question_count = 1;     // and a word of one of its questions
  double pasted_share = 0.3;     // what a word counts in what the asker pasted: logs, traces, code
  double stop_word_share = 0.4;  // what a word without a topic counts: "how do you say" is a question
  double wording_share = 0.6;    // what the best wording counts beside the article as a whole
  double next_wordings = 0.5;    // what the second and the third best count beside the best
  double synonym_share = 0.8;    // what a synonym counts beside the word itself
  double learned_share = 0.33;   // what a model that is just undecided counts beside all of the words
  double trusted_wordings = 2;   // at which a model would count half: three count .6, twenty .9
  double freshness = 0.8;        // how much more a brand-new article counts than one without end of age
  double fresh_days = 7;         // of this age an article has .7 of that left, of a hundred times it a tenth
  double cited_share = 0.4;      // what an article counts for one that it names, beside its own score
  double use = 0.1;  // how much more or less an article counts that is taken four times as often, or as
                     // seldom, as its places explain
};

struct NamedWeight {
  std::string_view name;
  double Weights::*value;
};
inline constexpr std::array<NamedWeight, 17> kNamedWeights = {{
    {"k1", &Weights::k1},
    {"k1_per_wording", &Weights::k1_per_wording},
    {"b", &Weights::b},
    {"k3", &Weights::k3},
    {"subject_count", &Weights::subject_count},
    {"question_count", &Weights::question_count},
    {"pasted_share", &Weights::pasted_share},
    {"stop_word_share", &Weights::stop_word_share},
    {"wording_share", &Weights::wording_share},
    {"next_wordings", &Weights::next_wordings},
    {"synonym_share", &Weights::synonym_share},
    {"learned_share", &Weights::learned_share},
    {"trusted_wordings", &Weights::trusted_wordings},
    {"freshness", &Weights::freshness},
    {"fresh_days", &Weights::fresh_days},
    {"cited_share", &Weights::cited_share},
    {"use", &Weights::use},
}};

}  // namespace garner

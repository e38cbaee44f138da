#include "tools/benchmark/ablation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "indexer/harvest.h"
#include "indexer/index_writer.h"
#include "query/searcher.h"
#include "tools/benchmark/report.h"
#include "tools/benchmark/workspace.h"
#include "tools/garner/judged_answers.h"

namespace garner::bench {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& documented() {
  static const std::vector<std::string> variations = {"stop_word_share=1",
                                                      "subject_count=0",
                                                      "question_count=0",
                                                      "pasted_share=1",
                                                      "k1_per_wording=0",
                                                      "wording_share=0",
                                                      "next_wordings=0",
                                                      "learned_share=0",
                                                      "trusted_wordings=0",
                                                      "freshness=0",
                                                      "cited_share=0",
                                                      "b=0",
                                                      "b=1",
                                                      "k1=1.2",
                                                      "k3=0",
                                                      "k3=1000000",
                                                      "title=1",
                                                      "asked_as=1",
                                                      "issue=1",
                                                      "title=1,asked_as=1,issue=1,environment=1"};
  return variations;
}

struct Variation {
  std::string name;
  Weights weights = {};
  FieldWeights fields = field_weights();
};

bool set(Variation& variation, const std::string& name, double value) {
  for (const NamedWeight& known : kNamedWeights) {
    if (known.name == name) {
      variation.weights.*known.value = value;
      return true;
    }
  }
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFields[i].name == name && value >= 1 && value <= 255 && value == std::floor(value)) {
      variation.fields[i] = static_cast<std::uint8_t>(value);
      return true;
    }
  }
  return false;
}

Result<Variation> read_variation(const std::string& text) {
  Variation variation;
  variation.name = text;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t equals = part.find('=');
    char* rest = nullptr;
    const double value = equals == std::string::npos ? 0 : std::strtod(part.c_str() + equals + 1, &rest);
    if (rest == nullptr || rest == part.c_str() + equals + 1 || *rest != '\0' ||
        !set(variation, part.substr(0, equals), value)) {
      return fail(
          ErrorCode::kInvalidInput, "no constant of the ranking: " + part,
          "write NAME=NUMBER with a name of query/weights.h, or of a field and a whole number from 1");
    }
  }
  return variation;
}

// A set in an index, asked with one variation after the other. The index is built anew only for other fields.
class JudgedSet {
 public:
  static Result<std::unique_ptr<JudgedSet>> load(const fs::path& folder, const std::string& data);
  Result<Measures> measure(const Variation& variation);

 private:
  Result<> index(const FieldWeights& fields);

  std::string data_;
  std::vector<JudgedQuery> queries_;
  std::optional<FieldWeights> indexed_;
};

Result<std::unique_ptr<JudgedSet>> JudgedSet::load(const fs::path& folder, const std::string& data) {
  auto loaded = std::make_unique<JudgedSet>();
  loaded->data_ = data;
  auto queries = read_judged(folder / "queries.jsonl", folder / "qrels.tsv");
  if (!queries) return fail(queries.error());
  loaded->queries_ = std::move(*queries);
  fs::create_directories(data);
  auto store = Store::open({.path = store_of(data)});
  if (!store) return fail(store.error());
  std::string articles = folder / "articles.ndjson";
  if (!fs::exists(articles)) articles += ".gz";
  Harvester harvester(**store, {.channel = {}, .format = "ndjson"});
  const auto counts = harvester.harvest({articles});
  if (!counts) return fail(counts.error());
  return loaded;
}

Result<> JudgedSet::index(const FieldWeights& fields) {
  if (indexed_ == fields) return {};
  auto writer = IndexWriter::open({.path = index_of(data_), .store_path = store_of(data_), .fields = fields});
  if (!writer) return fail(writer.error());
  const auto counts = (*writer)->rebuild();
  if (!counts) return fail(counts.error());
  indexed_ = fields;
  return {};
}

Result<Measures> JudgedSet::measure(const Variation& variation) {
  if (auto indexed = index(variation.fields); !indexed) return fail(indexed.error());
  const auto searcher = Searcher::open({.path = index_of(data_), .weights = variation.weights});
  if (!searcher) return fail(searcher.error());
  const auto answers = answers_to(queries_, **searcher, "suggest", 10);
  if (!answers) return fail(answers.error());
  return garner::measure(queries_, *answers);
}

// Columns of a set: a forum's links are judged by grades, the others by their first answer.
std::vector<std::pair<std::string, double>> columns(const std::string& set, const Measures& m) {
  std::vector<std::pair<std::string, double>> shown = {{set + " hit@1", m.hit_at_1},
                                                       {"nDCG@10", m.ndcg_at_10}};
  if (m.abstain_auroc) shown.emplace_back("AUROC", *m.abstain_auroc);
  return shown;
}

}  // namespace

Result<> measure_ablation(const std::string& sets, std::vector<std::string> variations) {
  if (variations.empty()) variations = documented();
  std::vector<Variation> all = {{.name = "as it is"}};
  for (const std::string& text : variations) {
    auto variation = read_variation(text);
    if (!variation) return fail(variation.error());
    all.push_back(std::move(*variation));
  }
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(sets, error)) {
    if (fs::exists(entry.path() / "queries.jsonl")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  if (folders.empty()) {
    return fail(ErrorCode::kNotFound, "no judged set in " + (sets.empty() ? "no folder" : sets),
                "name with --sets a folder of folders with articles.ndjson, queries.jsonl and qrels.tsv");
  }
  std::vector<std::string> lines(all.size() + 2);
  lines[0] = "| |";
  lines[1] = "|---|";
  for (std::size_t row = 0; row < all.size(); ++row)
    lines[row + 2] = row == 0 ? "| **as it is** |" : fmt::format("| `{}` |", all[row].name);
  for (const fs::path& folder : folders) {
    const std::string data = fs::temp_directory_path() / "ablation" / folder.filename();
    const auto set = JudgedSet::load(folder, data);
    if (!set) return fail(set.error());
    for (std::size_t row = 0; row < all.size(); ++row) {
      say(fmt::format("{}: {}", folder.filename().string(), all[row].name));
      const auto measured = (*set)->measure(all[row]);
      if (!measured) return fail(measured.error());
      for (const auto& [name, value] : columns(folder.filename(), *measured)) {
        if (row == 0) lines[0] += fmt::format(" {} |", name), lines[1] += "--:|";
        lines[row + 2] += fmt::format(" {:.4f} |", value);
      }
    }
    fs::remove_all(data, error);
  }
  for (const std::string& line : lines) std::cout << line << '\n';
  return {};
}

}  // namespace garner::bench

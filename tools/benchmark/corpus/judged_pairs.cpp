#include "tools/benchmark/corpus/judged_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <unordered_map>
#include <variant>

#include "indexer/capture.h"
#include "indexer/channel/interchange.h"

namespace garner::bench {
namespace {

using Articles = std::unordered_map<std::string, Article>;

tl::unexpected<Error> missing(const std::string& path) {
  return fail(ErrorCode::kNotFound, path + " cannot be read");
}

Result<Articles> read_articles(const std::string& path) {
  std::ifstream file(path);
  if (!file) return missing(path);
  Articles articles;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    auto record = parse_record(line);
    auto* article = record ? std::get_if<Article>(&*record) : nullptr;
    if (article == nullptr) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}, line {}: {}", path, number,
                                                        record ? "no article" : record.error().message));
    }
    std::string id = article->id;
    articles.emplace(std::move(id), std::move(*article));
  }
  return articles;
}

bool share_a_key(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

}  // namespace

Result<std::vector<JudgedPair>> read_judged_pairs(const std::string& folder) {
  const auto articles = read_articles(folder + "/articles.ndjson");
  if (!articles) return fail(articles.error());
  const std::string path = folder + "/pairs.tsv";
  std::ifstream file(path);
  if (!file) return missing(path);
  std::vector<JudgedPair> pairs;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::istringstream fields(line);
    std::string a, b, judgement, kind;
    fields >> a >> b >> judgement >> kind;
    if (!articles->contains(a) || !articles->contains(b) || (judgement != "same" && judgement != "other")) {
      return fail(
          ErrorCode::kInvalidInput,
          fmt::format("{}, line {}: two ids of articles, \"same\" or \"other\", and a kind are expected",
                      path, number));
    }
    pairs.push_back({articles->at(a), articles->at(b), judgement == "same", std::move(kind)});
  }
  return pairs;
}

Linking link(const std::vector<JudgedPair>& pairs) {
  Capturer capturer;
  Linking linking;
  for (const JudgedPair& pair : pairs) {
    ++linking.pairs;
    if (pair.same) ++linking.same;
    const auto a = capturer.terms(pair.a), b = capturer.terms(pair.b);
    // What shares no key is never compared.
    if (!share_a_key(Capturer::fingerprint(a), Capturer::fingerprint(b))) continue;
    const Sameness sameness = judge(Capturer::compare(a, b));
    if (sameness == Sameness::kDifferent) continue;
    ++linking.proposed;
    if (pair.same) ++linking.rightly_proposed;
    if (sameness != Sameness::kSame) continue;
    ++linking.linked;
    if (pair.same) ++linking.rightly_linked;
  }
  return linking;
}

}  // namespace garner::bench

#include "indexer/wordings.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace garner {
namespace {

constexpr std::size_t kMaxAskedAs = 50;
constexpr std::string_view kAskedAs = "asked_as";

}  // namespace

void add_wording(Article& article, const std::string& wording, std::vector<Provenance> words) {
  auto& all = article.asked_as;
  const bool known =
      wording.empty() || wording == article.title || std::find(all.begin(), all.end(), wording) != all.end();
  if (known || all.size() >= kMaxAskedAs) return;
  // The provenance of a list is of its lines, joined by '\n'.
  std::size_t offset = 0;
  for (const std::string& each : all) offset += each.size() + 1;
  all.push_back(wording);
  for (Provenance& source : words) {
    source.field = kAskedAs;
    source.begin += static_cast<std::uint32_t>(offset);
    source.end += static_cast<std::uint32_t>(offset);
    article.provenance.push_back(std::move(source));
  }
}

void bring_wording(const Article& from, std::string_view field, std::size_t begin, const std::string& wording,
                   Article& to) {
  std::vector<Provenance> words;
  for (const Provenance& source : from.provenance) {
    const bool inside =
        source.begin >= begin && source.begin < source.end && source.end <= begin + wording.size();
    if (source.field != field || !inside) continue;
    Provenance& brought = words.emplace_back(source);
    brought.begin -= static_cast<std::uint32_t>(begin);
    brought.end -= static_cast<std::uint32_t>(begin);
  }
  add_wording(to, wording, std::move(words));
}

void drop_wording(Article& article, const std::string& wording) {
  const auto found = std::find(article.asked_as.begin(), article.asked_as.end(), wording);
  if (found == article.asked_as.end()) return;
  std::size_t begin = 0;
  for (auto each = article.asked_as.begin(); each != found; ++each) begin += each->size() + 1;
  const std::size_t end = begin + wording.size() + 1;
  article.asked_as.erase(found);
  std::erase_if(article.provenance, [&](const Provenance& source) {
    return source.field == kAskedAs && source.begin >= begin && source.begin < end;
  });
  for (Provenance& source : article.provenance) {
    if (source.field != kAskedAs || source.begin < end) continue;
    source.begin -= static_cast<std::uint32_t>(end - begin);
    source.end -= static_cast<std::uint32_t>(end - begin);
  }
}

void keep_wordings(const std::vector<Provenance>& known, Article& article) {
  std::copy_if(known.begin(), known.end(), std::back_inserter(article.provenance),
               [](const Provenance& source) { return source.field == kAskedAs; });
}

}  // namespace garner

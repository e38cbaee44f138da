#include "query/facets.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "indexer/core/names.h"
#include "indexer/core/record.h"
#include "indexer/core/schema.h"
#include "indexer/text/filter_value.h"

namespace garner {
namespace {

// In the order of Facet.
constexpr std::array<std::string_view, 4> kPrefixes = {prefix::kTag, prefix::kProduct, prefix::kChannel,
                                                       prefix::kLanguage};
// More new documents than this, and the index's lists of values are quicker to read than the documents'
// terms.
constexpr Xapian::docid kManyNew = 2000;

using Pair = std::pair<Xapian::docid, std::uint32_t>;  // document, value

// Appends the values of the documents from `first` to `last`; `pairs` in the order of documents.
void append(FacetColumn& column, Xapian::docid first, Xapian::docid last, const std::vector<Pair>& pairs) {
  if (column.begin.empty()) column.begin.push_back(0);
  auto next = pairs.begin();
  for (Xapian::docid id = first; id <= last; ++id) {
    for (; next != pairs.end() && next->first == id; ++next) column.of.push_back(next->second);
    column.begin.push_back(static_cast<std::uint32_t>(column.of.size()));
  }
}

void read_all(const Xapian::Database& database, std::string_view prefix, Xapian::docid last,
              FacetColumn& column) {
  std::vector<Pair> pairs;
  for (auto term = database.allterms_begin(std::string(prefix)),
            end = database.allterms_end(std::string(prefix));
       term != end; ++term) {
    const auto value = static_cast<std::uint32_t>(column.values.size());
    column.values.push_back((*term).substr(prefix.size()));
    for (auto posting = database.postlist_begin(*term), past = database.postlist_end(*term);
         posting != past && *posting <= last; ++posting)
      pairs.emplace_back(*posting, value);
  }
  std::sort(pairs.begin(), pairs.end());
  append(column, 0, last, pairs);
}

void read_new(const Xapian::Database& database, std::string_view prefix, const Snapshot& snapshot,
              Xapian::docid after, FacetColumn& column) {
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::uint32_t i = 0; i < column.values.size(); ++i) known.emplace(column.values[i], i);
  std::vector<Pair> pairs;
  for (Xapian::docid id = after + 1; id <= snapshot.last; ++id) {
    const std::uint8_t shelf = snapshot.shelf[id];
    if (shelf == kNoShelf || kind_of_shelf(shelf) != DocumentKind::kArticle) continue;
    try {
      auto term = database.termlist_begin(id);
      const auto end = database.termlist_end(id);
      if (term != end) term.skip_to(std::string(prefix));
      for (; term != end && (*term).starts_with(prefix); ++term) {
        const std::string value = (*term).substr(prefix.size());
        const auto [entry, added] = known.emplace(value, static_cast<std::uint32_t>(column.values.size()));
        if (added) column.values.push_back(value);
        pairs.emplace_back(id, entry->second);
      }
    } catch (const Xapian::DocNotFoundError&) {  // deleted since the snapshot
    }
  }
  append(column, after + 1, snapshot.last, pairs);
}

// The value as the article writes it: "Wi-Fi" of "wi-fi".
std::string as_written(Facet facet, const std::string& value, Xapian::docid id,
                       const Xapian::Database& database, const Snapshot& snapshot) {
  if (facet == Facet::kLanguage) return value;
  const auto article = snapshot.shown->find(id, database);
  if (!article) return value;
  if (facet == Facet::kChannel) {
    const auto sources = split_record((*article)[Shown::kSources]);
    for (std::size_t i = 0; sources && i < sources->size(); i += 3) {
      if (filter_value((*sources)[i]) == value) return std::string((*sources)[i]);
    }
    return value;
  }
  for (const std::string_view item : article->list(facet == Facet::kTag ? Shown::kTags : Shown::kProducts)) {
    if (filter_value(item) == value) return std::string(item);
  }
  return value;
}

struct Counted {
  std::uint32_t value;
  std::uint64_t count;
  Xapian::docid example;
};

}  // namespace

std::shared_ptr<const Facets::State> Facets::state(const Xapian::Database& database,
                                                   const Snapshot& snapshot) {
  const std::lock_guard hold(mutex_);
  if (state_ && state_->generation == snapshot.generation && state_->last >= snapshot.last) return state_;
  auto next = std::make_shared<State>();
  const bool extends =
      state_ && state_->generation == snapshot.generation && snapshot.last - state_->last <= kManyNew;
  if (extends) *next = *state_;
  next->generation = snapshot.generation;
  next->last = snapshot.last;
  for (std::size_t i = 0; i < kPrefixes.size(); ++i) {
    if (extends) {
      read_new(database, kPrefixes.at(i), snapshot, state_->last, next->columns.at(i));
    } else {
      read_all(database, kPrefixes.at(i), snapshot.last, next->columns.at(i));
    }
  }
  state_ = next;
  return next;
}

std::vector<FacetValue> Facets::count(Facet facet, const std::vector<Xapian::docid>& found,
                                      const Xapian::Database& database, const Snapshot& snapshot) {
  std::vector<FacetValue> values;
  if (facet == Facet::kStatus || facet == Facet::kAudience) {
    std::array<std::uint64_t, kShelves> on_shelf{};
    for (const Xapian::docid id : found) ++on_shelf.at(snapshot.shelf[id]);
    for (std::size_t shelf = 0; shelf < kNoShelf; ++shelf) {
      if (on_shelf.at(shelf) == 0) continue;
      const auto byte = static_cast<std::uint8_t>(shelf);
      const std::string_view name =
          facet == Facet::kStatus ? name_of(confidence_of_shelf(byte)) : name_of(audience_of_shelf(byte));
      const auto known = std::find_if(values.begin(), values.end(),
                                      [&](const FacetValue& value) { return value.value == name; });
      if (known == values.end()) {
        values.push_back({std::string(name), on_shelf.at(shelf)});
      } else {
        known->count += on_shelf.at(shelf);
      }
    }
    std::sort(values.begin(), values.end(), [](const FacetValue& a, const FacetValue& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
    return values;
  }

  const auto known = state(database, snapshot);
  const FacetColumn& column = known->columns.at(static_cast<std::size_t>(facet));
  std::vector<Counted> counted(column.values.size());
  for (std::uint32_t i = 0; i < counted.size(); ++i) counted[i] = {i, 0, 0};
  for (const Xapian::docid id : found) {
    for (std::uint32_t i = column.begin[id]; i < column.begin[id + 1]; ++i) {
      Counted& value = counted[column.of[i]];
      ++value.count;
      value.example = id;
    }
  }
  std::erase_if(counted, [](const Counted& value) { return value.count == 0; });
  const std::size_t shown = std::min(counted.size(), kMaxFacetValues);
  std::partial_sort(counted.begin(), counted.begin() + static_cast<std::ptrdiff_t>(shown), counted.end(),
                    [&](const Counted& a, const Counted& b) {
                      if (a.count != b.count) return a.count > b.count;
                      return column.values[a.value] < column.values[b.value];
                    });
  for (std::size_t i = 0; i < shown; ++i) {
    values.push_back(
        {as_written(facet, column.values[counted[i].value], counted[i].example, database, snapshot),
         counted[i].count});
  }
  return values;
}

}  // namespace garner

#include "query/visibility.h"

#include <algorithm>

#include "indexer/core/names.h"
#include "indexer/text/filter_value.h"
#include "indexer/text/language.h"

namespace garner {

Visibility::Visibility(const Filter& filter, const Snapshot& snapshot, const Xapian::Database& database)
    : snapshot_(snapshot) {
  std::vector<std::string> states;
  for (const std::string& state : filter.confidences) states.push_back(filter_value(state));
  for (const Audience audience :
       {Audience::kTeam, Audience::kInternal, Audience::kPartner, Audience::kCustomer, Audience::kPublic}) {
    for (const Confidence confidence :
         {Confidence::kWip, Confidence::kNotValidated, Confidence::kValidated, Confidence::kArchived}) {
      const bool wanted =
          states.empty() || std::find(states.begin(), states.end(), name_of(confidence)) != states.end();
      shelves_[shelf_of(DocumentKind::kArticle, audience, confidence)] =
          audience >= filter.audience && wanted && (confidence != Confidence::kWip || filter.include_wip) &&
          (confidence != Confidence::kArchived || filter.include_archived);
    }
  }
  if (filter.created_before) {
    const Time time = *filter.created_before;
    const Time seconds = time / 1000 + (time % 1000 > 0 ? 1 : 0);  // rounded up
    created_before_ = static_cast<std::uint32_t>(std::clamp<Time>(seconds, 1, UINT32_MAX));
  }
  std::vector<std::string> languages;
  for (const std::string& locale : filter.locales) languages.push_back(primary_language(locale));
  keep_only(database, prefix::kLanguage, languages);
  keep_only(database, prefix::kChannel, filter.channels);
  keep_only(database, prefix::kProduct, filter.products);
  keep_only(database, prefix::kTag, filter.tags);
}

void Visibility::keep_only(const Xapian::Database& database, std::string_view prefix,
                           const std::vector<std::string>& values) {
  if (values.empty()) return;
  std::vector<std::uint8_t> listed(snapshot_.last + 1, 0);
  for (const std::string& value : values) {
    const std::string term = std::string(prefix) + filter_value(value);
    for (auto posting = database.postlist_begin(term), end = database.postlist_end(term); posting != end;
         ++posting) {
      if (*posting <= snapshot_.last) listed[*posting] = 1;
    }
  }
  if (listed_.empty()) {
    listed_ = std::move(listed);
  } else {
    for (std::size_t i = 0; i < listed_.size(); ++i) listed_[i] &= listed[i];
  }
}

std::vector<Xapian::docid> Visibility::first_with(const Xapian::Database& database, const std::string& term,
                                                  std::size_t limit) const {
  std::vector<Xapian::docid> ids;
  for (auto posting = database.postlist_begin(term), end = database.postlist_end(term); posting != end;
       ++posting) {
    if (*posting > snapshot_.last || ids.size() == limit) break;
    if (allows(*posting)) ids.push_back(*posting);
  }
  return ids;
}

std::uint64_t Visibility::articles() const {
  std::uint64_t count = 0;
  for (std::size_t shelf = 0; shelf < kShelves; ++shelf) {
    if (shelves_[shelf]) count += snapshot_.on_shelf[shelf];
  }
  return count;
}

}  // namespace garner

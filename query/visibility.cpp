#include "query/visibility.h"

#include <algorithm>
#include <utility>

#include "indexer/core/names.h"
#include "indexer/text/filter_value.h"
#include "indexer/text/language.h"

namespace garner {
namespace {

// Rounded up.
Time seconds_from(Time time) {
  return time / 1000 + (time % 1000 > 0 ? 1 : 0);
}

bool admits(const FieldFilter& filter, Audience audience, Confidence confidence) {
  const auto& audiences = filter.audiences;
  if (!audiences.empty() && std::find(audiences.begin(), audiences.end(), audience) == audiences.end())
    return false;
  const auto& states = filter.confidences;
  return states.empty() || std::any_of(states.begin(), states.end(), [&](const std::string& state) {
           return filter_value(state) == name_of(confidence);
         });
}

}  // namespace

Visibility::Visibility(const Filter& filter, const Snapshot& snapshot, const Xapian::Database& database)
    : snapshot_(snapshot) {
  for (const Audience audience :
       {Audience::kTeam, Audience::kInternal, Audience::kPartner, Audience::kCustomer, Audience::kPublic}) {
    for (const Confidence confidence :
         {Confidence::kWip, Confidence::kNotValidated, Confidence::kValidated, Confidence::kArchived}) {
      shelves_[shelf_of(DocumentKind::kArticle, audience, confidence)] =
          audience >= filter.audience && admits(filter, audience, confidence) &&
          std::all_of(filter.limits.begin(), filter.limits.end(),
                      [&](const FieldFilter& limit) { return admits(limit, audience, confidence); }) &&
          (confidence != Confidence::kWip || filter.include_wip) &&
          (confidence != Confidence::kArchived || filter.include_archived);
    }
  }
  // Before what is asked for: a count tells of nothing that this caller may not see.
  for (const FieldFilter& limit : filter.limits) keep_only(database, limit);
  articles_ = count();
  if (filter.created_before) {
    created_before_ =
        static_cast<std::uint32_t>(std::clamp<Time>(seconds_from(*filter.created_before), 1, UINT32_MAX));
  }
  if (filter.created_after) {
    created_after_ =
        static_cast<std::uint32_t>(std::clamp<Time>(seconds_from(*filter.created_after), 0, UINT32_MAX));
  }
  shelf_decides_ = shelf_decides_ && created_before_ == 0 && created_after_ == 0;
  keep_only(database, filter);
}

// Calls `visit(id)` for each document that has the term, in order, until it returns false.
template <typename Visit>
void Visibility::each_with(const Xapian::Database& database, const std::string& term, Visit&& visit) const {
  Xapian::docid covered = 0;
  if (const auto column = snapshot_.dense->of_term.find(term); column != snapshot_.dense->of_term.end()) {
    covered = snapshot_.dense->last;
    for (Xapian::docid id = 1; id <= covered; ++id) {
      if (column->second.frequencies[id] != 0 && !visit(id)) return;
    }
  } else {
    const auto list = snapshot_.postings->find(term, snapshot_.last, database);
    covered = list->last;
    for (const Xapian::docid id : list->ids) {
      if (id > snapshot_.last || !visit(id)) return;
    }
  }
  if (covered >= snapshot_.last) return;
  auto posting = database.postlist_begin(term);
  const auto end = database.postlist_end(term);
  if (posting != end) posting.skip_to(covered + 1);
  for (; posting != end && *posting <= snapshot_.last; ++posting) {
    if (!visit(*posting)) return;
  }
}

std::vector<std::uint8_t> Visibility::having(const Xapian::Database& database,
                                             const std::vector<std::string>& terms) const {
  std::vector<std::uint8_t> listed(snapshot_.last + 1, 0);
  for (const std::string& term : terms) {
    each_with(database, term, [&](Xapian::docid id) {
      listed[id] = 1;
      return true;
    });
  }
  return listed;
}

void Visibility::keep(std::vector<std::uint8_t> listed) {
  shelf_decides_ = false;
  if (listed_.empty()) {
    listed_ = std::move(listed);
  } else {
    for (std::size_t i = 0; i < listed_.size(); ++i) listed_[i] &= listed[i];
  }
}

void Visibility::keep_only(const Xapian::Database& database, std::string_view prefix,
                           const std::vector<std::string>& values) {
  if (values.empty()) return;
  std::vector<std::string> terms;
  terms.reserve(values.size());
  for (const std::string& value : values) terms.push_back(std::string(prefix) + filter_value(value));
  keep(having(database, terms));
}

void Visibility::keep_only(const Xapian::Database& database, const FieldFilter& filter) {
  std::vector<std::string> languages;
  for (const std::string& locale : filter.locales) languages.push_back(primary_language(locale));
  keep_only(database, prefix::kLanguage, languages);
  keep_only(database, prefix::kChannel, filter.channels);
  keep_only(database, prefix::kProduct, filter.products);
  keep_only(database, prefix::kTag, filter.tags);
}

void Visibility::keep_with(const Xapian::Database& database, const std::vector<std::string>& terms) {
  keep(having(database, terms));
}

void Visibility::leave_out(const Xapian::Database& database, const std::vector<std::string>& terms) {
  std::vector<std::uint8_t> listed = having(database, terms);
  for (std::uint8_t& each : listed) each ^= 1;
  keep(std::move(listed));
}

std::vector<Xapian::docid> Visibility::first_with(const Xapian::Database& database, const std::string& term,
                                                  std::size_t limit) const {
  std::vector<Xapian::docid> ids;
  if (limit == 0 || articles_ == 0) return ids;
  each_with(database, term, [&](Xapian::docid id) {
    if (allows(id)) ids.push_back(id);
    return ids.size() < limit;
  });
  return ids;
}

std::uint64_t Visibility::count() const {
  std::uint64_t count = 0;
  if (!listed_.empty()) {
    for (Xapian::docid id = 1; id <= snapshot_.last; ++id) count += allows(id) ? 1 : 0;
    return count;
  }
  for (std::size_t shelf = 0; shelf < kShelves; ++shelf) {
    if (shelves_[shelf]) count += snapshot_.on_shelf[shelf];
  }
  return count;
}

}  // namespace garner

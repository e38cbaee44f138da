#include "indexer/core/search_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "indexer/core/record.h"

namespace garner {
namespace {

using Views = std::vector<std::string_view>;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

tl::unexpected<Error> invalid(std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what));
}

Result<> check_id(const std::string& id) {
  if (is_blank(id) || id.size() > kMaxSettingId)
    return invalid(fmt::format("the id must have 1 to {} bytes", kMaxSettingId));
  return {};
}

Result<> check_phrases(const std::vector<std::string>& phrases, std::string_view name, std::size_t most) {
  if (phrases.empty() || phrases.size() > most)
    return invalid(fmt::format("{} must have 1 to {} entries", name, most));
  const bool sound = std::all_of(phrases.begin(), phrases.end(), [](const std::string& phrase) {
    return !is_blank(phrase) && phrase.size() <= kMaxPhraseBytes;
  });
  if (!sound) return invalid(fmt::format("{} must hold texts of 1 to {} bytes", name, kMaxPhraseBytes));
  return {};
}

std::string packed_list(const std::vector<std::string>& items) {
  std::string record;
  for (const std::string& item : items) append_field(record, item);
  return record;
}

std::vector<std::string> list_of(std::string_view record) {
  std::vector<std::string> items;
  if (const auto fields = split_record(record)) items.assign(fields->begin(), fields->end());
  return items;
}

std::string packed_time(const std::optional<Time>& time) {
  return time ? std::to_string(*time) : std::string();
}

template <typename Number>
Number number_of(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<Time> time_of(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(number_of<Time>(text));
}

std::string pack(const Synonym& synonym) {
  std::string record;
  append_field(record, synonym.id);
  append_field(record, synonym.root);
  append_field(record, packed_list(synonym.words));
  append_field(record, synonym.locale);
  return record;
}

std::string pack(const StopWords& stop_words) {
  std::string record;
  append_field(record, stop_words.locale);
  append_field(record, packed_list(stop_words.words));
  return record;
}

std::string pack(const Curation& curation) {
  std::string record, pins;
  for (const Pin& pin : curation.pins) {
    append_field(pins, pin.article_id);
    append_field(pins, std::to_string(pin.position));
  }
  append_field(record, curation.id);
  append_field(record, curation.query);
  append_field(record, curation.contains ? "1" : "");
  append_field(record, pins);
  append_field(record, packed_list(curation.hidden));
  append_field(record, packed_time(curation.from));
  append_field(record, packed_time(curation.to));
  return record;
}

Synonym synonym_of(const Views& fields) {
  return {std::string(fields[0]), std::string(fields[1]), list_of(fields[2]), std::string(fields[3])};
}

Curation curation_of(const Views& fields) {
  Curation curation;
  curation.id = fields[0];
  curation.query = fields[1];
  curation.contains = !fields[2].empty();
  const std::vector<std::string> pins = list_of(fields[3]);
  for (std::size_t i = 0; i + 1 < pins.size(); i += 2)
    curation.pins.push_back({pins[i], number_of<std::uint32_t>(pins[i + 1])});
  curation.hidden = list_of(fields[4]);
  curation.from = time_of(fields[5]);
  curation.to = time_of(fields[6]);
  return curation;
}

template <typename Items>
std::string packed_all(const Items& items) {
  std::string record;
  for (const auto& item : items) append_field(record, pack(item));
  return record;
}

// Visits the fields of each record in `records`; false where one has not `count` of them.
template <typename Visit>
bool each_record(std::string_view records, std::size_t count, Visit&& visit) {
  const auto items = split_record(records);
  if (!items) return false;
  for (const std::string_view item : *items) {
    const auto fields = split_record(item);
    if (!fields || fields->size() != count) return false;
    visit(*fields);
  }
  return true;
}

}  // namespace

Result<> check(const Synonym& synonym) {
  if (auto id = check_id(synonym.id); !id) return id;
  if (auto sound = check_phrases(synonym.words, "synonyms", kMaxSynonymPhrases); !sound) return sound;
  if (!synonym.root.empty()) return check_phrases({synonym.root}, "root", 1);
  if (synonym.words.size() < 2)
    return invalid("synonyms must have at least two entries, or one and a root that finds it");
  return {};
}

Result<> check(const StopWords& stop_words) {
  if (is_blank(stop_words.locale) || stop_words.locale.size() > kMaxSettingId)
    return invalid("stop words belong to a language, such as en");
  return check_phrases(stop_words.words, "stopwords", kMaxStopWords);
}

Result<> check(const Curation& curation) {
  if (auto id = check_id(curation.id); !id) return id;
  if (auto sound = check_phrases({curation.query}, "query", 1); !sound) return sound;
  if (curation.pins.empty() && curation.hidden.empty())
    return invalid("a curation must pin or hide at least one article");
  if (curation.pins.size() > kMaxCuratedArticles || curation.hidden.size() > kMaxCuratedArticles)
    return invalid(fmt::format("a curation pins and hides at most {} articles each", kMaxCuratedArticles));
  std::set<std::string_view> articles;
  std::set<std::uint32_t> positions;
  for (const Pin& pin : curation.pins) {
    if (pin.article_id.empty() || !articles.insert(pin.article_id).second)
      return invalid("an article can be pinned once");
    if (pin.position < 1 || pin.position > kMaxPinPosition || !positions.insert(pin.position).second)
      return invalid(fmt::format("a position must be from 1 to {}, and can be taken once", kMaxPinPosition));
  }
  for (const std::string& id : curation.hidden) {
    if (id.empty() || !articles.insert(id).second)
      return invalid("an article can be pinned or hidden, and that once");
  }
  if (curation.from && curation.to && *curation.from >= *curation.to)
    return invalid("a curation must begin before it ends");
  return {};
}

std::string pack(const SearchSettings& settings) {
  std::string record;
  append_field(record, packed_all(settings.synonyms));
  append_field(record, packed_all(settings.stop_words));
  append_field(record, packed_all(settings.curations));
  return record;
}

std::optional<SearchSettings> unpack_search_settings(std::string_view bytes) {
  SearchSettings settings;
  if (bytes.empty()) return settings;
  const auto kinds = split_record(bytes);
  if (!kinds || kinds->size() != 3) return std::nullopt;
  const bool sound =
      each_record((*kinds)[0], 4, [&](const Views& f) { settings.synonyms.push_back(synonym_of(f)); }) &&
      each_record((*kinds)[1], 2,
                  [&](const Views& f) {
                    settings.stop_words.push_back({std::string(f[0]), list_of(f[1])});
                  }) &&
      each_record((*kinds)[2], 7, [&](const Views& f) { settings.curations.push_back(curation_of(f)); });
  if (!sound) return std::nullopt;
  return settings;
}

}  // namespace garner

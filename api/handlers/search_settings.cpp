// /v1/synonyms, /v1/stopwords, /v1/curations: what editors tell the search. The three differ in what they
// hold; listing, reading, writing and taking out are the same.
#include "indexer/core/search_settings.h"

#include <algorithm>

#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

Json json_of(const Synonym& synonym) {
  Json json = {{"id", synonym.id}, {"synonyms", synonym.words}};
  json["root"] = synonym.root.empty() ? Json() : Json(synonym.root);
  json["locale"] = synonym.locale.empty() ? Json() : Json(synonym.locale);
  return json;
}

Json json_of(const StopWords& list) {
  return {{"locale", list.locale}, {"stopwords", list.words}};
}

Json json_of(const Curation& curation) {
  Json includes = Json::array(), excludes = Json::array();
  for (const Pin& pin : curation.pins)
    includes.push_back({{"id", pin.article_id}, {"position", pin.position}});
  for (const std::string& id : curation.hidden) excludes.push_back({{"id", id}});
  return {
      {"id", curation.id},
      {"rule", {{"query", curation.query}, {"match", curation.contains ? "contains" : "exact"}}},
      {"includes", std::move(includes)},
      {"excludes", std::move(excludes)},
      {"effective_from", curation.from ? Json(to_rfc3339(*curation.from)) : Json()},
      {"effective_to", curation.to ? Json(to_rfc3339(*curation.to)) : Json()},
  };
}

const std::string& key_of(const Synonym& synonym) {
  return synonym.id;
}
const std::string& key_of(const StopWords& list) {
  return list.locale;
}
const std::string& key_of(const Curation& curation) {
  return curation.id;
}

void read(const std::string& id, const Json& body, Synonym& synonym, std::vector<FieldProblem>& errors) {
  Fields fields(body, "", errors);
  synonym = {id, fields.text("root", kMaxPhraseBytes),
             fields.texts("synonyms", kMaxSynonymPhrases, kMaxPhraseBytes),
             fields.text("locale", kMaxSettingId)};
}

void read(const std::string& id, const Json& body, StopWords& list, std::vector<FieldProblem>& errors) {
  list = {id, Fields(body, "", errors).texts("stopwords", kMaxStopWords, kMaxPhraseBytes)};
}

// Visits the objects of an array with their place in the body.
template <typename Visit>
void each_object(Fields& fields, const char* name, std::vector<FieldProblem>& errors, Visit&& visit) {
  const Json* list = fields.array(name, kMaxCuratedArticles);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const std::string pointer = fields.at(name) + "/" + std::to_string(i);
    if ((*list)[i].is_object()) {
      visit(Fields((*list)[i], pointer, errors));
    } else {
      errors.push_back({pointer, "must be an object with an id"});
    }
  }
}

void read(const std::string& id, const Json& body, Curation& curation, std::vector<FieldProblem>& errors) {
  Fields fields(body, "", errors);
  curation.id = id;
  const Json none = Json::object();
  const Json* given = fields.object("rule");
  Fields rule(given == nullptr ? none : *given, fields.at("rule"), errors);
  curation.query = rule.required_text("query", kMaxPhraseBytes);
  const std::string match = rule.text("match");
  if (!match.empty() && match != "exact" && match != "contains")
    rule.wrong("match", "must be exact or contains");
  curation.contains = match == "contains";
  each_object(fields, "includes", errors, [&](Fields pin) {
    std::string article = pin.required_text("id", 512);
    const auto next = static_cast<std::int64_t>(curation.pins.size()) + 1;
    const auto position =
        pin.integer("position", std::min<std::int64_t>(next, kMaxPinPosition), 1, kMaxPinPosition);
    curation.pins.push_back({std::move(article), static_cast<std::uint32_t>(position)});
  });
  each_object(fields, "excludes", errors,
              [&](Fields hidden) { curation.hidden.push_back(hidden.required_text("id", 512)); });
  curation.from = fields.time("effective_from");
  curation.to = fields.time("effective_to");
}

Result<SearchSettings> read_all(Service& service) {
  SearchSettings settings;
  const auto done = service.read([&](Store& store) -> Result<> {
    auto all = store.search_settings();
    if (!all) return fail(all.error());
    settings = std::move(*all);
    return {};
  });
  if (!done) return fail(done.error());
  return settings;
}

template <typename T>
const T* find(const std::vector<T>& items, const std::string& key) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const T& item) { return key_of(item) == key; });
  return found == items.end() ? nullptr : &*found;
}

template <typename T>
Reply list(Service& service, const Request& request, std::vector<T> SearchSettings::*kind) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  const auto settings = read_all(service);
  if (!settings) return tl::make_unexpected(problem_of(settings.error()));
  const std::vector<T>& items = (*settings).*kind;  // by key
  auto next =
      std::find_if(items.begin(), items.end(), [&](const T& item) { return key_of(item) > page->after; });
  Json data = Json::array();
  for (; next != items.end() && data.size() < page->limit; ++next) data.push_back(json_of(*next));
  return list_of(std::move(data), next == items.end() ? Json() : Json(key_of(*std::prev(next))));
}

template <typename T>
Reply get(Service& service, const Request& request, std::vector<T> SearchSettings::*kind) {
  const auto settings = read_all(service);
  if (!settings) return tl::make_unexpected(problem_of(settings.error()));
  const T* item = find((*settings).*kind, request.captures.front());
  if (item == nullptr) return tl::make_unexpected(not_found("there is no such setting"));
  return Response{.body = dump(json_of(*item))};
}

template <typename T>
Reply put(Service& service, const Request& request, std::vector<T> SearchSettings::*kind,
          Result<> (Store::*write)(const T&)) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  T item;
  read(request.captures.front(), *body, item, errors);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  if (auto sound = check(item); !sound) return tl::make_unexpected(problem_of(sound.error()));
  bool known = false;
  const auto written = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    Store& store = editing.store();
    const auto before = store.search_settings();
    if (!before) return fail(before.error());
    known = find((*before).*kind, key_of(item)) != nullptr;
    return (store.*write)(item);
  });
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  Response response{.status = known ? 200 : 201, .body = dump(json_of(item))};
  if (!known) response.headers.emplace_back("Location", request.path);
  return response;
}

Reply take_out(Service& service, const Request& request, Result<> (Store::*take)(std::string_view)) {
  const auto done = service.edit(
      request.caller, [&](Editing& editing) { return (editing.store().*take)(request.captures.front()); });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.status = 204, .content_type = ""};
}

}  // namespace

Reply get_synonyms(Service& service, const Request& request) {
  return list(service, request, &SearchSettings::synonyms);
}
Reply get_synonym(Service& service, const Request& request) {
  return get(service, request, &SearchSettings::synonyms);
}
Reply put_synonym(Service& service, const Request& request) {
  return put(service, request, &SearchSettings::synonyms, &Store::put_synonym);
}
Reply delete_synonym(Service& service, const Request& request) {
  return take_out(service, request, &Store::delete_synonym);
}

Reply get_all_stop_words(Service& service, const Request& request) {
  return list(service, request, &SearchSettings::stop_words);
}
Reply get_stop_words(Service& service, const Request& request) {
  return get(service, request, &SearchSettings::stop_words);
}
Reply put_stop_words(Service& service, const Request& request) {
  return put(service, request, &SearchSettings::stop_words, &Store::put_stop_words);
}
Reply delete_stop_words(Service& service, const Request& request) {
  return take_out(service, request, &Store::delete_stop_words);
}

Reply get_curations(Service& service, const Request& request) {
  return list(service, request, &SearchSettings::curations);
}
Reply get_curation(Service& service, const Request& request) {
  return get(service, request, &SearchSettings::curations);
}
Reply put_curation(Service& service, const Request& request) {
  return put(service, request, &SearchSettings::curations, &Store::put_curation);
}
Reply delete_curation(Service& service, const Request& request) {
  return take_out(service, request, &Store::delete_curation);
}

}  // namespace garner::api

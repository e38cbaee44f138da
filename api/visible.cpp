#include "api/visible.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "indexer/core/names.h"
#include "indexer/index_document.h"
#include "indexer/text/filter_value.h"
#include "indexer/text/language.h"

namespace garner::api {
namespace {

// Whether one of `has` is one of `wanted`, as the index compares them; none wanted: all.
bool any_of_values(const std::vector<std::string>& wanted, const std::vector<std::string>& has) {
  return wanted.empty() || std::any_of(has.begin(), has.end(), [&](const std::string& value) {
           const std::string folded = filter_value(value);
           return std::any_of(wanted.begin(), wanted.end(),
                              [&](const std::string& each) { return filter_value(each) == folded; });
         });
}

bool is_language(const std::vector<std::string>& wanted, const std::string& language) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& locale) {
           return primary_language(locale) == language;
         });
}

bool passes(const FieldFilter& limit, const Article& article) {
  std::vector<std::string> channels;
  for (const Source& source : article.sources) channels.push_back(source.channel);
  const auto& audiences = limit.audiences;
  return any_of_values(limit.channels, channels) && any_of_values(limit.products, article.products) &&
         any_of_values(limit.tags, article.tags) &&
         any_of_values(limit.confidences, {std::string(name_of(article.confidence))}) &&
         (audiences.empty() ||
          std::find(audiences.begin(), audiences.end(), article.audience) != audiences.end()) &&
         (limit.locales.empty() || is_language(limit.locales, stemming_language(article)));
}

bool passes(const FieldFilter& limit, const Conversation& conversation) {
  return limit.confidences.empty() && limit.audiences.empty() &&
         any_of_values(limit.channels, {conversation.channel}) &&
         any_of_values(limit.products, {conversation.product}) &&
         any_of_values(limit.tags, conversation.tags) &&
         is_language(limit.locales, primary_language(conversation.locale));
}

}  // namespace

std::optional<FieldFilter> read_filter(const std::string& text) {
  FieldFilter filter;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view field = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    // A value with a comma in it stands in quotes.
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const std::size_t end = rest.find(quoted ? '"' : ',');
    if (quoted && end == std::string_view::npos) return std::nullopt;
    const std::string value(rest.substr(0, end));
    rest.remove_prefix(std::min(value.size() + (quoted ? 1 : 0), rest.size()));
    if (value.empty() || (!rest.empty() && !rest.starts_with(','))) return std::nullopt;
    if (!rest.empty()) rest.remove_prefix(1);
    if (field == "tag") {
      filter.tags.push_back(value);
    } else if (field == "lang") {
      filter.locales.push_back(value);
    } else if (field == "channel") {
      filter.channels.push_back(value);
    } else if (field == "product") {
      filter.products.push_back(value);
    } else if (field == "status" && parse_confidence(value)) {
      filter.confidences.push_back(value);
    } else if (const auto audience = parse_audience(value); field == "audience" && audience) {
      filter.audiences.push_back(*audience);
    } else {
      return std::nullopt;
    }
  }
  return filter;
}

Filter filter_for(const Rights& caller) {
  Filter filter;
  filter.audience = caller.audience;
  filter.include_wip = caller.is_staff();
  filter.limits = caller.limits;
  return filter;
}

bool narrow(Filter& filter, const std::string& text) {
  auto wanted = read_filter(text);
  if (!wanted) return false;
  static_cast<FieldFilter&>(filter) = std::move(*wanted);
  // Archived articles are found by staff who ask for them.
  const auto& states = filter.confidences;
  if (std::find(states.begin(), states.end(), "archived") != states.end())
    filter.include_archived = filter.include_wip;
  return true;
}

bool may_see(const Rights& caller, const Article& article) {
  const bool ready = article.confidence != Confidence::kWip && article.confidence != Confidence::kArchived;
  return article.audience >= caller.audience && (ready || caller.is_staff()) &&
         std::all_of(caller.limits.begin(), caller.limits.end(),
                     [&](const FieldFilter& limit) { return passes(limit, article); });
}

bool may_see(const Rights& caller, const Article& article, const Revision& revision) {
  Article was = revision.article;
  was.sources = article.sources;  // which a revision does not keep
  return may_see(caller, was);
}

std::string visible_id(Store& store, const Rights& caller, const std::string& article_id) {
  const bool sees_all = caller.audience == Audience::kTeam && caller.limits.empty();
  if (article_id.empty() || sees_all) return article_id;
  const auto article = store.article_outline(article_id);
  return article && may_see(caller, *article) ? article_id : std::string();
}

bool may_see(const Rights& caller, const Conversation& conversation) {
  return caller.is_staff() &&
         std::all_of(caller.limits.begin(), caller.limits.end(),
                     [&](const FieldFilter& limit) { return passes(limit, conversation); });
}

}  // namespace garner::api

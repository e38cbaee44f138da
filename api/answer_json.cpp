#include "api/answer_json.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "api/json.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

void append_escaped(std::string& html, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
}

// Four digits are more than a probability can be trusted to; and they read better.
double rounded(double value) {
  return std::round(std::clamp(value, 0.0, 1.0) * 1e4) / 1e4;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json sources_json(const std::vector<Source>& sources) {
  Json json = Json::array();
  for (const Source& source : sources) {
    json.push_back({{"channel", source.channel},
                    {"url", text_or_null(source.url)},
                    {"conversation_id", text_or_null(source.conversation_id)}});
  }
  return json;
}

Json highlights_json(const Hit& hit, const Marks& marks) {
  Json json = Json::array();
  const auto add = [&](const std::string& field, const Snippet& snippet) {
    if (snippet.highlights.empty()) return;
    Json tokens = Json::array();
    for (const Highlight& highlight : snippet.highlights) {
      tokens.push_back(snippet.text.substr(highlight.begin, highlight.end - highlight.begin));
    }
    json.push_back(
        {{"field", field}, {"snippet", to_html(snippet, marks)}, {"matched_tokens", std::move(tokens)}});
  };
  add("title", hit.marked_title);
  add(hit.snippet_field, hit.snippet);
  return json;
}

double thousandths(double value) {
  return std::round(value * 1000) / 1000;
}

Json explanation_json(const Explanation& e) {
  Json terms = Json::array(), wordings = Json::array(), features = Json::array();
  for (const ExplainedTerm& term : e.terms) {
    terms.push_back({{"word", term.word},
                     {"idf", thousandths(term.idf)},
                     {"weight", thousandths(term.weight)},
                     {"frequency", term.frequency},
                     {"points", thousandths(term.points)}});
  }
  for (const ExplainedWording& wording : e.wordings)
    wordings.push_back({{"text", wording.text}, {"points", thousandths(wording.points)}});
  for (const ExplainedFeature& feature : e.features)
    features.push_back({{"name", feature.name}, {"points", thousandths(feature.points)}});
  return {{"position", e.position},
          {"score", thousandths(e.score)},
          {"confidence", rounded(e.confidence)},
          {"by_terms", thousandths(e.by_terms)},
          {"by_wordings", thousandths(e.by_wordings)},
          {"by_synonyms", thousandths(e.by_synonyms)},
          {"by_learning", thousandths(e.by_learning)},
          {"by_citations", thousandths(e.by_citations)},
          {"citing", e.citing},
          {"matched", thousandths(e.matched)},
          {"freshness", thousandths(e.freshness)},
          {"use", thousandths(e.use)},
          {"terms", std::move(terms)},
          {"wordings", std::move(wordings)},
          {"learned", {{"wordings", e.learned_from}, {"features", std::move(features)}}}};
}

Json hit_json(const Hit& hit, std::size_t position, const Marks& marks) {
  Json json = {{"id", hit.id},
               {"type", "article"},
               {"title", hit.title},
               {"url", text_or_null(hit.url)},
               {"snippet", to_html(hit.snippet, marks)},
               {"highlights", highlights_json(hit, marks)},
               {"score", rounded(hit.confidence)},
               {"position", position},
               {"confidence", name_of(hit.state)},
               {"audience", name_of(hit.audience)},
               {"locale", text_or_null(hit.locale)},
               {"updated_at", hit.updated_at == 0 ? Json() : Json(to_rfc3339(hit.updated_at))},
               {"reuse_count", hit.reuse_count},
               {"similar", hit.similar},
               {"sources", sources_json(hit.sources)}};
  if (hit.explanation) json["explain"] = explanation_json(*hit.explanation);
  return json;
}

// The names are those of `filter`, so that a value counted can be filtered by.
constexpr std::pair<Facet, std::string_view> kFacets[] = {
    {Facet::kTag, "tag"},       {Facet::kProduct, "product"}, {Facet::kChannel, "channel"},
    {Facet::kLanguage, "lang"}, {Facet::kStatus, "status"},   {Facet::kAudience, "audience"}};
constexpr std::pair<SortOrder, std::string_view> kSortOrders[] = {{SortOrder::kRelevance, "relevance"},
                                                                  {SortOrder::kNewest, "newest"},
                                                                  {SortOrder::kOldest, "oldest"},
                                                                  {SortOrder::kUpdated, "updated"},
                                                                  {SortOrder::kReuse, "reuse"}};

template <typename T, std::size_t N>
std::optional<T> parse(const std::pair<T, std::string_view> (&table)[N], std::string_view name) {
  for (const auto& [value, known] : table) {
    if (known == name) return value;
  }
  return std::nullopt;
}

Json facets_json(const std::vector<FacetCounts>& facets) {
  Json json = Json::object();
  for (const FacetCounts& facet : facets) {
    Json values = Json::array();
    for (const FacetValue& value : facet.values) {
      values.push_back({{"value", value.value}, {"count", value.count}});
    }
    for (const auto& [known, name] : kFacets) {
      if (known == facet.facet) json[std::string(name)] = values;
    }
  }
  return json;
}

}  // namespace

std::optional<SortOrder> parse_sort_order(std::string_view name) {
  return parse(kSortOrders, name);
}
std::optional<Facet> parse_facet(std::string_view name) {
  return parse(kFacets, name);
}

std::string escape_html(std::string_view text) {
  std::string html;
  append_escaped(html, text);
  return html;
}

std::string to_html(const Snippet& snippet, const Marks& marks) {
  const std::string_view text = snippet.text;
  std::string html;
  std::size_t done = 0;
  for (const Highlight& highlight : snippet.highlights) {
    if (highlight.begin < done || highlight.end > text.size() || highlight.begin >= highlight.end) continue;
    append_escaped(html, text.substr(done, highlight.begin - done));
    html += marks.start;
    append_escaped(html, text.substr(highlight.begin, highlight.end - highlight.begin));
    html += marks.end;
    done = highlight.end;
  }
  append_escaped(html, text.substr(done));
  return html;
}

std::string search_body(const Answer& answer, const SearchShape& shape) {
  Json hits = Json::array();
  std::size_t position = (shape.page - 1) * shape.per_page;
  for (const Hit& hit : answer.hits) hits.push_back(hit_json(hit, ++position, shape.marks));
  return dump({{"query_id", shape.query_id},
               {"q", shape.q},
               {"corrected_q", text_or_null(answer.corrected_query)},
               {"found", answer.found},
               {"found_exact", answer.found_exact},
               {"out_of", answer.out_of},
               {"page", shape.page},
               {"per_page", shape.per_page},
               {"took_ms", std::round(answer.took_ms * 1000) / 1000},
               {"hits", std::move(hits)},
               {"facet_counts", facets_json(answer.facets)},
               {"suggestions", answer.suggestions},
               {"applied_rules", answer.applied_rules}});
}

std::string suggest_body(const Answer& answer, const SuggestShape& shape) {
  Json documents = Json::array();
  std::size_t position = 0;
  for (const Hit& hit : answer.hits) {
    const bool shareable = hit.audience >= Audience::kCustomer;
    Json document = hit_json(hit, ++position, shape.marks);
    document["confidence_score"] = rounded(hit.confidence);
    document["passage"] = hit.snippet.text;
    document["insert_text"] = hit.insert_text;
    document["share_url"] = shareable ? text_or_null(hit.url) : Json();
    document["shareable"] = shareable;
    document["reason"] = hit.reason;
    documents.push_back(std::move(document));
  }
  Json json = {{"response_id", shape.response_id},
               {"total_count", answer.found},
               {"answerable", answer.answerable},
               {"took_ms", std::round(answer.took_ms * 1000) / 1000},
               {"documents", std::move(documents)}};
  if (shape.deflection_token) json["deflection_token"] = text_or_null(*shape.deflection_token);
  return dump(json);
}

std::string related_body(const Answer& answer) {
  Json hits = Json::array();
  for (const Hit& hit : answer.hits) {
    Json json = hit_json(hit, hits.size() + 1, {});
    json["reason"] = hit.reason;
    hits.push_back(std::move(json));
  }
  return dump({{"hits", std::move(hits)}, {"took_ms", std::round(answer.took_ms * 1000) / 1000}});
}

std::string typeahead_body(const std::vector<Completion>& completions, const std::string& query_id) {
  Json json = Json::array();
  for (const Completion& completion : completions) {
    json.push_back({{"text", completion.text.text},
                    {"highlight", to_html(completion.text, {})},
                    {"kind", completion.kind},
                    {"id", text_or_null(completion.id)},
                    {"url", text_or_null(completion.url)}});
  }
  return dump({{"query_id", query_id}, {"completions", std::move(json)}});
}

}  // namespace garner::api

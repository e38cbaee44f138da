// Questions and what became of the answers.
#include "api/handlers.h"
#include "api/limits.h"
#include "api/routes/areas.h"

namespace garner::api {
namespace {

std::vector<Parameter> search_parameters() {
  return {
      {"q", "string",
       "words, \"a phrase\", -not, tag:, lang:, channel:, product:, status:, before:, after:; "
       "without words, all that is left, newest first"},
      {"locale", "string", "BCP 47; found from the words when left out"},
      {"filter", "string",
       "field:value, joined by commas, a value with a comma in quotes: tag, lang, channel, product, status, "
       "audience"},
      {"facets", "string",
       "values to be counted over all that is found, joined by commas: tag, product, channel, lang, status, "
       "and for staff audience"},
      {"sort", "string", "relevance (when left out), newest, oldest, updated, reuse"},
      {"page", "integer", "from 1"},
      {"per_page", "integer", "1 to 50, 10 when left out; page times per_page is at most 1000"},
      {"typos", "integer",
       "0 to 2, 2 when left out: at most so many letters are corrected in a word that no article has"},
      {"min_score", "number", "leaves out hits of a lower score, 0 to 1"},
      {"snippet_words", "integer", "5 to 100, 30 when left out"},
      {"highlight_start", "string", "put before a match, <mark> when left out"},
      {"highlight_end", "string", "put behind a match, </mark> when left out"},
      {"client_id", "string", "who asks, as in events; left out, nothing is noted of the search"},
      {"collapse", "boolean", "false: articles that say the same are shown one by one"},
      {"track", "boolean", "false: nothing is noted of it"},
      {"explain", "boolean", "what each hit's score is made of; for staff"}};
}

}  // namespace

std::vector<Route> answers_routes() {
  return {
      {.method = "POST",
       .pattern = "/v1/suggest",
       .scope = "suggest",
       .handler = post_suggest,
       .summary = "Answers for a customer's message or a conversation so far, best first",
       .parameters = {{"limit", "integer", "1 to 50, 5 when left out"},
                      {"min_score", "number", "leaves out answers of a lower confidence, 0 to 1"},
                      {"explain", "boolean", "what each answer's score is made of; for staff"}},
       .examples = {{"/v1/suggest",
                     R"({"subject":"Printer offline","body":"Since the update my printer shows offline."})"},
                    {"/v1/suggest?limit=3",
                     R"({"mode":"ask","messages":[{"role":"asker","text":"It shows E-041"}]})"},
                    {"/v1/suggest", R"({"subject":""})", 422}},
       .max_body = kMaxSuggestBody,
       .request = "SuggestRequest",
       .response = "SuggestAnswer",
       .cors = true},
      {.method = "GET",
       .pattern = "/v1/search",
       .scope = "search",
       .handler = get_search,
       .summary = "Searches articles",
       .parameters = search_parameters(),
       .examples = {{"/v1/search?q=printer+offline"},
                    {"/v1/search?q=tag:wifi&facets=tag,lang&sort=updated"},
                    {"/v1/search?q=printer+offline&explain=true"},
                    {"/v1/search?q=printer&per_page=0", "", 422}},
       .response = "SearchAnswer",
       .cors = true},
      {.method = "POST",
       .pattern = "/v1/search",
       .scope = "search",
       .handler = post_search,
       .summary = "Searches articles; the parameters of GET as fields of the body",
       .examples = {{"/v1/search", R"({"q":"printer offline","per_page":5})"}},
       .max_body = kMaxSearchBody,
       .request = "SearchRequest",
       .response = "SearchAnswer",
       .cors = true},
      {.method = "POST",
       .pattern = "/v1/multi-search",
       .scope = "search",
       .handler = post_multi_search,
       .summary = "Several searches at once, answered in their order",
       .examples =
           {{"/v1/multi-search",
             R"({"searches":[{"q":"printer offline","per_page":3},{"q":"lang:en","sort":"newest"}]})"},
            {"/v1/multi-search", R"({"searches":[{"q":"a"},{"q":""}]})", 422}},
       .max_body = kMaxSearchBody,
       .request = "MultiSearchRequest",
       .response = "MultiSearchAnswer",
       .cors = true},
      {.method = "GET",
       .pattern = "/v1/typeahead",
       .scope = "search",
       .handler = get_typeahead,
       .summary = "Titles that complete what is being typed",
       .parameters = {{"q", "string", "what was typed so far"},
                      {"limit", "integer", "1 to 20, 8 when left out"}},
       .examples = {{"/v1/typeahead?q=prin"}},
       .response = "TypeaheadAnswer",
       .cors = true},
      {.method = "POST",
       .pattern = "/v1/typeahead",
       .scope = "search",
       .handler = post_typeahead,
       .summary = "The same; for pages of other sites, whose browser asks for leave once an address",
       .examples = {{"/v1/typeahead", R"({"q":"prin","limit":5})"}, {"/v1/typeahead", R"({"limit":0})", 422}},
       .max_body = kMaxSearchBody,
       .request = "TypeaheadRequest",
       .response = "TypeaheadAnswer",
       .cors = true},
      {.method = "POST",
       .pattern = "/v1/events",
       .scope = "events",
       .handler = post_events,
       .summary = "What people did with the answers (UBI), up to 1000 at once, all or nothing",
       .examples =
           {{"/v1/events",
             R"({"events":[{"action_name":"click","timestamp":"2026-03-01T09:00:00Z","query_id":"q1",)"
             R"("client_id":"desk-7","object_id":"a-1","position":{"ordinal":1}}]})",
             202},
            {"/v1/events", R"({"events":[{"action_name":"stare"}]})", 422}},
       .max_body = kMaxEventsBody,
       .request = "Events",
       .response = "Accepted",
       .cors = true},
  };
}

}  // namespace garner::api

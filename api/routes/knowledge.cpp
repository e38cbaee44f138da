// Articles and conversations.
#include "api/handlers.h"
#include "api/limits.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> knowledge_routes() {
  return {
      {.method = "GET",
       .pattern = "/v1/articles/{id}",
       .scope = "read",
       .handler = get_article,
       .summary = "One article; 404 also for one above the caller's audience",
       .parameters = {{"merged", "string",
                       "show: the article itself, though it was merged into another one"}},
       .examples = {{"/v1/articles/<article>"},
                    {"/v1/articles/<article>?merged=show"},
                    {"/v1/articles/none", "", 404}},
       .response = "Article",
       .also = {{301, "it was merged into the article that Location leads to", "Moved"},
                {304, "it is still what If-None-Match names"}}},
      {.method = "GET",
       .pattern = "/v1/articles/{id}/related",
       .scope = "read",
       .handler = get_related,
       .summary = "What people with this problem needed next, then articles that say similar things",
       .parameters = {{"limit", "integer", "1 to 20, 5 when left out"}},
       .examples = {{"/v1/articles/<article>/related"}, {"/v1/articles/none/related", "", 404}},
       .response = "RelatedAnswer"},
      {.method = "GET",
       .pattern = "/v1/conversations",
       .scope = "read",
       .handler = get_conversations,
       .summary = "Conversations, those that came last first, for staff",
       .parameters = {{"limit", "integer", "1 to 100, 20 when left out"},
                      {"after", "string", "next_cursor of the page before"},
                      {"channel", "string", "those of this channel"},
                      {"state", "string", "open, resolved or closed"},
                      {"unanswered", "boolean", "true: those in which nobody but the asker has written"},
                      {"perhaps_solved", "boolean",
                       "true: those that no article has, though a message may have solved them"}},
       .examples = {{"/v1/conversations?channel=community&state=resolved"},
                    {"/v1/conversations?unanswered=true&limit=5"},
                    {"/v1/conversations?perhaps_solved=true"},
                    {"/v1/conversations?state=lost", "", 422}},
       .response = "ConversationList"},
      {.method = "GET",
       .pattern = "/v1/conversations/{id}",
       .scope = "read",
       .handler = get_conversation,
       .summary = "One conversation with what was found in it, for staff; id, or channel:id",
       .examples = {{"/v1/conversations/<conversation>"}, {"/v1/conversations/none", "", 404}},
       .response = "Conversation"},
  };
}

}  // namespace garner::api

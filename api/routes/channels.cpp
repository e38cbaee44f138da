// How conversations come in.
#include "api/handlers.h"
#include "api/limits.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> channels_routes() {
  return {
      {.method = "POST",
       .pattern = "/v1/ingest/{source}",
       .scope = "ingest",
       .handler = post_ingest,
       .summary = "Takes conversations and articles, one JSON object a line; {source} is the channel they "
                  "came from. "
                  "Platforms push what they have, signed with the channel's secret instead of a key",
       .examples =
           {{"/v1/ingest/community",
             R"({"id":"c-1","title":"Printer offline","messages":[{"id":"m1","body":"It is offline."}]})",
             202}},
       .max_body = kMaxIngestBody,
       .body_type = "application/x-ndjson",
       .gzip = true,
       .signed_push = true},
      {.method = "GET",
       .pattern = "/v1/channels",
       .scope = "admin",
       .handler = get_channels,
       .summary = "The configured channels, and how their last polls went",
       .examples = {{"/v1/channels"}}},
      {.method = "GET",
       .pattern = "/v1/channels/{name}",
       .scope = "admin",
       .handler = get_channel,
       .summary = "One configured channel; tokens and secrets are never shown",
       .examples = {{"/v1/channels/none", "", 404}}},
      {.method = "PUT",
       .pattern = "/v1/channels/{name}",
       .scope = "admin",
       .handler = put_channel,
       .summary = "Makes a channel, or changes the fields named; one of the config file is changed there",
       .examples =
           {{"/v1/channels/forum",
             R"({"format":"discourse","url":"https://forum.example","interval_s":0,"owner":"community team"})",
             201},
            {"/v1/channels/forum", R"({"consent":"maybe"})", 422}},
       .max_body = kMaxChannelBody},
      {.method = "DELETE",
       .pattern = "/v1/channels/{name}",
       .scope = "admin",
       .handler = delete_channel,
       .summary = "Takes a channel out; what came from it stays",
       .examples = {{"/v1/channels/none", "", 404}}},
      {.method = "GET",
       .pattern = "/v1/tasks/{uid}",
       .scope = "ingest",
       .handler = get_task,
       .summary = "What became of long work",
       .examples = {{"/v1/tasks/none", "", 404}}},
  };
}

}  // namespace garner::api

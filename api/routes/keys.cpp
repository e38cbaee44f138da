// API keys.
#include "api/handlers.h"
#include "api/limits.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> keys_routes() {
  return {
      {.method = "GET",
       .pattern = "/v1/keys",
       .scope = "admin",
       .handler = get_keys,
       .summary = "The keys, in the order they were made; revoked ones too, secrets never",
       .parameters = list_parameters(),
       .examples = {{"/v1/keys"}, {"/v1/keys?limit=0", "", 422}},
       .response = "KeyList"},
      {.method = "POST",
       .pattern = "/v1/keys",
       .scope = "admin",
       .handler = post_key,
       .summary = "Makes a key; its secret is in this response and nowhere else",
       .examples =
           {{"/v1/keys",
             R"({"description":"Search box of the help site","scopes":["search","suggest","events"],)"
             R"("audience_max":"public","filter":"product:\"Brindle X2\",product:\"Brindle X4\"",)"
             R"("origins":["https://help.example"],"max_per_minute":600,"expires_at":"2099-01-01T00:00:00Z"})",
             201},
            {"/v1/keys", R"({"scopes":["everything"]})", 422},
            {"/v1/keys", R"({"scopes":["search"],"filter":"colour:red"})", 422}},
       .max_body = kMaxKeyBody,
       .request = "KeyFields",
       .response = "NewKey",
       .creates = true},
      {.method = "GET",
       .pattern = "/v1/keys/{id}",
       .scope = "admin",
       .handler = get_key,
       .summary = "One of them",
       .examples = {{"/v1/keys/<key>"}, {"/v1/keys/none", "", 404}},
       .response = "Key"},
      {.method = "PATCH",
       .pattern = "/v1/keys/{id}",
       .scope = "admin",
       .handler = patch_key,
       .summary = "Changes the fields that are named; null gives one up. It holds from the next request on",
       .examples = {{"/v1/keys/<key>", R"({"description":"Search box","max_per_minute":60})"},
                    {"/v1/keys/<key>", R"({"origins":["help.example"]})", 422},
                    {"/v1/keys/none", R"({"max_per_minute":60})", 404}},
       .max_body = kMaxKeyBody,
       .request = "KeyFields",
       .response = "Key"},
      {.method = "DELETE",
       .pattern = "/v1/keys/{id}",
       .scope = "admin",
       .handler = delete_key,
       .summary = "Revokes a key, and with it all its tokens; it stays in the list",
       .examples = {{"/v1/keys/<key>", "", 204}, {"/v1/keys/none", "", 404}}},
  };
}

}  // namespace garner::api

// The files of api/web: api/web/build.mjs lists them. No key, no state.
#include "api/web.h"

#include "api/handlers.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> web_routes() {
  std::vector<Route> rows;
  for (const web::File& file : web::files()) {
    rows.push_back({.method = "GET",
                    .pattern = file.path,
                    .scope = "",
                    .handler = get_web_file,
                    .summary = file.summary,
                    .examples = {{file.path}},
                    .response = "Text",
                    .response_type = file.type,
                    .cors = !std::string_view(file.type).starts_with("text/html")});
  }
  return rows;
}

}  // namespace garner::api

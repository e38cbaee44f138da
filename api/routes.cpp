// The whole HTTP API: its areas, in the order of the document.
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Parameter> list_parameters() {
  return {{"limit", "integer", "1 to 100, 20 when left out"},
          {"after", "string", "next_cursor of the page before"}};
}

const std::vector<Route>& routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> all;
    for (const auto& area :
         {answers_routes, knowledge_routes, editing_routes, work_routes, channels_routes, settings_routes,
          keys_routes, people_routes, analytics_routes, operations_routes, web_routes}) {
      for (Route& route : area()) all.push_back(std::move(route));
    }
    return all;
  }();
  return table;
}

}  // namespace garner::api

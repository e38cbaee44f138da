// POST /v1/events (UBI 1.3): all or nothing.
#include <algorithm>
#include <array>

#include "api/handlers.h"
#include "api/json.h"
#include "api/limits.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

struct Action {
  std::string_view name;
  bool needs_object;  // what was clicked, viewed, sent
};
constexpr std::array<Action, 10> kActions = {{{"impression", false},
                                              {"click", true},
                                              {"view", true},
                                              {"attach", true},
                                              {"insert", true},
                                              {"dismiss", true},
                                              {"helpful", true},
                                              {"unhelpful", true},
                                              {"solved", false},
                                              {"case_opened", false}}};

Event read_event(const Json& json, const std::string& pointer, std::vector<FieldProblem>& errors) {
  Event event;
  Fields fields(json, pointer, errors);
  event.action_name = fields.required_text("action_name", 64);
  // A token of POST /v1/suggest stands for both; whose it is, the store knows.
  const std::string token = fields.text("deflection_token", 128);
  event.query_id = token.empty() ? fields.required_text("query_id", 128) : token;
  if (token.empty()) event.client_id = fields.required_text("client_id", 128);
  event.session_id = fields.text("session_id", 128);
  event.user_id = fields.text("user_id", 128);
  event.object_id = fields.text("object_id", 512);
  const auto* action = std::find_if(kActions.begin(), kActions.end(),
                                    [&](const Action& known) { return known.name == event.action_name; });
  if (!event.action_name.empty() && action == kActions.end())
    fields.wrong("action_name", "is not an action known here");
  if (action != kActions.end() && action->needs_object && event.object_id.empty()) {
    fields.wrong("object_id", "is required for " + event.action_name);
  }
  const std::size_t before = errors.size();
  const auto timestamp = fields.time("timestamp");
  if (!timestamp && errors.size() == before) fields.wrong("timestamp", "is required");
  if (timestamp && !is_plausible(*timestamp))
    fields.wrong("timestamp", "lies too far in the past or in the future");
  event.timestamp = timestamp.value_or(0);
  if (const Json* position = fields.object("position")) {
    event.ordinal = Fields(*position, fields.at("position"), errors).integer("ordinal", 0, 1, 1'000'000);
  }
  const Json* attributes = fields.object("attributes");
  if (attributes != nullptr) event.attributes = dump(*attributes);
  if (event.attributes.size() > 8 * 1024) fields.wrong("attributes", "must be at most 8 KB");
  const bool has_reason =
      attributes != nullptr && attributes->contains("reason") && (*attributes)["reason"].is_string();
  if (event.action_name == "dismiss" && !has_reason) {
    errors.push_back({fields.at("attributes") + "/reason", "is required for dismiss"});
  }
  return event;
}

// Gives events that came with a token the client that it was given to.
Result<> name_clients(Store& store, std::vector<Event>& events, std::vector<FieldProblem>& errors) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!events[i].client_id.empty()) continue;
    auto client = store.client_of_query(events[i].query_id);
    if (!client) return fail(client.error());
    if (client->empty())
      errors.push_back({"/events/" + std::to_string(i) + "/deflection_token", "is not known here"});
    events[i].client_id = std::move(*client);
  }
  return {};
}

}  // namespace

Reply post_events(Service& service, const Request& request) {
  // What is wrong with a thousand events is told of the first few.
  constexpr std::size_t kMaxErrors = 100;
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const Json* list = fields.array("events", kMaxEvents);
  if (errors.empty() && (list == nullptr || list->empty()))
    fields.wrong("events", "is required and must not be empty");
  std::vector<Event> events;
  if (list != nullptr && errors.empty()) {
    for (std::size_t i = 0; i < list->size() && errors.size() < kMaxErrors; ++i) {
      const std::string pointer = "/events/" + std::to_string(i);
      if ((*list)[i].is_object()) {
        events.push_back(read_event((*list)[i], pointer, errors));
      } else {
        errors.push_back({pointer, "must be an object"});
      }
    }
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto written = service.write([&](Store& store) {
    return store.transaction([&]() -> Result<> {
      // What they speak of may have been asked a moment ago.
      if (auto flushed = service.flush_queries(store); !flushed) return flushed;
      if (auto named = name_clients(store, events, errors); !named) return named;
      return errors.empty() ? store.add_events(events) : Result<>();
    });
  });
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  return Response{.status = 202, .body = dump({{"accepted", events.size()}})};
}

}  // namespace garner::api

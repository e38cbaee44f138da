// /v1/channels: what is configured, and how polling goes.
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

Json json_of(const ConfiguredChannel& channel, const PollState& state) {
  Json json = {{"name", channel.settings.name}, {"from_file", channel.from_file}};
  for (const ChannelField& field : channel_fields()) {
    const std::string name(field.name);
    const std::string value = get_field(channel.settings, field.name);
    if (field.secret) {
      json[name + "_set"] = !value.empty();
    } else {
      json[name] = value;
    }
  }
  json["polled_at"] = state.polled_at ? Json(to_rfc3339(*state.polled_at)) : Json();
  json["not_before"] = state.not_before ? Json(to_rfc3339(*state.not_before)) : Json();
  json["error"] = state.error.empty() ? Json() : Json(state.error);
  json["failures"] = state.failures;
  return json;
}

struct Known {
  ConfiguredChannel channel;
  PollState state;
};

Result<Known> with_state(Store& store, ConfiguredChannel channel) {
  auto state = store.poll_state(channel.settings.name);
  if (!state) return fail(state.error());
  return Known{std::move(channel), std::move(*state)};
}

// Nothing where there is none of that name.
Result<std::optional<Known>> read_one(Service& service, const std::string& name) {
  std::optional<Known> known;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto channel = store.channel(name);
    if (!channel) return fail(channel.error());
    if (!*channel) return {};
    auto found = with_state(store, std::move(**channel));
    if (!found) return fail(found.error());
    known = std::move(*found);
    return {};
  });
  if (!read) return fail(read.error());
  return known;
}

Problem of_the_file(const char* what_to_do) {
  return problem_of(
      {ErrorCode::kConflict,
       std::string("the config file has this channel: ") + what_to_do + " there and start the server again",
       ""});
}

// A value of a field as text: JSON may have numbers where the settings have numbers.
std::optional<std::string> value_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return std::nullopt;
}

// The problem, where a field cannot be what the body says.
std::optional<Problem> set_fields(ConfiguredChannel& channel, const Json& body) {
  if (channel.from_file) return of_the_file("change it");
  std::vector<FieldProblem> errors;
  for (const auto& [name, value] : body.items()) {
    const auto text = value_of(value);
    if (!text) {
      errors.push_back({"/" + name, "should be a string or a whole number"});
    } else if (auto set = set_field(channel.settings, name, *text); !set) {
      errors.push_back({"/" + name, set.error().message});
    }
  }
  if (!errors.empty()) return unprocessable(std::move(errors));
  if (auto sound = check(channel.settings); !sound) return problem_of(sound.error());
  return std::nullopt;
}

}  // namespace

Reply get_channels(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  Json data = Json::array();
  Json cursor;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto channels = store.channels();
    if (!channels) return fail(channels.error());
    for (ConfiguredChannel& channel : *channels) {  // by name
      if (channel.settings.name <= page->after) continue;
      if (data.size() == page->limit) {
        cursor = data.back()["name"];
        break;
      }
      const auto known = with_state(store, std::move(channel));
      if (!known) return fail(known.error());
      data.push_back(json_of(known->channel, known->state));
    }
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

Reply get_channel(Service& service, const Request& request) {
  const auto known = read_one(service, request.captures.front());
  if (!known) return tl::make_unexpected(problem_of(known.error()));
  if (!*known) return tl::make_unexpected(not_found("there is no such channel"));
  return Response{.body = dump(json_of((*known)->channel, (*known)->state))};
}

// Makes a channel, or changes the fields that the body names.
Reply put_channel(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  ConfiguredChannel channel;
  bool known = false;
  std::optional<Problem> refused;
  // Read where it is written: two who set different fields at once both keep theirs.
  const auto written = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    auto before = editing.store().channel(request.captures.front());
    if (!before) return fail(before.error());
    known = before->has_value();
    if (known) channel = std::move(**before);
    channel.settings.name = request.captures.front();
    refused = set_fields(channel, *body);
    if (refused) return fail(ErrorCode::kInvalidInput, refused->detail);
    return editing.store().put_channel(channel);
  });
  if (refused) return tl::make_unexpected(std::move(*refused));
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  Response response{.status = known ? 200 : 201, .body = dump(json_of(channel, {}))};
  if (response.status == 201)
    response.headers.emplace_back("Location", "/v1/channels/" + channel.settings.name);
  return response;
}

Reply delete_channel(Service& service, const Request& request) {
  const auto known = read_one(service, request.captures.front());
  if (!known) return tl::make_unexpected(problem_of(known.error()));
  if (*known && (*known)->channel.from_file) return tl::make_unexpected(of_the_file("take it out"));
  const auto written = service.edit(request.caller, [&](Editing& editing) {
    return editing.store().delete_channel(request.captures.front());
  });
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  return Response{.status = 204, .content_type = ""};
}

}  // namespace garner::api

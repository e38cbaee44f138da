// garner channel: what is configured, and how polling goes.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "indexer/core/clock.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const ConfiguredChannel& channel, const PollState& state) {
  ordered_json json = {{"name", channel.settings.name}, {"from_file", channel.from_file}};
  for (const ChannelField& field : channel_fields()) {
    const std::string value = get_field(channel.settings, field.name);
    if (field.secret) {
      json[std::string(field.name)] = value.empty() ? ordered_json() : ordered_json("set");
    } else {
      json[std::string(field.name)] = value;
    }
  }
  json["polled_at"] = state.polled_at ? ordered_json(to_rfc3339(*state.polled_at)) : ordered_json();
  json["error"] = state.error.empty() ? ordered_json() : ordered_json(state.error);
  return json;
}

Result<Exit> list_channels(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto channels = (*store)->channels();
  if (!channels) return fail(channels.error());
  ordered_json document = {{"channels", ordered_json::array()}};
  for (const ConfiguredChannel& channel : *channels) {
    const auto state = (*store)->poll_state(channel.settings.name);
    if (!state) return fail(state.error());
    document["channels"].push_back(json_of(channel, *state));
    if (globals.json) continue;
    const ChannelSettings& settings = channel.settings;
    const std::string polled = state->polled_at ? "polled " + to_rfc3339(*state->polled_at) : "never polled";
    std::cout << fmt::format("{}  {}  {}  {}{}\n", settings.name,
                             settings.format.empty() ? "any format" : settings.format,
                             settings.url.empty() ? "pushed or from files" : settings.url, polled,
                             state->error.empty() ? "" : "  failed: " + state->error);
  }
  if (globals.json) print_json(document);
  if (channels->empty())
    remark(globals, "No channel is configured: see docs/channels.md, or harvest files without one.");
  return Exit::kDone;
}

}  // namespace

void add_channel(const Command& program, Globals& globals) {
  const Command command = program.subcommand("channel", "the configured channels");
  command.require_subcommand();
  const Command listing = command.subcommand("list", "each with its settings and how its last poll went");
  listing.runs([&globals] { return list_channels(globals); });
}

}  // namespace garner

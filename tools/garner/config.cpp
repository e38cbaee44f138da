#include "tools/garner/config.h"

#include <algorithm>

namespace garner {
namespace {

// Where a section begins and ends, as CLI11 marks it.
bool is_mark(const CLI::ConfigItem& item) {
  return item.name == "++" || item.name == "--";
}

[[noreturn]] void refuse(const std::string& place, const Error& error) {
  std::string text = place + ": " + error.message;
  if (!error.hint.empty()) text += " (" + error.hint + ")";
  throw CLI::ConfigError(text);
}

void take(std::vector<ChannelSettings>& channels, const CLI::ConfigItem& item) {
  if (item.parents.size() != 2) throw CLI::ConfigError("channels are written as [channels.NAME]");
  const std::string& name = item.parents[1];
  auto channel = std::find_if(channels.begin(), channels.end(),
                              [&](const ChannelSettings& known) { return known.name == name; });
  if (channel == channels.end()) {
    channels.emplace_back().name = name;
    channel = channels.end() - 1;
  }
  if (item.inputs.size() != 1)
    refuse("channels." + name, {ErrorCode::kInvalidInput, item.name + " takes one value", ""});
  if (auto set = set_field(*channel, item.name, item.inputs.front()); !set)
    refuse("channels." + name, set.error());
}

void take(std::optional<api::OidcSettings>& oidc, const CLI::ConfigItem& item) {
  if (item.parents.size() != 2 || item.parents[1] != "oidc")
    throw CLI::ConfigError("signing in is configured under [sign_in.oidc]");
  if (!oidc) oidc.emplace();
  if (auto set = api::set_field(*oidc, item.name, item.inputs); !set) refuse("sign_in.oidc", set.error());
}

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  auto all = CLI::ConfigTOML::from_config(input);
  std::vector<ChannelSettings> channels;
  std::vector<CLI::ConfigItem> rest;
  for (CLI::ConfigItem& item : all) {
    const bool of_channel = !item.parents.empty() && item.parents.front() == "channels";
    const bool of_sign_in = !item.parents.empty() && item.parents.front() == "sign_in";
    if (!of_channel && !of_sign_in) {
      rest.push_back(std::move(item));
    } else if (!is_mark(item)) {
      of_channel ? take(channels, item) : take(oidc_, item);
    }
  }
  for (const ChannelSettings& channel : channels) {
    if (auto sound = check(channel); !sound) refuse("channels." + channel.name, sound.error());
  }
  if (oidc_) {
    if (auto sound = api::check(*oidc_); !sound) refuse("sign_in.oidc", sound.error());
  }
  channels_ = std::move(channels);
  return rest;
}

}  // namespace garner

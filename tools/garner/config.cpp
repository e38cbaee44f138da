#include "tools/garner/config.h"

#include <algorithm>

namespace garner {
namespace {

// Where a section begins and ends, as CLI11 marks it.
bool is_mark(const CLI::ConfigItem& item) {
  return item.name == "++" || item.name == "--";
}

[[noreturn]] void refuse(const std::string& channel, const Error& error) {
  std::string text = "channels." + channel + ": " + error.message;
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
  if (item.inputs.size() != 1) refuse(name, {ErrorCode::kInvalidInput, item.name + " takes one value", ""});
  if (auto set = set_field(*channel, item.name, item.inputs.front()); !set) refuse(name, set.error());
}

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  auto all = CLI::ConfigTOML::from_config(input);
  std::vector<ChannelSettings> channels;
  std::vector<CLI::ConfigItem> rest;
  for (CLI::ConfigItem& item : all) {
    const bool of_channel = !item.parents.empty() && item.parents.front() == "channels";
    if (!of_channel) {
      rest.push_back(std::move(item));
    } else if (!is_mark(item)) {
      take(channels, item);
    }
  }
  for (const ChannelSettings& channel : channels) {
    if (auto sound = check(channel); !sound) refuse(channel.name, sound.error());
  }
  channels_ = std::move(channels);
  return rest;
}

}  // namespace garner

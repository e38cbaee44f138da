// The config file: options as CLI11 reads them from TOML, and [channels.NAME] tables, which are no options.
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <optional>
#include <vector>

#include "indexer/core/channel_settings.h"

namespace garner {

class ConfigFile : public CLI::ConfigTOML {
 public:
  // `channels` is filled with what the file says of channels; it must outlive this.
  explicit ConfigFile(std::optional<std::vector<ChannelSettings>>& channels) : channels_(channels) {}

  // Throws CLI::ConfigError where a channel is not as channel_settings.h wants it.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  std::optional<std::vector<ChannelSettings>>& channels_;
};

}  // namespace garner

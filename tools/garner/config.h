// The config file: options as CLI11 reads them from TOML, and the tables [channels.NAME] and [sign_in.oidc],
// which are no options.
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <optional>
#include <vector>

#include "api/oidc_settings.h"
#include "indexer/core/channel_settings.h"

namespace garner {

class ConfigFile : public CLI::ConfigTOML {
 public:
  // `channels` and `oidc` are filled with what the file says of them; they must outlive this.
  ConfigFile(std::optional<std::vector<ChannelSettings>>& channels, std::optional<api::OidcSettings>& oidc)
      : channels_(channels), oidc_(oidc) {}

  // Throws CLI::ConfigError where a channel is not as channel_settings.h wants it, or single sign-on not as
  // oidc_settings.h.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  std::optional<std::vector<ChannelSettings>>& channels_;
  std::optional<api::OidcSettings>& oidc_;
};

}  // namespace garner

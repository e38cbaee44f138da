// ChannelSettings: what an administrator says about one channel: where it is, whose it is, what may be kept
// of it. The config file, the API, the command line and the store all go through the table of fields in
// channel_settings.cpp. Values, pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner {

// What of a channel may be kept.
enum class Consent : std::uint8_t {
  kAll,     // everything it gives: it is public, or its terms cover it
  kTagged,  // conversations that carry ChannelSettings::consent_tag alone
  kNone     // nothing: the channel is switched off, and stays configured
};

// What is stored of authors: a keyed hash (pseudonym.h), or what the platform calls them.
enum class AuthorNaming : std::uint8_t { kPseudonym, kPlain };

struct ChannelSettings {
  std::string name;  // what its conversations belong to
  std::string
      format;         // the platform, as `garner harvest --format` names it; empty: found from what is pushed
  std::string url;    // of the site; empty: it is pushed to us, or harvested from files
  std::string query;  // what to follow there: a tag, a subreddit, OWNER/REPOSITORY
  std::string token;  // of the platform's API: the token itself, "env:NAME" or "file:PATH"
  std::string secret;  // that signs what is pushed to us, in the same three ways
  std::string locale;  // BCP 47, of texts whose language is not told
  std::string product;
  std::string region = "US";                // ISO 3166, of phone numbers without a country code
  Audience audience = Audience::kInternal;  // of what is captured from it
  std::string owner;                        // person or team who answers for it
  int conversations = 0;                    // that there are on the platform, as it counts them; 0: not known
  AuthorNaming authors = AuthorNaming::kPseudonym;
  Consent consent = Consent::kAll;
  std::string consent_tag;
  int interval_s = 900;       // between polls by the server; 0: none
  int page_limit = 200;       // requests in one poll
  int request_gap_ms = 1000;  // least time between two requests to one host
  std::string proxy;          // URL; empty: as the environment says

  bool operator==(const ChannelSettings&) const = default;
};

// One field of the settings, as text.
struct ChannelField {
  std::string_view name;
  std::string_view description;
  bool secret = false;  // taken and never shown again
};
const std::vector<ChannelField>& channel_fields();

// Errors: kInvalidInput that says what the field should be, or which fields there are.
Result<> set_field(ChannelSettings& settings, std::string_view field, std::string_view value);
std::string get_field(const ChannelSettings& settings, std::string_view field);

// What the fields mean together: a name, an url that can be polled, a tag where consent is by tag.
Result<> check(const ChannelSettings& settings);

// The token or secret that `value` stands for: itself, or what env:NAME or file:PATH holds.
// Errors: kInvalidInput where there is no such variable or file.
Result<std::string> reveal(const std::string& value);

}  // namespace garner

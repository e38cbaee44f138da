#include "indexer/core/channel_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>

#include "indexer/core/names.h"

namespace garner {
namespace {

constexpr std::size_t kMaxValue = 1024;  // bytes
constexpr std::array<std::string_view, 3> kConsents = {"all", "tagged", "none"};
constexpr std::array<std::string_view, 2> kAuthorNamings = {"pseudonym", "plain"};

using Set = std::function<Result<>(ChannelSettings&, std::string_view)>;
using Get = std::function<std::string(const ChannelSettings&)>;

struct Setting {
  ChannelField shown;
  Set set;
  Get get;
};

Setting text(std::string_view name, std::string_view description, std::string ChannelSettings::*member,
             bool secret = false) {
  return {{name, description, secret},
          [member](ChannelSettings& settings, std::string_view value) -> Result<> {
            settings.*member = value;
            return {};
          },
          [member](const ChannelSettings& settings) { return settings.*member; }};
}

Setting number(std::string_view name, std::string_view description, int ChannelSettings::*member, int least,
               int most) {
  return {{name, description},
          [=](ChannelSettings& settings, std::string_view value) -> Result<> {
            int given = 0;
            const char* const end = value.data() + value.size();
            const auto read = std::from_chars(value.data(), end, given);
            if (read.ec != std::errc() || read.ptr != end || given < least || given > most) {
              return fail(ErrorCode::kInvalidInput,
                          fmt::format("{} should be a whole number from {} to {}", name, least, most));
            }
            settings.*member = given;
            return {};
          },
          [member](const ChannelSettings& settings) { return std::to_string(settings.*member); }};
}

Result<> set_audience(ChannelSettings& settings, std::string_view value) {
  const auto audience = parse_audience(value);
  if (!audience)
    return fail(ErrorCode::kInvalidInput, "audience should be team, internal, partner, customer or public");
  settings.audience = *audience;
  return {};
}

Result<> set_consent(ChannelSettings& settings, std::string_view value) {
  const auto found = std::find(kConsents.begin(), kConsents.end(), value);
  if (found == kConsents.end())
    return fail(ErrorCode::kInvalidInput, "consent should be all, tagged or none");
  settings.consent = static_cast<Consent>(found - kConsents.begin());
  return {};
}

Result<> set_authors(ChannelSettings& settings, std::string_view value) {
  const auto found = std::find(kAuthorNamings.begin(), kAuthorNamings.end(), value);
  if (found == kAuthorNamings.end())
    return fail(ErrorCode::kInvalidInput, "authors should be pseudonym or plain");
  settings.authors = static_cast<AuthorNaming>(found - kAuthorNamings.begin());
  return {};
}

constexpr int kDay = 86'400;
constexpr int kMostRequests = 100'000;
constexpr int kLongestGap = 60'000;
constexpr int kMostConversations = 2'000'000'000;

const std::vector<Setting>& fields() {
  static const std::vector<Setting> table = {
      text("format", "the platform: discourse, github, mastodon, ...", &ChannelSettings::format),
      text("url", "of the site or its API; left out, the channel is pushed or harvested from files",
           &ChannelSettings::url),
      text("query", "what to follow there: a tag, an account, a subreddit, OWNER/REPOSITORY",
           &ChannelSettings::query),
      text("token", "for the platform's API: the token, env:NAME or file:PATH", &ChannelSettings::token,
           true),
      text("secret", "that signs what the platform pushes: the secret, env:NAME or file:PATH",
           &ChannelSettings::secret, true),
      text("locale", "language of texts that do not tell theirs, BCP 47", &ChannelSettings::locale),
      text("product", "of conversations that name none", &ChannelSettings::product),
      text("region", "country of phone numbers without a country code, ISO 3166", &ChannelSettings::region),
      {{"audience", "of what is captured: team, internal, partner, customer, public"},
       set_audience,
       [](const ChannelSettings& settings) { return std::string(name_of(settings.audience)); }},
      text("owner", "person or team who answers for it", &ChannelSettings::owner),
      number("conversations", "how many there are on the platform, as it counts them, 0: not known",
             &ChannelSettings::conversations, 0, kMostConversations),
      {{"authors", "what is stored of them: pseudonym (a keyed hash), or plain (as the platform names them)"},
       set_authors,
       [](const ChannelSettings& settings) {
         return std::string(kAuthorNamings.at(static_cast<std::size_t>(settings.authors)));
       }},
      {{"consent", "all: everything may be kept; tagged: what carries consent_tag; none: nothing"},
       set_consent,
       [](const ChannelSettings& settings) {
         return std::string(kConsents.at(static_cast<std::size_t>(settings.consent)));
       }},
      text("consent_tag", "the tag of consent = tagged", &ChannelSettings::consent_tag),
      number("interval_s", "seconds between polls by the server, 0: none", &ChannelSettings::interval_s, 0,
             kDay),
      number("page_limit", "requests in one poll", &ChannelSettings::page_limit, 1, kMostRequests),
      number("request_gap_ms", "least time between two requests to one host",
             &ChannelSettings::request_gap_ms, 0, kLongestGap),
      text("proxy", "URL of a proxy; left out, as the environment says", &ChannelSettings::proxy)};
  return table;
}

const Setting* setting_named(std::string_view name) {
  const auto found = std::find_if(fields().begin(), fields().end(),
                                  [&](const Setting& field) { return field.shown.name == name; });
  return found == fields().end() ? nullptr : &*found;
}

bool is_web_address(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

const std::vector<ChannelField>& channel_fields() {
  static const auto shown = [] {
    std::vector<ChannelField> list;
    for (const Setting& field : fields()) list.push_back(field.shown);
    return list;
  }();
  return shown;
}

Result<> set_field(ChannelSettings& settings, std::string_view field, std::string_view value) {
  const Setting* const found = setting_named(field);
  if (found == nullptr) {
    std::string names;
    for (const Setting& known : fields())
      names += (names.empty() ? "" : ", ") + std::string(known.shown.name);
    return fail(ErrorCode::kInvalidInput, fmt::format("a channel has no field {}", field),
                fmt::format("there are {}", names));
  }
  if (value.size() > kMaxValue)
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is longer than {} bytes", field, kMaxValue));
  const bool control =
      std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) return fail(ErrorCode::kInvalidInput, fmt::format("{} holds a control character", field));
  return found->set(settings, value);
}

std::string get_field(const ChannelSettings& settings, std::string_view field) {
  const Setting* const found = setting_named(field);
  return found == nullptr ? std::string() : found->get(settings);
}

Result<> check(const ChannelSettings& settings) {
  const bool named = !settings.name.empty() && settings.name.size() <= 64 &&
                     std::all_of(settings.name.begin(), settings.name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '_' || c == '.';
                     });
  if (!named) {
    return fail(ErrorCode::kInvalidInput,
                "the name of a channel is 1 to 64 letters, digits, '-', '_' and '.'");
  }
  if (!settings.url.empty() && !is_web_address(settings.url))
    return fail(ErrorCode::kInvalidInput, "url should begin with https:// or http://");
  if (!settings.url.empty() && settings.format.empty())
    return fail(ErrorCode::kInvalidInput, "format is missing: it says which platform is at the url");
  if (settings.consent == Consent::kTagged && settings.consent_tag.empty())
    return fail(ErrorCode::kInvalidInput, "consent_tag is missing: consent = tagged needs it");
  return {};
}

Result<std::string> reveal(const std::string& value) {
  constexpr std::string_view kVariable = "env:", kFile = "file:";
  if (value.starts_with(kVariable)) {
    const std::string name = value.substr(kVariable.size());
    const char* const held = std::getenv(name.c_str());
    if (held != nullptr && *held != '\0') return std::string(held);
    return fail(ErrorCode::kInvalidInput, fmt::format("the environment has no variable {}", name),
                "set it where garner runs");
  }
  if (value.starts_with(kFile)) {
    const std::string path = value.substr(kFile.size());
    std::ifstream file(path, std::ios::binary);
    std::string held((std::istreambuf_iterator<char>(file)), {});
    while (!held.empty() && (held.back() == '\n' || held.back() == '\r')) held.pop_back();
    if (file.is_open() && !held.empty()) return held;
    return fail(ErrorCode::kInvalidInput, fmt::format("the file {} cannot be read or is empty", path), "");
  }
  return value;
}

}  // namespace garner

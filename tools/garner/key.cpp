// garner key: API keys. A secret is shown once, when its key is made; the store has its hash.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "api/auth.h"
#include "api/key_json.h"
#include "api/token.h"
#include "api/visible.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct KeyOptions {
  std::vector<std::string> scopes = {"search", "suggest", "read"};
  std::vector<std::string> origins;
  std::string audience = "public", role = "candidate", description, expires, filter, id;
  std::int64_t max_per_minute = 0;
};

Result<Exit> create(const Globals& globals, const KeyOptions& options) {
  const auto audience = parse_audience(options.audience);
  if (!audience) {
    return fail(ErrorCode::kInvalidInput, "there is no such audience",
                "one of team, internal, partner, customer, public");
  }
  const auto role = parse_editor_role(options.role);
  if (!role) {
    return fail(ErrorCode::kInvalidInput, "there is no such role",
                "one of candidate, contributor, publisher, admin");
  }
  const std::string secret = api::new_secret();
  ApiKey key = api::new_key(secret);
  key.description = options.description;
  key.scopes = options.scopes;
  key.audience = *audience;
  key.role = *role;
  key.filter = options.filter;
  key.origins = options.origins;
  key.max_per_minute = options.max_per_minute;
  if (!options.expires.empty()) {
    key.expires_at = parse_rfc3339(options.expires);
    if (!key.expires_at) return fail(ErrorCode::kInvalidInput, "--expires is no time", "such as 2027-01-01");
  }
  if (const auto wrong = api::check_key(key); !wrong.empty())
    return fail(ErrorCode::kInvalidInput, wrong.front().pointer.substr(1) + ": " + wrong.front().detail, "");
  const auto store = open_store(globals);
  if (!store) return fail(store.error());
  if (auto added = (*store)->add_key(key); !added) return fail(added.error());
  if (globals.json) {
    auto document = api::json_of(key);
    document["secret"] = secret;
    print_json(document);
  } else {
    std::cout << secret << '\n';
    remark(globals, fmt::format("Key {} may {} as {}. The secret is not shown again.", key.id,
                                fmt::join(key.scopes, ", "), options.audience));
  }
  return Exit::kDone;
}

Result<Exit> list_keys(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto keys = (*store)->keys();
  if (!keys) return fail(keys.error());
  if (globals.json) {
    nlohmann::ordered_json document = {{"keys", nlohmann::ordered_json::array()}};
    for (const ApiKey& key : *keys) document["keys"].push_back(api::json_of(key));
    print_json(document);
    return Exit::kDone;
  }
  if (keys->empty()) std::cout << "There are no keys.\n";
  for (const ApiKey& key : *keys) {
    const std::string state = key.revoked_at     ? "revoked " + to_rfc3339(*key.revoked_at)
                              : key.last_used_at ? "used " + to_rfc3339(*key.last_used_at)
                                                 : "never used";
    std::cout << fmt::format("{}  {}  {}  {}  {}\n", key.id, name_of(key.audience),
                             fmt::join(key.scopes, ","), state, key.description);
  }
  return Exit::kDone;
}

Result<Exit> revoke(const Globals& globals, const std::string& id) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  if (auto revoked = (*store)->revoke_key(id, now()); !revoked) return fail(revoked.error());
  if (globals.json) {
    print_json({{"id", id}, {"revoked", true}});
  } else {
    std::cout << fmt::format("Key {} is revoked.\n", id);
  }
  return Exit::kDone;
}

struct TokenOptions {
  std::string id, audience, filter;
  std::int64_t minutes = 60;
};

Result<Exit> mint(const Globals& globals, const TokenOptions& options) {
  api::TokenRules rules;
  if (!options.audience.empty()) {
    rules.audience = parse_audience(options.audience);
    if (!rules.audience) {
      return fail(ErrorCode::kInvalidInput, "there is no such audience",
                  "one of team, internal, partner, customer, public");
    }
  }
  rules.filter = options.filter;
  if (!api::read_filter(rules.filter)) {
    return fail(ErrorCode::kInvalidInput, "--filter cannot be read",
                "field:value, joined by commas; tag, lang, channel, product, status, audience");
  }
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto keys = (*store)->keys();
  if (!keys) return fail(keys.error());
  const auto key =
      std::find_if(keys->begin(), keys->end(), [&](const ApiKey& each) { return each.id == options.id; });
  if (key == keys->end() || key->revoked_at)
    return fail(ErrorCode::kNotFound, "there is no such key in force", "garner key list shows them");
  const Time expires_at = now() + options.minutes * 60'000;
  const std::string token = api::make_token(*key, rules, expires_at);
  if (globals.json) {
    print_json({{"token", token}, {"key_id", key->id}, {"expires_at", to_rfc3339(expires_at / 1000 * 1000)}});
  } else {
    std::cout << token << '\n';
    remark(globals, fmt::format("It ends at {}, or with its key.", to_rfc3339(expires_at / 1000 * 1000)));
  }
  return Exit::kDone;
}

}  // namespace

void add_token(const Command& program, Globals& globals) {
  const Command command =
      program.subcommand("token", "make a token of a key, which does and sees less, for a while");
  const auto options = std::make_shared<TokenOptions>();
  constexpr std::size_t kYear = 366UL * 24 * 60;
  command.option("key", options->id, "id of the key, as garner key list shows it").required();
  command.option("--audience", options->audience, "sees articles of this audience and wider");
  command.option("--filter", options->filter, "what an article must meet, besides the key's own filter");
  command.option("--minutes", options->minutes, "how long it holds").between(1, kYear).shows_default();
  command.runs([&globals, options] { return mint(globals, *options); });
}

void add_key(const Command& program, Globals& globals) {
  const Command command = program.subcommand("key", "make, list and revoke API keys");
  command.require_subcommand();
  const auto options = std::make_shared<KeyOptions>();
  const Command making = command.subcommand("create", "make a key; its secret is shown once");
  making.option("--scope", options->scopes, "what it may do").separated_by(',').shows_default();
  making.option("--audience", options->audience, "sees articles of this audience and wider").shows_default();
  making.option("--role", options->role, "what it may do to articles, with the scope write").shows_default();
  making.option("--description", options->description, "what it is for");
  making.option("--filter", options->filter,
                "what an article must meet to be seen with it, such as product:X2,lang:de");
  making.option("--origin", options->origins, "sites whose pages may use it; *: any").separated_by(',');
  making.option("--max-per-minute", options->max_per_minute, "requests; any number when left out")
      .between(1, 1'000'000);
  making.option("--expires", options->expires, "when it ends");
  making.runs([&globals, options] { return create(globals, *options); });
  const Command listing = command.subcommand("list", "keys, without their secrets");
  listing.runs([&globals] { return list_keys(globals); });
  const Command revoking = command.subcommand("revoke", "end a key");
  revoking.option("id", options->id, "as listed").required();
  revoking.runs([&globals, options] { return revoke(globals, options->id); });
}

}  // namespace garner

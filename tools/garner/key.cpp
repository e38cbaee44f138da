// garner key: API keys. A secret is shown once, when its key is made; the store has its hash.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "api/auth.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct Options {
  std::vector<std::string> scopes = {"search", "suggest", "read"};
  std::string audience = "public", description, expires, id;
};

nlohmann::ordered_json to_document(const ApiKey& key) {
  const auto time = [](const std::optional<Time>& at) {
    return at ? nlohmann::ordered_json(to_rfc3339(*at)) : nullptr;
  };
  return {{"id", key.id},
          {"description", key.description},
          {"scopes", key.scopes},
          {"audience", name_of(key.audience)},
          {"created_at", to_rfc3339(key.created_at)},
          {"expires_at", time(key.expires_at)},
          {"last_used_at", time(key.last_used_at)},
          {"revoked_at", time(key.revoked_at)}};
}

Result<Exit> create(const Globals& globals, const Options& options) {
  const auto& known = api::known_scopes();
  for (const std::string& scope : options.scopes) {
    if (std::find(known.begin(), known.end(), scope) != known.end()) continue;
    return fail(ErrorCode::kInvalidInput, fmt::format("there is no scope \"{}\"", scope),
                fmt::format("the scopes are: {}", fmt::join(known, ", ")));
  }
  const auto audience = parse_audience(options.audience);
  if (!audience) {
    return fail(ErrorCode::kInvalidInput, "there is no such audience",
                "one of team, internal, partner, customer, public");
  }
  ApiKey key;
  if (!options.expires.empty()) {
    key.expires_at = parse_rfc3339(options.expires);
    if (!key.expires_at) return fail(ErrorCode::kInvalidInput, "--expires is no time", "such as 2027-01-01");
  }
  constexpr std::size_t kIdDigits = 12;
  const std::string secret = api::new_secret();
  key.id = "k-" + api::random_id().substr(0, kIdDigits);
  key.secret_hash = api::hash_secret(secret);
  key.description = options.description;
  key.scopes = options.scopes;
  key.audience = *audience;
  key.created_at = now();
  const auto store = open_store(globals);
  if (!store) return fail(store.error());
  if (auto added = (*store)->add_key(key); !added) return fail(added.error());
  if (globals.json) {
    auto document = to_document(key);
    document["secret"] = secret;
    print_json(document);
  } else {
    std::cout << secret << '\n';
    remark(globals, fmt::format("Key {} may {} as {}. The secret is not shown again.", key.id,
                                fmt::join(key.scopes, ", "), options.audience));
  }
  return Exit::kDone;
}

Result<Exit> list(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto keys = (*store)->keys();
  if (!keys) return fail(keys.error());
  if (globals.json) {
    nlohmann::ordered_json document = {{"keys", nlohmann::ordered_json::array()}};
    for (const ApiKey& key : *keys) document["keys"].push_back(to_document(key));
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

}  // namespace

void add_key(const Command& program, Globals& globals) {
  const Command command = program.subcommand("key", "make, list and revoke API keys");
  command.require_subcommand();
  const auto options = std::make_shared<Options>();
  const Command making = command.subcommand("create", "make a key; its secret is shown once");
  making.option("--scope", options->scopes, "what it may do").separated_by(',').shows_default();
  making.option("--audience", options->audience, "sees articles of this audience and wider").shows_default();
  making.option("--description", options->description, "what it is for");
  making.option("--expires", options->expires, "when it ends");
  making.runs([&globals, options] { return create(globals, *options); });
  const Command listing = command.subcommand("list", "keys, without their secrets");
  listing.runs([&globals] { return list(globals); });
  const Command revoking = command.subcommand("revoke", "end a key");
  revoking.option("id", options->id, "as listed").required();
  revoking.runs([&globals, options] { return revoke(globals, options->id); });
}

}  // namespace garner

// The commands of `garner`, one file each. A command registers its options and says what to run; main.cpp
// parses, runs it and turns its Result into the exit status (docs/cli.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/oidc_settings.h"
#include "indexer/core/channel_settings.h"
#include "indexer/core/result.h"

namespace garner {

class Command;  // options.h

enum class Exit : int { kDone = 0, kFailed = 1, kWrongUse = 2, kQuarantined = 3 };

// The options that stand before the command, and the command that was chosen.
struct Globals {
  std::string data = "./garner-data";  // holds everything: store, index
  bool json = false;                   // one JSON document on stdout
  bool quiet = false;                  // no progress, no remarks
  // The [channels.NAME] tables of the config file; nothing: there is no file. What they say goes into the
  // store when it is opened for writing.
  std::optional<std::vector<ChannelSettings>> channels;
  std::optional<api::OidcSettings> oidc;  // [sign_in.oidc] of the config file
  std::function<Result<Exit>()> run;      // set by the chosen command's callback

  std::string store_path() const { return data + "/store.sqlite"; }
  std::string index_path() const { return data + "/index"; }
};

void add_harvest(const Command& program, Globals& globals);
void add_channel(const Command& program, Globals& globals);
void add_quarantine(const Command& program, Globals& globals);
void add_import(const Command& program, Globals& globals);
void add_export(const Command& program, Globals& globals);
void add_suggest(const Command& program, Globals& globals);
void add_search(const Command& program, Globals& globals);
void add_explain(const Command& program, Globals& globals);
void add_serve(const Command& program, Globals& globals);
void add_index(const Command& program, Globals& globals);
void add_eval(const Command& program, Globals& globals);
void add_eval_resolution(const Command& program, Globals& globals);
void add_key(const Command& program, Globals& globals);
void add_token(const Command& program, Globals& globals);
void add_person(const Command& program, Globals& globals);
void add_backup(const Command& program, Globals& globals);
void add_restore(const Command& program, Globals& globals);
void add_verify(const Command& program, Globals& globals);
void add_erase(const Command& program, Globals& globals);
void add_stats(const Command& program, Globals& globals);

}  // namespace garner

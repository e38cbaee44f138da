// garner: the command line. Parses, runs the command, and says what became of it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "indexer/core/log.h"
#include "tools/garner/commands.h"
#include "tools/garner/config.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

using Register = void (*)(const Command&, Globals&);
// In the order of --help.
constexpr Register kCommands[] = {add_harvest, add_channel,         add_quarantine, add_import, add_export,
                                  add_suggest, add_search,          add_explain,    add_serve,  add_index,
                                  add_eval,    add_eval_resolution, add_person,     add_key,    add_token,
                                  add_backup,  add_restore,         add_verify,     add_erase,  add_stats};

// CLI11 lets its file beat the environment. Here the environment beats the file and the command line beats
// both: GARNER_DATA is put where the command line stands, before what was given there.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto is_data = [](const std::string& argument) {
    return argument == "--data" || argument.rfind("--data=", 0) == 0;
  };
  const char* data = std::getenv("GARNER_DATA");
  if (data != nullptr && *data != '\0' && std::none_of(arguments.begin(), arguments.end(), is_data)) {
    arguments.insert(arguments.begin(), {"--data", data});
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI::App::parse takes them
  return arguments;
}

int run(int argc, char** argv) {
  Globals globals;
  CLI::App app{"Garner keeps what support conversations teach, and suggests it when somebody asks again.",
               "garner"};
  app.set_version_flag("--version", GARNER_VERSION);
  app.add_option("--data", globals.data, "folder of everything: store, index, quarantine (or GARNER_DATA)")
      ->capture_default_str();
  app.config_formatter(std::make_shared<ConfigFile>(globals.channels, globals.oidc));
  app.set_config("--config", "",
                 "TOML file: the long names of these options, and [channels.NAME], [sign_in.oidc]; unknown "
                 "keys are refused");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.add_flag("--json", globals.json, "one JSON document on stdout");
  app.add_flag("--quiet", globals.quiet, "no progress and no remarks");
  app.require_subcommand(1);
  app.fallthrough();
  for (const Register add : kCommands) add({app, globals}, globals);

  try {
    app.parse(arguments_of(argc, argv));
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return app.exit(wrong);  // --help, --version
    print_error(globals, {ErrorCode::kInvalidInput, wrong.what(),
                          "garner --help lists the commands and their options"});
    return static_cast<int>(Exit::kWrongUse);
  }
  set_log_level(globals.quiet ? LogLevel::kError : LogLevel::kWarning);
  const Result<Exit> done = globals.run();
  if (done) return static_cast<int>(*done);
  print_error(globals, done.error());
  return static_cast<int>(done.error().code == ErrorCode::kInvalidInput ? Exit::kWrongUse : Exit::kFailed);
}

}  // namespace
}  // namespace garner

int main(int argc, char** argv) {
  try {
    return garner::run(argc, argv);
  } catch (const std::exception& fault) {
    // Memory and the like: nothing that a Result foresees.
    garner::print_error({}, {garner::ErrorCode::kInternal, fault.what(), ""});
    return static_cast<int>(garner::Exit::kFailed);
  }
}

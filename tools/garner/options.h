// The options of the commands, over CLI11. Its header takes four seconds a file that uses it, so that only
// options.cpp and main.cpp do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/garner/commands.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace garner {

// One option. Each call returns it again, and says what --help then shows and what is refused.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option& required();
  Option& named(const std::string& value_name);
  Option& one_of(const std::vector<std::string>& values);
  Option& between(std::size_t low, std::size_t high);
  Option& separated_by(char separator);  // several values in one argument
  Option& shows_default();               // the value that its variable has now
  Option& needs(const Option& other);

  bool given() const;  // once the command runs

 private:
  CLI::Option* option_;
};

class Command {
 public:
  Command(CLI::App& app, Globals& globals) : app_(&app), globals_(&globals) {}

  Command subcommand(const std::string& name, const std::string& help) const;
  // The variables take what was given before the command runs; they must live until then.
  Option option(const std::string& name, std::string& value, const std::string& help) const;
  Option option(const std::string& name, std::vector<std::string>& values, const std::string& help) const;
  Option option(const std::string& name, std::size_t& value, const std::string& help) const;
  Option option(const std::string& name, std::int64_t& value, const std::string& help) const;
  Option option(const std::string& name, std::vector<std::int64_t>& values, const std::string& help) const;
  Option flag(const std::string& name, bool& value, const std::string& help) const;
  void require_subcommand() const;
  void runs(std::function<Result<Exit>()> run) const;

 private:
  CLI::App* app_;
  Globals* globals_;
};

}  // namespace garner

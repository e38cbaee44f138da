#include "tools/garner/options.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace garner {

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::named(const std::string& value_name) {
  option_->type_name(value_name);
  return *this;
}

Option& Option::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Option& Option::between(std::size_t low, std::size_t high) {
  option_->check(CLI::Range(low, high));
  return *this;
}

Option& Option::separated_by(char separator) {
  option_->delimiter(separator);
  return *this;
}

Option& Option::shows_default() {
  option_->capture_default_str();
  return *this;
}

Option& Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}

bool Option::given() const {
  return option_->count() > 0;
}

Command Command::subcommand(const std::string& name, const std::string& help) const {
  return {*app_->add_subcommand(name, help), *globals_};
}

Option Command::option(const std::string& name, std::string& value, const std::string& help) const {
  return Option(*app_->add_option(name, value, help));
}

Option Command::option(const std::string& name, std::vector<std::string>& values,
                       const std::string& help) const {
  return Option(*app_->add_option(name, values, help));
}

Option Command::option(const std::string& name, std::size_t& value, const std::string& help) const {
  return Option(*app_->add_option(name, value, help));
}

Option Command::option(const std::string& name, std::int64_t& value, const std::string& help) const {
  return Option(*app_->add_option(name, value, help));
}

Option Command::option(const std::string& name, std::vector<std::int64_t>& values,
                       const std::string& help) const {
  return Option(*app_->add_option(name, values, help));
}

Option Command::flag(const std::string& name, bool& value, const std::string& help) const {
  return Option(*app_->add_flag(name, value, help));
}

void Command::require_subcommand() const {
  app_->require_subcommand(1);
}

void Command::runs(std::function<Result<Exit>()> run) const {
  app_->callback([globals = globals_, run = std::move(run)] { globals->run = run; });
}

}  // namespace garner

#include "tests/tools/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "indexer/channel/interchange.h"
#include "indexer/core/model.h"

namespace garner {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// In the child, between fork and exec: system calls alone.
void redirect(const std::string& path, int flags, int to) {
  const int descriptor = ::open(path.c_str(), flags, 0600);
  if (descriptor < 0 || ::dup2(descriptor, to) < 0) ::_exit(126);
}

}  // namespace

Workplace::Workplace() {
  std::string pattern = (std::filesystem::temp_directory_path() / "garner-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
}

std::string Workplace::read(const std::string& name) const {
  return read_file(path(name));
}

Process::Process(const Workplace& place, const std::vector<std::string>& arguments, const RunOptions& options)
    : place_(place) {
  static std::atomic<int> runs{0};
  name_ = "run" + std::to_string(++runs);
  place.write(name_ + ".in", options.input);
  std::vector<std::string> all = {GARNER_BINARY};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<std::string> environment = options.environment;
  for (const char* name : {"PATH", "HOME", "ASAN_OPTIONS", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
  }
  std::vector<char*> envp;
  for (std::string& variable : environment) envp.push_back(variable.data());
  envp.push_back(nullptr);
  const std::string in = place.path(name_ + ".in");
  const std::string out = place.path(name_ + ".out");
  const std::string err = place.path(name_ + ".err");

  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no process");
  if (child_ > 0) return;
  redirect(in, O_RDONLY, STDIN_FILENO);
  redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (options.largest_file) {
    const rlimit limit{*options.largest_file, *options.largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);  // writes fail with EFBIG instead
  }
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

Process::~Process() {
  if (status_) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

bool Process::running() {
  if (status_) return false;
  int status = 0;
  if (::waitpid(child_, &status, WNOHANG) == 0) return true;
  status_ = status;
  return false;
}

void Process::signal(int number) const {
  if (!status_) ::kill(child_, number);
}

Outcome Process::wait() {
  if (!status_) {
    int status = 0;
    ::waitpid(child_, &status, 0);
    status_ = status;
  }
  return {WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -1, place_.read(name_ + ".out"),
          place_.read(name_ + ".err")};
}

Outcome run(const Workplace& place, const std::vector<std::string>& arguments, const RunOptions& options) {
  return Process(place, arguments, options).wait();
}

std::string solved_conversations(int count, const std::string& prefix) {
  static const std::vector<std::string> words = {
      "printer",   "router",   "lamp",     "speaker", "scanner", "thermostat", "camera", "doorbell",
      "cartridge", "firmware", "password", "account", "invoice", "folder",     "upload", "battery",
      "sensor",    "display",  "driver",   "network", "channel", "profile",    "backup", "schedule",
      "window",    "button",   "cable",    "adapter", "sound",   "picture",    "light",  "letter",
      "colour",    "margin",   "tray",     "roller"};
  std::mt19937 random(42);  // the same conversations in every run
  const auto sentence = [&](int length) {
    std::string made = "The " + words[random() % words.size()];
    for (int at = 0; at < length; ++at)
      made += " " + words[random() % words.size()] + std::to_string(random() % 40);
    return made + ".";
  };
  constexpr Time kStart = 1'700'000'000'000;
  std::string lines, question, answer;
  for (int at = 0; at < count; ++at) {
    if (at % 10 != 9) {
      question = sentence(12) + " " + sentence(8);
      answer = sentence(14) + " " + sentence(10);
    }
    Conversation said;
    said.channel = "test";
    said.id = prefix + "-" + std::to_string(at);
    said.locale = "en";
    said.updated_at = kStart + at * 1000;
    const auto say = [&](Role role, std::string body) {
      Message message;
      message.id = fmt::format("m{}", said.messages.size() + 1);
      message.role = role;
      message.at = said.updated_at;
      message.body = std::move(body);
      said.messages.push_back(std::move(message));
    };
    say(Role::kAsker, question);
    say(Role::kAgent, answer);
    say(Role::kAsker, "That worked, thank you!");
    lines += to_json(said) + "\n";
  }
  return lines;
}

}  // namespace garner

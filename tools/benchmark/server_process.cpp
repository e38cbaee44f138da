#include "tools/benchmark/server_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tools/benchmark/http_client.h"
#include "tools/benchmark/measure.h"

namespace garner::bench {
namespace {

constexpr double kStartSeconds = 60;
constexpr auto kPause = std::chrono::milliseconds(10);

}  // namespace

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(std::vector<std::string> words,
                                                            const std::string& ready_file) {
  auto server = std::unique_ptr<ServerProcess>(new ServerProcess);
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  server->child_ = fork();
  if (server->child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // goes when the benchmark is broken off
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  if (server->child_ < 0) return fail(ErrorCode::kUnavailable, "no process can be started");
  if (auto ready = server->wait(ready_file); !ready) return fail(ready.error());
  return server;
}

ServerProcess::~ServerProcess() {
  if (child_ <= 0) return;
  kill(child_, SIGTERM);
  waitpid(child_, nullptr, 0);
}

Result<> ServerProcess::wait(const std::string& ready_file) {
  const Stopwatch watch;
  for (; watch.seconds() < kStartSeconds; std::this_thread::sleep_for(kPause)) {
    if (waitpid(child_, nullptr, WNOHANG) == child_) {
      child_ = -1;
      break;
    }
    std::string url;
    std::ifstream(ready_file) >> url;
    if (url.empty()) continue;
    port_ = std::stoi(url.substr(url.rfind(':') + 1));
    auto client = HttpClient::connect(port_);
    if (!client) continue;
    const auto status = client->send(get_request("/readyz"));
    if (status && *status == 200) return {};
  }
  return fail(ErrorCode::kUnavailable, "the server did not get ready", "see what it said above");
}

}  // namespace garner::bench

// A server in a process of its own, stopped when this goes. Not thread-safe.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "indexer/core/result.h"

namespace garner::bench {

class ServerProcess {
 public:
  // `words`: the program and its arguments; it writes its URL to `ready_file`. Waits until it answers.
  static Result<std::unique_ptr<ServerProcess>> start(std::vector<std::string> words,
                                                      const std::string& ready_file);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  int port() const { return port_; }
  pid_t id() const { return child_; }

 private:
  ServerProcess() = default;
  Result<> wait(const std::string& ready_file);

  pid_t child_ = -1;
  int port_ = 0;
};

}  // namespace garner::bench

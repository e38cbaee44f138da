// Runs the real garner in a child process, with a folder of its own that goes with the test.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace garner {

class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;

 private:
  std::string folder_;
};

struct Outcome {
  int status = -1;  // as exit() gave it; -1: ended by a signal
  std::string out, err;
};

struct RunOptions {
  std::string input;                          // standard input
  std::vector<std::string> environment;       // "NAME=value"
  std::optional<std::uint64_t> largest_file;  // bytes: a disk that is full after so many
};

// A garner that is running. Ended by SIGKILL when it goes out of scope.
class Process {
 public:
  Process(const Workplace& place, const std::vector<std::string>& arguments, const RunOptions& options = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool running();
  void signal(int number) const;
  Outcome wait();

 private:
  const Workplace& place_;
  std::string name_;
  pid_t child_ = -1;
  std::optional<int> status_;
};

Outcome run(const Workplace& place, const std::vector<std::string>& arguments,
            const RunOptions& options = {});

// `count` solved conversations as NDJSON, the same for the same arguments; one in ten says what another says.
std::string solved_conversations(int count, const std::string& prefix = "c");

}  // namespace garner

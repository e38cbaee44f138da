#include "indexer/core/log.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "indexer/core/clock.h"

using namespace garner;

namespace {

// What `work` writes to stderr.
template <typename Work>
std::string stderr_of(Work work) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const int saved = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  work();
  dup2(saved, STDERR_FILENO);
  close(saved);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

// A line without its time.
std::string line_of(LogLevel level, std::string_view event, LogFields fields) {
  const std::string line = stderr_of([&] { log(level, event, fields); });
  const std::size_t blank = line.find(' ');
  REQUIRE(line.substr(0, 5) == "time=");
  REQUIRE(parse_rfc3339(line.substr(5, blank - 5)));
  return line.substr(blank + 1);
}

// Sets the level for one test.
struct Level {
  explicit Level(LogLevel level) { set_log_level(level); }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;
  ~Level() { set_log_level(LogLevel::kWarning); }
};

}  // namespace

TEST_CASE("an event is one line of keys and values", "[log]") {
  const Level level(LogLevel::kDebug);
  REQUIRE(line_of(LogLevel::kInfo, "harvest.done", {{"count", "12"}, {"channel", "community"}}) ==
          "level=info event=harvest.done count=12 channel=community\n");
  REQUIRE(line_of(LogLevel::kError, "stop", {}) == "level=error event=stop\n");
}

TEST_CASE("a value never breaks its line nor reaches the terminal's controls", "[log]") {
  const Level level(LogLevel::kDebug);
  const struct {
    std::string value, written;
  } rows[] = {
      {"plain", "plain"},
      {"größe-店", "größe-店"},
      {"", "\"\""},
      {"two words", "\"two words\""},
      {"a=b", "\"a=b\""},
      {"say \"hi\"", "\"say \\\"hi\\\"\""},
      {"back\\slash", "\"back\\\\slash\""},
      {"a\nlevel=error", "\"a level=error\""},
      {"a\tb\rc", "\"a b c\""},
      {"\x1b[31mred", "\" [31mred\""},
      {std::string("a\0b", 3), "\"a b\""},
      {"\x7f", "\" \""},
  };
  for (const auto& row : rows) {
    INFO(row.written);
    REQUIRE(line_of(LogLevel::kWarning, "e", {{"k", row.value}}) ==
            "level=warning event=e k=" + row.written + "\n");
  }
}

TEST_CASE("lines below the level are not written", "[log]") {
  const LogLevel all[] = {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError};
  for (const LogLevel threshold :
       {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError, LogLevel::kOff}) {
    const Level level(threshold);
    for (const LogLevel each : all) {
      const std::string written = stderr_of([&] { log(each, "e"); });
      REQUIRE(written.empty() == (each < threshold));
    }
    REQUIRE(stderr_of([&] { log(LogLevel::kOff, "e"); }).empty());
  }
}

TEST_CASE("lines of several threads stay whole", "[log]") {
  constexpr int kThreads = 4, kLines = 200;
  const Level level(LogLevel::kInfo);
  const std::string text = stderr_of([] {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([i] {
        for (int k = 0; k < kLines; ++k) log(LogLevel::kInfo, "e", {{"id", std::to_string(i * kLines + k)}});
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::set<int> seen;
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = text.find('\n', at);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(at, end - at);
    const std::size_t id = line.find(" level=info event=e id=");
    REQUIRE(id != std::string::npos);
    seen.insert(std::stoi(line.substr(line.rfind('=') + 1)));
    at = end + 1;
  }
  REQUIRE(lines == kThreads * kLines);
  REQUIRE(seen.size() == kThreads * kLines);
}

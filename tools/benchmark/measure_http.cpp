// http: the real server in a process of its own, asked over loopback by clients on the same cores.
#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "indexer/text/normalise.h"
#include "query/searcher.h"
#include "tools/benchmark/http_client.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"
#include "tools/benchmark/server_process.h"

namespace garner::bench {
namespace {

constexpr std::size_t kClients = 8;
constexpr std::size_t kIdle = 256;
constexpr double kThroughputSeconds = 3;

struct Requests {
  std::string name;
  std::vector<std::string> bytes;
};

std::vector<Requests> requests_of(const std::vector<Question>& questions) {
  std::vector<Requests> all = {{"suggest", {}}, {"search", {}}, {"typeahead", {}}};
  for (const Question& question : questions) {
    all[0].bytes.push_back(post_request("/v1/suggest", nlohmann::json{{"body", question.message}}.dump()));
    all[1].bytes.push_back(get_request("/v1/search?q=" + url_encode(question.search)));
    all[2].bytes.push_back(get_request("/v1/typeahead?q=" + url_encode(question.prefix)));
  }
  return all;
}

Result<> send_well(HttpClient& client, const std::string& request) {
  const auto status = client.send(request);
  if (!status) return fail(status.error());
  if (*status != 200) return fail(ErrorCode::kInternal, fmt::format("the server answered {}", *status));
  return {};
}

// Milliseconds of each request, one client.
Result<> time_requests(int port, const std::vector<std::string>& requests,
                       std::vector<double>& milliseconds) {
  auto client = HttpClient::connect(port);
  if (!client) return fail(client.error());
  for (const std::string& request : requests) {
    const Stopwatch watch;
    if (auto sent = send_well(*client, request); !sent) return sent;
    milliseconds.push_back(watch.milliseconds());
  }
  return {};
}

// Requests a second of kClients clients at once.
Result<double> throughput(int port, const std::vector<std::string>& requests) {
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<bool> failed = false;
  std::vector<std::thread> clients;
  const Stopwatch watch;
  for (std::size_t number = 0; number < kClients; ++number) {
    clients.emplace_back([&, number] {
      auto client = HttpClient::connect(port);
      for (std::size_t at = number; watch.seconds() < kThroughputSeconds; at += kClients) {
        if (!client || !send_well(*client, requests[at % requests.size()])) {
          failed = true;
          return;
        }
        ++answered;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  if (failed) return fail(ErrorCode::kInternal, "a client was not answered under load");
  return static_cast<double>(answered) / watch.seconds();
}

// Of the two servers in turn.
Result<> throughputs(const Requests& requests, int port, int floor_port, Report& report) {
  constexpr std::size_t kRounds = 3;
  std::vector<double> ours, theirs;
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (const auto& [at, rates] : {std::pair(port, &ours), std::pair(floor_port, &theirs)}) {
      const auto rate = throughput(at, requests.bytes);
      if (!rate) return fail(rate.error());
      rates->push_back(*rate);
    }
  }
  report.add({"http", fmt::format("{}, {} clients", requests.name, kClients), "1/s", median(ours),
              median(theirs), true});
  return {};
}

// What a process holds in memory now; 0 where it has ended.
double resident_megabytes(pid_t process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

// What a handler does, without HTTP and JSON.
using InProcess = std::function<Result<>(const Question&)>;

Result<> latency(const Requests& requests, const std::vector<Question>& questions,
                 const InProcess& in_process, int port, Report& report) {
  auto client = HttpClient::connect(port);
  if (!client) return fail(client.error());
  constexpr std::size_t kWarmUp = 20;
  std::vector<double> over_http, in_here;
  for (std::size_t at = 0; at < questions.size(); ++at) {
    const Stopwatch here;
    if (auto done = in_process(questions[at]); !done) return done;
    const double here_ms = here.milliseconds();
    const Stopwatch there;
    if (auto done = send_well(*client, requests.bytes[at]); !done) return done;
    if (at < kWarmUp && questions.size() > 2 * kWarmUp) continue;
    over_http.push_back(there.milliseconds());
    in_here.push_back(here_ms);
  }
  report.add({"http", requests.name + " p50, floor: in process", "ms", median(over_http), median(in_here)});
  report.add({"http", requests.name + " p99, floor: in process", "ms", percentile(over_http, 0.99),
              percentile(in_here, 0.99)});
  return {};
}

Result<> beside_idle(const Requests& requests, int port, Report& report) {
  std::vector<double> alone, beside;
  constexpr std::size_t kRounds = 3;
  for (std::size_t round = 0; round < kRounds; ++round) {
    if (auto timed = time_requests(port, requests.bytes, alone); !timed) return timed;
    std::vector<HttpClient> idle;
    for (std::size_t i = 0; i < kIdle; ++i) {
      auto client = HttpClient::connect(port);
      if (!client) return fail(client.error());
      // Half of them have been served before, and keep their connection.
      if (i % 2 == 0) {
        if (auto sent = send_well(*client, get_request("/healthz")); !sent) return sent;
      }
      idle.push_back(std::move(*client));
    }
    if (auto timed = time_requests(port, requests.bytes, beside); !timed) return timed;
  }
  report.add(
      {"http", requests.name + " p50 with 256 idle, floor: without", "ms", median(beside), median(alone)});
  return {};
}

}  // namespace

Result<> measure_http(Workspace& workspace, const std::string& garner, Report& report) {
  if (auto made = workspace.need_floor(); !made) return made;
  const auto questions = workspace.questions();
  if (!questions) return fail(questions.error());
  say("http, starting the server");
  const std::string ready = workspace.scratch("ready"), floor_ready = workspace.scratch("floor-ready");
  const auto server =
      ServerProcess::start({garner, "--data", workspace.data(), "--quiet", "serve", "--listen", "127.0.0.1:0",
                            "--ready-file", ready, "--open", "team"},
                           ready);
  if (!server) return fail(server.error());
  const auto floor = ServerProcess::start(
      {"/proc/self/exe", "job", "serve-floor", workspace.floor(), workspace.floor_titles(), floor_ready},
      floor_ready);
  if (!floor) return fail(floor.error());
  const auto searcher = Searcher::open({index_of(workspace.data())});
  if (!searcher) return fail(searcher.error());
  const int port = (*server)->port();

  Normaliser normaliser;
  Filter filter;
  filter.audience = Audience::kTeam;
  filter.include_wip = true;  // as for staff
  const auto done = [](const auto& answer) -> Result<> {
    if (!answer) return fail(answer.error());
    return {};
  };
  const std::vector<InProcess> in_process = {
      [&](const Question& question) {
        SuggestRequest request;
        request.text = normaliser.clean(question.message);
        request.filter = filter;
        return done((*searcher)->suggest(request));
      },
      [&](const Question& question) {
        SearchRequest request;
        request.query = question.search;
        request.filter = filter;
        return done((*searcher)->search(request));
      },
      [&](const Question& question) { return done((*searcher)->typeahead(question.prefix, filter, 8)); }};
  const auto all = requests_of(*questions);
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (auto measured = latency(all[at], *questions, in_process[at], port, report); !measured)
      return measured;
  }
  if (auto measured = beside_idle(all[0], port, report); !measured) return measured;
  for (const Requests& requests : all) {
    if (auto measured = throughputs(requests, port, (*floor)->port(), report); !measured) return measured;
  }
  report.add({"http", "memory of the server", "MB", resident_megabytes((*server)->id()),
              resident_megabytes((*floor)->id())});
  return {};
}

}  // namespace garner::bench

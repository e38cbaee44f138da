// reads: every reading endpoint of the server, asked by eight clients at once.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "indexer/store/store.h"
#include "tools/benchmark/http_client.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"
#include "tools/benchmark/server_process.h"

namespace garner::bench {
namespace {

constexpr std::size_t kClients = 8;
constexpr std::size_t kWarmUp = 50;  // requests of each endpoint, before the clock runs
constexpr std::size_t kRequests = 2000;
constexpr std::size_t kItems = 500;  // articles and conversations asked for by their id

struct Endpoint {
  std::string name;
  std::vector<std::string> requests;
};

struct Known {
  std::vector<std::string> articles, conversations;
};

// Some of each, from all over the store.
Result<Known> known_ids(const std::string& data) {
  const auto store = Store::open({store_of(data), true});
  if (!store) return fail(store.error());
  const auto last = (*store)->last_article_number();
  if (!last) return fail(last.error());
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < kItems; ++i)
    numbers.push_back(1 + static_cast<std::int64_t>(i) * *last / static_cast<std::int64_t>(kItems));
  const auto articles = (*store)->articles_of_numbers(numbers);
  if (!articles) return fail(articles.error());
  Known known;
  for (const NumberedArticle& row : *articles) {
    known.articles.push_back(row.article.id);
    for (const Source& source : row.article.sources)
      known.conversations.push_back(source.channel + ":" + source.conversation_id);
  }
  if (known.articles.empty()) return fail(ErrorCode::kInternal, "the store has no articles");
  return known;
}

std::vector<Endpoint> endpoints(const std::vector<Question>& questions, const Known& known) {
  std::vector<Endpoint> all(9);
  for (const Question& question : questions) {
    const std::string q = url_encode(question.search);
    all[0].requests.push_back(post_request("/v1/suggest", nlohmann::json{{"body", question.message}}.dump()));
    all[1].requests.push_back(get_request("/v1/search?q=" + q));
    all[2].requests.push_back(get_request("/v1/search?facets=tag,product,channel,lang,status&q=" + q));
    all[3].requests.push_back(get_request("/v1/typeahead?q=" + url_encode(question.prefix)));
  }
  for (const std::string& id : known.articles) {
    all[4].requests.push_back(get_request("/v1/articles/" + url_encode(id)));
    all[5].requests.push_back(get_request("/v1/articles/" + url_encode(id) + "/related"));
  }
  for (const std::string& id : known.conversations)
    all[6].requests.push_back(get_request("/v1/conversations/" + url_encode(id)));
  all[7].requests = {get_request("/v1/conversations"), get_request("/v1/conversations?state=resolved"),
                     get_request("/v1/conversations?unanswered=true")};
  all[8].requests = {get_request("/healthz"), get_request("/readyz")};
  const char* const names[] = {"suggest",        "search",        "search with facets",
                               "typeahead",      "an article",    "related articles",
                               "a conversation", "conversations", "health"};
  for (std::size_t i = 0; i < all.size(); ++i) all[i].name = names[i];
  return all;
}

// Milliseconds of each of `count` requests, which the clients share.
Result<std::vector<double>> ask(int port, const std::vector<std::string>& requests, std::size_t count) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex mutex;
  std::vector<double> milliseconds;
  std::vector<std::thread> clients;
  for (std::size_t number = 0; number < kClients; ++number) {
    clients.emplace_back([&] {
      auto client = HttpClient::connect(port);
      std::vector<double> own;
      for (std::size_t at = next++; at < count && !failed; at = next++) {
        const Stopwatch watch;
        const auto status = client ? client->send(requests[at % requests.size()]) : Result<int>(0);
        if (!status || *status != 200) failed = true;
        own.push_back(watch.milliseconds());
      }
      const std::lock_guard lock(mutex);
      milliseconds.insert(milliseconds.end(), own.begin(), own.end());
    });
  }
  for (std::thread& client : clients) client.join();
  if (failed) return fail(ErrorCode::kInternal, "a client was not answered");
  return milliseconds;
}

}  // namespace

Result<> measure_reads(Workspace& workspace, const std::string& garner, Report& report) {
  if (auto made = workspace.need_data(); !made) return made;
  const auto questions = workspace.questions();
  if (!questions) return fail(questions.error());
  const auto known = known_ids(workspace.data());
  if (!known) return fail(known.error());
  say("reads, starting the server");
  const std::string ready = workspace.scratch("reads-ready");
  const auto server =
      ServerProcess::start({garner, "--data", workspace.data(), "--quiet", "serve", "--listen", "127.0.0.1:0",
                            "--ready-file", ready, "--open", "team"},
                           ready);
  if (!server) return fail(server.error());
  for (const Endpoint& endpoint : endpoints(*questions, *known)) {
    if (auto warm = ask((*server)->port(), endpoint.requests, kWarmUp); !warm) return fail(warm.error());
    const auto times = ask((*server)->port(), endpoint.requests, kRequests);
    if (!times) return fail(times.error());
    report.add(
        {"reads", fmt::format("{}, {} clients: p50", endpoint.name, kClients), "ms", median(*times), {}});
    report.add({"reads",
                fmt::format("{}, {} clients: p99", endpoint.name, kClients),
                "ms",
                percentile(*times, 0.99),
                {}});
  }
  return {};
}

}  // namespace garner::bench

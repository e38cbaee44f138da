// reads: every reading endpoint of the server, asked by eight clients at once.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/auth.h"
#include "api/key_json.h"
#include "indexer/core/clock.h"
#include "indexer/store/store.h"
#include "tools/benchmark/http_client.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"
#include "tools/benchmark/server_process.h"

namespace garner::bench {
namespace {

constexpr std::size_t kReaders = 8;
constexpr std::size_t kWarmUpReads = 50;  // requests of each endpoint, before the clock runs
constexpr std::size_t kReads = 2000;
constexpr std::size_t kItems = 500;     // articles and conversations asked for by their id
constexpr std::int64_t kWorkedOn = 20;  // one article of so many is edited, moved, flagged, ...
constexpr std::int64_t kQueued = 5;     // ... waits in the queue
constexpr std::size_t kBatch = 500;     // articles in a transaction
constexpr std::int64_t kEditors = 40;

struct Endpoint {
  std::string name;
  std::vector<std::string> requests;
};

struct Known {
  std::vector<std::string> articles;   // from all over the store
  std::vector<std::string> worked_on;  // those of them that have some of everything
  std::vector<std::string> conversations, entries;
  std::string staff, customer;  // secrets of keys
};

// What a team does to its articles: the reads have something to read.
Result<> work_on(Store& store, const NumberedArticle& row, Known& known) {
  const std::int64_t number = row.number;
  const std::string& id = row.article.id;
  store.act_as({fmt::format("k-{}", number % kEditors), "", true, ""});
  Result<> done = store.add_audit({.stream = static_cast<AuditStream>(number % 4),
                                   .action = number % 3 == 0 ? "found_helpful" : "reviewed",
                                   .article_id = id});
  if (done && number % kQueued == 0) {
    const char* const reasons[] = {"same_as", "validate", "recheck", "archive"};
    done = store.add_to_queue({"bench", id, id, 0.5, reasons[number % 4], number, "", "measured",
                               static_cast<double>(number * 7 % 50)});
  }
  if (!done || number % kWorkedOn != 0) return done;
  known.worked_on.push_back(id);
  const std::string name = std::to_string(number);
  if (done) done = store.add_flag({"f-" + name, id, "outdated", "The menu has moved", "k-1", number});
  if (done) done = store.add_check({"c-" + name, id, "k-1", number, {{"unique", true}}, 1, 1});
  if (done) done = store.put_feedback({id, "reader", true, "", "Works", "", number});
  for (int each = 0; done && each < 3; ++each) {
    const auto added = store.add_link({id, "resolved", "desk", fmt::format("{}-{}", number, each), number});
    if (!added) done = fail(added.error());
  }
  Article article = row.article;
  for (int edit = 0; done && edit < 5; ++edit) {
    article.cause = fmt::format("Found after {} tries.", edit);
    article.confidence = Confidence::kValidated;
    article.audience = number % (2 * kWorkedOn) == 0 ? Audience::kPublic : Audience::kPartner;
    done = store.put_article(article);
  }
  return done;
}

Result<> make_keys(Store& store, Known& known) {
  for (std::string* secret : {&known.staff, &known.customer}) {
    *secret = api::new_secret();
    ApiKey key = api::new_key(*secret);
    key.scopes = {"admin"};
    key.audience = secret == &known.staff ? Audience::kInternal : Audience::kCustomer;
    if (auto added = store.add_key(key); !added) return added;
  }
  return {};
}

// Works on all articles, and says what there is to ask for.
Result<Known> fill(const std::string& data) {
  const auto opened = Store::open({store_of(data)});
  if (!opened) return fail(opened.error());
  Store& store = **opened;
  Known known;
  if (auto made = make_keys(store, known); !made) return fail(made.error());
  for (std::int64_t after = 0;;) {
    const auto page = store.articles_after(after, INT64_MAX, kBatch);
    if (!page) return fail(page.error());
    if (page->empty()) break;
    after = page->back().number;
    const auto done = store.transaction([&]() -> Result<> {
      for (const NumberedArticle& row : *page) {
        if (auto worked = work_on(store, row, known); !worked) return worked;
      }
      return {};
    });
    if (!done) return fail(done.error());
    const NumberedArticle& some = page->at(page->size() / 2);
    known.articles.push_back(some.article.id);
    for (const Source& source : some.article.sources)
      known.conversations.push_back(source.channel + ":" + source.conversation_id);
  }
  if (known.articles.empty()) return fail(ErrorCode::kInternal, "the store has no articles");
  // Not the proposals: the server takes those back that do not hold.
  const auto entries = store.queue({.reason = "same_as", .limit = kItems});
  if (!entries) return fail(entries.error());
  for (const QueueEntry& entry : *entries) known.entries.push_back(entry.id);
  return known;
}

class Endpoints {
 public:
  explicit Endpoints(const Known& known) : known_(known) {}

  void get(const std::string& name, const std::vector<std::string>& targets, bool customer = false) {
    Endpoint& endpoint = all_.emplace_back(Endpoint{name, {}});
    for (const std::string& target : targets) endpoint.requests.push_back(get_request(target, key(customer)));
  }
  void post(const std::string& name, const std::string& target, const std::vector<nlohmann::json>& bodies) {
    Endpoint& endpoint = all_.emplace_back(Endpoint{name, {}});
    for (const nlohmann::json& body : bodies)
      endpoint.requests.push_back(post_request(target, body.dump(), key(false)));
  }
  // One request for each of the ids.
  void each(const std::string& name, const std::string& before, const std::vector<std::string>& ids,
            const std::string& behind = {}) {
    std::vector<std::string> targets;
    targets.reserve(ids.size());
    for (const std::string& id : ids)
      targets.push_back(fmt::format("{}{}{}", before, url_encode(id), behind));
    get(name, targets);
  }
  const std::vector<Endpoint>& all() const { return all_; }

 private:
  const std::string& key(bool customer) const { return customer ? known_.customer : known_.staff; }
  const Known& known_;
  std::vector<Endpoint> all_;
};

void ask_of_answers(Endpoints& all, const std::vector<Question>& questions) {
  std::vector<nlohmann::json> messages, several;
  std::vector<std::string> searches, counted, completions;
  for (const Question& question : questions) {
    const std::string q = url_encode(question.search);
    messages.push_back({{"body", question.message}});
    several.push_back({{"searches", {{{"q", question.search}}, {{"q", question.prefix}}}}});
    searches.push_back("/v1/search?q=" + q);
    counted.push_back("/v1/search?facets=tag,product,channel,lang,status&q=" + q);
    completions.push_back("/v1/typeahead?q=" + url_encode(question.prefix));
  }
  all.post("suggest", "/v1/suggest", messages);
  all.get("search", searches);
  all.get("search, for customers", searches, true);
  all.get("search with facets", counted);
  all.post("two searches at once", "/v1/multi-search", several);
  all.get("typeahead", completions);
}

void ask_of_knowledge(Endpoints& all, const Known& known) {
  all.each("an article", "/v1/articles/", known.articles);
  all.each("related articles", "/v1/articles/", known.articles, "/related");
  all.get("articles", {"/v1/articles", "/v1/articles?after=50000", "/v1/articles?confidence=validated",
                       "/v1/articles?confidence=archived", "/v1/articles?review=draft"});
  all.get("articles, for customers", {"/v1/articles", "/v1/articles?after=50000"}, true);
  all.each("revisions", "/v1/articles/", known.worked_on, "/revisions");
  all.each("a revision", "/v1/articles/", known.worked_on, "/revisions/2");
  all.each("what changed", "/v1/articles/", known.worked_on, "/diff?from=1&to=3");
  all.each("flags", "/v1/articles/", known.worked_on, "/flags");
  all.each("checks", "/v1/articles/", known.worked_on, "/checks");
  all.each("votes", "/v1/articles/", known.worked_on, "/feedback");
  all.each("links", "/v1/links?article_id=", known.worked_on);
  all.each("a conversation", "/v1/conversations/", known.conversations);
  all.get("conversations", {"/v1/conversations", "/v1/conversations?after=50000"});
  all.get("conversations, filtered", {"/v1/conversations?state=resolved", "/v1/conversations?state=closed",
                                      "/v1/conversations?channel=none", "/v1/conversations?unanswered=true",
                                      "/v1/conversations?unanswered=true&channel=none"});
}

void ask_of_work(Endpoints& all, const Known& known, const std::vector<Question>& questions) {
  all.get("queue", {"/v1/queue", "/v1/queue?limit=100"});
  all.get("queue, by reason", {"/v1/queue?reason=recheck", "/v1/queue?reason=flag"});
  all.each("an entry of the queue", "/v1/queue/", known.entries);
  all.get("audit", {"/v1/audit", "/v1/audit?stream=quality"});
  all.get("audit, filtered", {"/v1/audit?actor=k-7", "/v1/audit?action=reviewed", "/v1/audit?actor=nobody",
                              "/v1/audit?actor=k-7&action=linked", "/v1/audit?stream=use&action=reviewed",
                              "/v1/audit?to=2020-01-01T00:00:00Z"});
  all.each("audit of an article", "/v1/audit?article_id=", known.articles);
  std::vector<nlohmann::json> drafts;
  drafts.reserve(questions.size());
  for (const Question& question : questions)
    drafts.push_back(
        {{"title", question.search}, {"issue", question.message}, {"resolution", "Restart it."}});
  all.post("similar articles", "/v1/articles/similar", drafts);
}

void ask_of_the_rest(Endpoints& all) {
  all.get("settings",
          {"/v1/policy", "/v1/synonyms", "/v1/stopwords", "/v1/curations", "/v1/channels", "/v1/keys"});
  all.get("tasks and quarantine", {"/v1/tasks", "/v1/quarantine"});
  all.get("health", {"/healthz", "/readyz"});
}

// Milliseconds of each of `count` requests, which the clients share.
Result<std::vector<double>> ask_all(int port, const Endpoint& endpoint, std::size_t count) {
  std::atomic<std::size_t> next = 0;
  std::atomic<int> wrong = 200;
  std::mutex mutex;
  std::vector<double> milliseconds;
  std::vector<std::thread> clients;
  for (std::size_t number = 0; number < kReaders; ++number) {
    clients.emplace_back([&] {
      auto client = HttpClient::connect(port);
      std::vector<double> own;
      for (std::size_t at = next++; at < count && wrong == 200; at = next++) {
        const Stopwatch watch;
        const auto status =
            client ? client->send(endpoint.requests[at % endpoint.requests.size()]) : Result<int>(0);
        if (!status || *status != 200) wrong = status.value_or(0);
        own.push_back(watch.milliseconds());
      }
      const std::lock_guard lock(mutex);
      milliseconds.insert(milliseconds.end(), own.begin(), own.end());
    });
  }
  for (std::thread& client : clients) client.join();
  if (wrong != 200)
    return fail(ErrorCode::kInternal, fmt::format("{} was answered with {}", endpoint.name, wrong.load()));
  return milliseconds;
}

// Until every change of the store is in the index.
Result<> wait_until_ready(int port) {
  for (;; std::this_thread::sleep_for(std::chrono::milliseconds(200))) {
    auto client = HttpClient::connect(port);
    if (!client) return fail(client.error());
    const auto status = client->send(get_request("/readyz"));
    if (!status) return fail(status.error());
    if (*status == 200) return {};
  }
}

}  // namespace

Result<> measure_reads(Workspace& workspace, const std::string& garner, Report& report) {
  if (auto made = workspace.need_data(); !made) return made;
  const auto questions = workspace.questions();
  if (!questions) return fail(questions.error());
  say("reads, working on a copy of the articles");
  const std::string data = workspace.scratch("reads-data");
  std::error_code error;
  std::filesystem::copy(workspace.data(), data, std::filesystem::copy_options::recursive, error);
  if (error) return fail(ErrorCode::kUnavailable, "the data cannot be copied: " + error.message());
  const auto known = fill(data);
  if (!known) return fail(known.error());
  say("reads, starting the server");
  const std::string ready = workspace.scratch("reads-ready");
  const auto server = ServerProcess::start(
      {garner, "--data", data, "--quiet", "serve", "--listen", "127.0.0.1:0", "--ready-file", ready}, ready);
  if (!server) return fail(server.error());
  const int port = (*server)->port();
  if (auto waited = wait_until_ready(port); !waited) return waited;
  Endpoints endpoints(*known);
  ask_of_answers(endpoints, *questions);
  ask_of_knowledge(endpoints, *known);
  ask_of_work(endpoints, *known, *questions);
  ask_of_the_rest(endpoints);
  for (const Endpoint& endpoint : endpoints.all()) {
    if (endpoint.requests.empty()) continue;
    if (auto warm = ask_all(port, endpoint, kWarmUpReads); !warm) return fail(warm.error());
    const auto times = ask_all(port, endpoint, kReads);
    if (!times) return fail(times.error());
    report.add(
        {"reads", fmt::format("{}, {} clients: p50", endpoint.name, kReaders), "ms", median(*times), {}});
    report.add({"reads",
                fmt::format("{}, {} clients: p99", endpoint.name, kReaders),
                "ms",
                percentile(*times, 0.99),
                {}});
  }
  std::filesystem::remove_all(data, error);
  return {};
}

}  // namespace garner::bench

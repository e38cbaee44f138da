// writes: articles written one by one, as an editor or a channel does, while questions are answered; the
// service that stands behind the HTTP handlers, without HTTP.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "api/service.h"
#include "indexer/core/clock.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {
namespace {

constexpr double kWritesPerSecond = 300, kQuestionsPerSecond = 50;
constexpr double kWarmSeconds = 8;  // the service has read by then what the first change needs
constexpr double kQuietSeconds = 6, kBusySeconds = 12;
constexpr std::size_t kProbe = 100;  // every so many writes one is looked for until it is found
constexpr double kPatience = 30;     // seconds
constexpr auto kLookAgain = std::chrono::milliseconds(2);

// Calls `work(n)` so often a second, for so many seconds, without waiting for a late one to catch up.
Result<> paced(double per_second, double seconds, const std::function<Result<>(std::size_t)>& work) {
  const Stopwatch watch;
  for (std::size_t number = 0; watch.seconds() < seconds; ++number) {
    const double wait = static_cast<double>(number) / per_second - watch.seconds();
    if (wait > 0) std::this_thread::sleep_for(std::chrono::duration<double>(wait));
    if (auto done = work(number); !done) return done;
  }
  return {};
}

class Writes {
 public:
  Writes(api::Service& service, const std::vector<Question>& questions, const Generator& generator,
         std::uint64_t first)
      : service_(service), questions_(questions), generator_(generator), first_(first) {}

  Result<> ask(double seconds, std::vector<double>& milliseconds) {
    return paced(kQuestionsPerSecond, seconds, [&](std::size_t number) -> Result<> {
      const auto searcher = service_.searcher();
      if (!searcher) return fail(searcher.error());
      SuggestRequest request;
      request.text = questions_[number % questions_.size()].message;
      request.filter.audience = Audience::kTeam;
      const Stopwatch watch;
      if (const auto answer = (*searcher)->suggest(request); !answer) return fail(answer.error());
      milliseconds.push_back(watch.milliseconds());
      return {};
    });
  }

  // Every other write is an edit of the article before.
  Result<> write(double seconds) {
    const Stopwatch all;
    auto done = paced(kWritesPerSecond, seconds, [&](std::size_t number) -> Result<> {
      const Conversation like = generator_.conversation(first_ + number / 2);
      Article article;
      article.id = fmt::format("a-zyxwrite{}q", number / 2);
      article.title = fmt::format("{} zyxwrite{}q", like.title, number);
      article.issue = like.messages.front().body;
      article.resolution = like.messages.back().body;
      article.locale = "en";
      article.created_at = article.updated_at = now();
      const Stopwatch watch;
      auto written = service_.write([&](Store& store) {
        return store.transaction([&]() -> Result<> {
          const auto stored = store.put_article(article);
          if (!stored) return fail(stored.error());
          return {};
        });
      });
      if (!written) return written;
      acknowledged.push_back(watch.milliseconds());
      if (number % kProbe == 1) probe_ = static_cast<std::int64_t>(number);
      return {};
    });
    per_second = static_cast<double>(acknowledged.size()) / all.seconds();
    stop_ = true;
    return done;
  }

  // From an acknowledgement to the first search that finds what was written.
  Result<> look() {
    for (std::int64_t last = -1; !stop_; std::this_thread::sleep_for(kLookAgain)) {
      const std::int64_t number = probe_;
      if (number == last) continue;
      last = number;
      SearchRequest request;
      request.query = fmt::format("zyxwrite{}q", number);
      request.filter.audience = Audience::kTeam;
      const Stopwatch watch;
      while (true) {
        const auto searcher = service_.searcher();
        if (!searcher) return fail(searcher.error());
        const auto answer = (*searcher)->search(request);
        if (!answer) return fail(answer.error());
        if (!answer->hits.empty() && answer->hits.front().title.ends_with(request.query)) break;
        if (watch.seconds() > kPatience) return fail(ErrorCode::kInternal, "a new article is not found");
        std::this_thread::sleep_for(kLookAgain);
      }
      found.push_back(watch.milliseconds());
    }
    return {};
  }

  std::vector<double> acknowledged, found;
  double per_second = 0;

 private:
  api::Service& service_;
  const std::vector<Question>& questions_;
  const Generator& generator_;
  const std::uint64_t first_;
  std::atomic<std::int64_t> probe_{-1};
  std::atomic<bool> stop_{false};
};

}  // namespace

Result<> measure_writes(Workspace& workspace, Report& report) {
  if (auto made = workspace.need_data(); !made) return made;
  say("writes, and questions beside them");
  const std::string data = workspace.scratch("writes");
  std::error_code error;
  std::filesystem::copy(workspace.data(), data, std::filesystem::copy_options::recursive, error);
  if (error) return fail(ErrorCode::kUnavailable, "the data cannot be copied: " + error.message());
  const auto generator = Generator::create(workspace.options().samples, workspace.options().seed);
  if (!generator) return fail(generator.error());
  const auto questions = workspace.questions();
  if (!questions) return fail(questions.error());
  api::Service::Options options;
  options.store_path = store_of(data);
  options.index_path = index_of(data);
  auto service = api::Service::open(options);
  if (!service) return fail(service.error());
  while (!(*service)->index_state().ready) std::this_thread::sleep_for(kLookAgain);

  Writes writes(**service, *questions, *generator, workspace.options().count);
  std::vector<double> warm, quiet, busy;
  if (auto asked = writes.ask(kWarmSeconds, warm); !asked) return asked;
  if (auto asked = writes.ask(kQuietSeconds, quiet); !asked) return asked;
  Result<> written, looked;
  std::thread writer([&] { written = writes.write(kBusySeconds); });
  std::thread looker([&] { looked = writes.look(); });
  const auto asked = writes.ask(kBusySeconds, busy);
  writer.join();
  looker.join();
  for (const Result<>* result :
       {&asked, static_cast<const Result<>*>(&written), static_cast<const Result<>*>(&looked)}) {
    if (!*result) return *result;
  }
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report.add({"writes", fmt::format("acknowledged durable, {}", name), "ms",
                percentile(writes.acknowledged, share), std::nullopt});
  }
  report.add({"writes", "single writes", "1/s", writes.per_second, std::nullopt, true});
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("slowest", 1.0)}) {
    report.add({"writes", fmt::format("from acknowledged to found, {}", name), "ms",
                percentile(writes.found, share), std::nullopt});
  }
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report.add({"writes", fmt::format("suggest beside them, {}, floor: without", name), "ms",
                percentile(busy, share), percentile(quiet, share)});
  }
  service->reset();
  workspace.scratch("writes");
  return {};
}

}  // namespace garner::bench

#include "indexer/live/poller.h"

#include <fmt/format.h>

#include "indexer/channel/input.h"
#include "indexer/core/clock.h"
#include "indexer/core/record.h"

namespace garner {
namespace {

// A page that fails in so many polls in a row goes to the quarantine, so that it does not hold up the rest.
constexpr std::int64_t kPatience = 3;

// What makes the next request for the first page conditional (RFC 9110, 13.1).
std::string validator_of(const HttpResponse& response) {
  if (const auto etag = response.headers.find("etag"); etag != response.headers.end())
    return "etag " + etag->second;
  if (const auto date = response.headers.find("last-modified"); date != response.headers.end())
    return "last-modified " + date->second;
  return {};
}

std::string condition_of(const std::string& validator) {
  const auto space = validator.find(' ');
  if (space == std::string::npos) return {};
  return (validator.starts_with("etag") ? "If-None-Match: " : "If-Modified-Since: ") +
         validator.substr(space + 1);
}

}  // namespace

struct Poller::Round {
  const ChannelSettings& settings;
  const LiveSource& source;
  Fetcher& fetcher;
  Harvester& harvester;
  const Progress& progress;
  std::vector<std::string> headers;
  PollState state;
  std::string validator;  // of this poll's first page; kept when the poll came to its end
  PollReport report;
};

HarvestOptions harvest_options(const ChannelSettings& settings) {
  HarvestOptions options;
  options.channel = settings.name;
  options.format = settings.format;
  options.region = settings.region;
  options.locale = settings.locale;
  options.product = settings.product;
  options.audience = settings.audience;
  options.authors = settings.authors;
  options.consent = settings.consent;
  options.consent_tag = settings.consent_tag;
  return options;
}

Result<PollReport> Poller::in_round(const ChannelSettings& settings, const Progress& progress,
                                    const std::function<Result<>(Round&)>& work) {
  if (auto sound = check(settings); !sound) return fail(sound.error());
  const LiveSource* const source = live_source_of(settings.format);
  if (settings.url.empty() || source == nullptr) {
    std::string formats;
    for (const auto& known : live_sources())
      formats += (formats.empty() ? "" : ", ") + std::string(known->format());
    return fail(ErrorCode::kInvalidInput, fmt::format("the channel {} cannot be polled", settings.name),
                "it needs an url, and a format of " + formats);
  }
  auto state = store_.poll_state(settings.name);
  if (!state) return fail(state.error());
  auto token = reveal(settings.token);
  if (!token) return fail(token.error());
  HttpClient::Options http;
  http.proxy = settings.proxy;
  http.abort = [this] { return !wait_(Fetcher::Milliseconds(0)); };
  auto client = HttpClient::open(std::move(http));
  if (!client) return fail(client.error());
  Fetcher::Options polite;
  polite.gap = Fetcher::Milliseconds(settings.request_gap_ms);
  Fetcher fetcher(**client, polite, wait_);
  HarvestOptions options = harvest_options(settings);
  options.partial = source->gives_parts();
  Harvester harvester(store_, std::move(options));
  Round round{settings,          *source, fetcher, harvester, progress, source->headers(*token),
              std::move(*state), {},      {}};
  if (auto done = work(round); !done) return fail(done.error());
  return round.report;
}

Result<PollReport> Poller::poll(const ChannelSettings& settings, const Progress& progress) {
  return in_round(settings, progress, [this](Round& round) -> Result<> {
    if (round.state.not_before && *round.state.not_before > now()) {
      round.report.unchanged = true;
      return {};
    }
    Result<> done = run(round);
    round.report.requests = round.fetcher.requests();
    round.state.polled_at = now();
    round.state.not_before.reset();
    if (const auto left = round.fetcher.not_before_s(); left > 0)
      round.state.not_before = now() + left * 1000;
    if (done) {
      round.state.failures = 0;
      round.state.error.clear();
      if (round.report.complete && !round.report.unchanged) round.state.validator = round.validator;
    } else {
      ++round.state.failures;
      round.state.error = done.error().message;
    }
    if (auto kept = store_.put_poll_state(round.settings.name, round.state); !kept) return kept;
    return done;
  });
}

Result<PollReport> Poller::retry(const ChannelSettings& settings, const QuarantineEntry& entry) {
  const auto fields = split_record(entry.raw);
  constexpr std::size_t kFields = 4;  // the last is not there in entries of older versions
  if (!fields || fields->size() < kFields - 1 || fields->size() > kFields)
    return fail(ErrorCode::kInvalidInput, "this entry is no page of a channel that is polled");
  PageRequest request{std::string((*fields)[0]), std::string((*fields)[1]), std::string((*fields)[2])};
  if (fields->size() == kFields) request.body = (*fields)[kFields - 1];
  return in_round(settings, {}, [&](Round& round) { return walk(round, request, false); });
}

Result<> Poller::run(Round& round) {
  auto first = round.source.first(round.settings, round.state.cursor);
  if (!first) return fail(first.error());
  return walk(round, std::move(*first), true);
}

// A page, and what follows from it. Nothing where the platform says that the first page has not changed.
Result<std::optional<Page>> Poller::get(Round& round, const PageRequest& request, bool first) {
  auto headers = round.headers;
  const bool conditional = first && request.body.empty();
  const std::string condition = conditional ? condition_of(round.state.validator) : std::string();
  if (!condition.empty()) headers.push_back(condition);
  auto response = round.fetcher.fetch({request.url, std::move(headers), request.body});
  if (!response) return fail(response.error());
  constexpr int kNotModified = 304;
  if (response->status == kNotModified) return std::optional<Page>();
  auto page = round.source.read(round.settings, request, *response);
  if (!page) return fail(page.error());
  if (conditional && !page->always) round.validator = validator_of(*response);
  return std::optional<Page>(std::move(*page));
}

Result<> Poller::walk(Round& round, PageRequest request, bool outermost) {
  for (bool first = outermost;; first = false) {
    if (outermost && round.fetcher.requests() >= round.settings.page_limit) {
      round.report.complete = false;
      return {};
    }
    auto page = get(round, request, first);
    if (!page) return fail(page.error());
    if (!*page) {
      round.report.unchanged = true;
      return {};
    }
    if (!(*page)->payload.empty()) {
      auto counts =
          round.harvester.harvest(input_of(std::move((*page)->payload), "live/" + round.settings.name));
      if (!counts) return fail(counts.error());
      round.report.counts += *counts;
    }
    if ((*page)->wait_s > 0 && !wait_(std::chrono::seconds((*page)->wait_s)))
      return fail(ErrorCode::kUnavailable, "the poll was stopped");
    for (const PageRequest& detail : (*page)->details) {
      if (auto taken = take_detail(round, detail); !taken) return taken;
    }
    round.report.requests = round.fetcher.requests();
    if (round.progress) round.progress(round.report);
    if ((*page)->cursor) {
      round.state.cursor = *(*page)->cursor;
      if (auto kept = store_.put_poll_state(round.settings.name, round.state); !kept) return kept;
    }
    if (!(*page)->next) return {};
    request = std::move(*(*page)->next);
  }
}

Result<> Poller::take_detail(Round& round, const PageRequest& detail) {
  auto walked = walk(round, detail, false);
  if (walked || walked.error().code == ErrorCode::kNotFound) return {};  // gone since it was listed
  const bool harmless =
      walked.error().code == ErrorCode::kInvalidInput || walked.error().code == ErrorCode::kTooLarge;
  if (!harmless && (round.state.failures < kPatience || round.fetcher.not_before_s() > 0)) return walked;
  QuarantineEntry entry;
  entry.file = "live/" + round.settings.name;
  entry.position = detail.url;
  entry.reason = walked.error().message;
  append_field(entry.raw, detail.kind);
  append_field(entry.raw, detail.url);
  append_field(entry.raw, detail.carried);
  append_field(entry.raw, detail.body);
  if (entry.raw.size() > kMaxRejectedBytes) entry.raw.clear();  // cannot be tried again by itself
  entry.format = round.settings.format;
  entry.channel = round.settings.name;
  entry.at = now();
  ++round.report.counts.quarantined;
  return store_.add_to_quarantine(entry);
}

}  // namespace garner

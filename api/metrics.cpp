#include "api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace garner::api {
namespace {

// From a typeahead in memory to an ingest of 64 MB, in seconds.
const prometheus::Histogram::BucketBoundaries kBuckets = {.0005, .001, .0025, .005, .01, .025, .05,
                                                          .1,    .25,  .5,    1,    5,   30};

}  // namespace

struct Metrics::Impl {
  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  std::mutex mutex;  // of `fill`
  std::function<void(Gauges&)> fill;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("garner_http_requests_total")
                                                          .Help("Requests answered")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("garner_http_request_seconds")
          .Help("Time from the whole request to its response")
          .Register(registry);
  prometheus::Gauge& connections = gauge("garner_http_connections", "Open connections");
  prometheus::Gauge& in_flight =
      gauge("garner_http_requests_in_flight", "Requests being answered or waiting for it");
  prometheus::Gauge& accepted =
      gauge("garner_http_connections_accepted", "Connections accepted since the start");
  prometheus::Gauge& refused =
      gauge("garner_http_requests_refused",
            "Requests refused since the start: malformed, too large, too slow, overload");
  prometheus::Gauge& documents = gauge("garner_index_documents", "Articles in the index");
  prometheus::Gauge& sequence = gauge("garner_index_sequence", "Change of the store that the index holds");
  prometheus::Gauge& last_change = gauge("garner_store_last_change", "Last change of the store");
  prometheus::Gauge& lag =
      gauge("garner_index_lag_changes", "Changes of the store that the index does not hold yet");
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe(const std::string& route, const std::string& method, int status, double seconds) {
  impl_->requests.Add({{"route", route}, {"method", method}, {"status", std::to_string(status)}}).Increment();
  impl_->seconds.Add({{"route", route}}, kBuckets).Observe(seconds);
}

void Metrics::set_gauges(std::function<void(Gauges&)> fill) {
  const std::lock_guard lock(impl_->mutex);
  impl_->fill = std::move(fill);
}

std::string Metrics::text() {
  const std::lock_guard lock(impl_->mutex);
  Gauges gauges;
  if (impl_->fill) impl_->fill(gauges);
  impl_->connections.Set(static_cast<double>(gauges.connections));
  impl_->in_flight.Set(static_cast<double>(gauges.in_flight));
  impl_->accepted.Set(static_cast<double>(gauges.accepted));
  impl_->refused.Set(static_cast<double>(gauges.refused));
  impl_->documents.Set(static_cast<double>(gauges.documents));
  impl_->sequence.Set(static_cast<double>(gauges.sequence));
  impl_->last_change.Set(static_cast<double>(gauges.last_change));
  impl_->lag.Set(
      static_cast<double>(gauges.last_change > gauges.sequence ? gauges.last_change - gauges.sequence : 0));
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace garner::api

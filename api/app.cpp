#include "api/app.h"

#include "indexer/core/log.h"

namespace garner::api {

Result<std::unique_ptr<App>> App::start(ServeOptions options) {
  const std::string store_path = options.data.store_path;
  auto service = Service::open(std::move(options.data));
  if (!service) return fail(service.error());
  std::unique_ptr<App> app(new App);
  app->host_ = options.host;
  app->service_ = std::move(*service);
  app->router_ =
      std::make_unique<Router>(*app->service_, Router::Options{options.anonymous, options.allowed_origins});
  Server::Options limits = std::move(options.limits);
  limits.host = options.host;
  limits.port = options.port;
  limits.body_limit = Router::body_limit;
  Router& router = *app->router_;
  auto server =
      Server::start(std::move(limits), [&router](Request& request) { return router.respond(request); });
  if (!server) return fail(server.error());
  app->server_ = std::move(*server);
  app->schedule_ = std::make_unique<Schedule>(*app->service_, store_path);
  app->service_->metrics().set_gauges([raw = app.get()](Metrics::Gauges& gauges) {
    const Server::Counters counters = raw->server_->counters();
    const Service::IndexState state = raw->service_->index_state();
    gauges = {counters.connections, counters.in_flight, counters.accepted, counters.refused,
              state.documents,      state.sequence,     state.last_change};
  });
  log(LogLevel::kInfo, "serving", {{"url", app->url()}});
  return app;
}

App::~App() {
  stop();
}

int App::port() const {
  return server_->port();
}

std::string App::url() const {
  const bool v6 = host_.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host_ + "]" : host_) + ":" + std::to_string(port());
}

Service& App::service() {
  return *service_;
}

void App::stop() {
  schedule_.reset();
  if (server_) server_->stop();
}

}  // namespace garner::api

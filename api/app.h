// App: the whole server, wired: Service behind Router behind Server. Thread-safe but for stop(), which one
// thread calls.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/router.h"
#include "api/schedule.h"
#include "api/server.h"
#include "api/service.h"

namespace garner::api {

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any free one, see App::port()
  Service::Options data;
  // What a request without a key may do and see: nothing. The demo grants search, suggest, read and events on
  // the loopback address, so that the page works at once.
  Rights anonymous;
  std::vector<std::string> allowed_origins;  // other sites whose pages may search; "*": any
  Server::Options limits;                    // of the HTTP front; host, port and body_limit are set here
};

class App {
 public:
  // Listens when it returns; readyz answers 503 until the index is caught up.
  // Errors: kUnavailable (address), those of Store::open.
  static Result<std::unique_ptr<App>> start(ServeOptions options);
  ~App();  // stop()

  int port() const;
  std::string url() const;  // "http://127.0.0.1:8080"
  Service& service();
  // Takes no new requests, answers those in flight, finishes writes. Idempotent.
  void stop();

 private:
  App() = default;
  std::string host_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Schedule> schedule_;
  std::unique_ptr<Router> router_;
  std::unique_ptr<Server> server_;
};

}  // namespace garner::api

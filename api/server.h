// Server: the bounded HTTP front. One thread accepts, reads and judges without blocking (epoll); whole
// requests go to a fixed pool of workers through a bounded queue; what a slow reader does not take is written
// by the front thread. An idle or slow connection costs a file descriptor and its buffer, never a thread.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/engine.h"
#include "api/request_reader.h"
#include "indexer/core/result.h"

namespace garner::api {

class Server {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // an address or a name
    int port = 0;                    // 0: any free one
    std::size_t workers = 0;         // 0: twice the cores, plus 2
    std::size_t queue = 256;         // requests that may wait for a worker; beyond: 503
    std::size_t connections = 2048;  // beyond: the one idle for longest is closed, or the new one gets 503
    std::size_t requests_per_connection = 10'000;
    std::size_t buffered =
        128 * 1024 * 1024;  // bytes of requests held by all connections together; beyond: 503
    // From the first byte of a request to its last; a body may take longer by 1 s per kSlowestBody bytes that
    // came.
    std::chrono::milliseconds request_deadline{8'000};
    std::chrono::milliseconds idle_timeout{60'000};   // between requests
    std::chrono::milliseconds write_timeout{10'000};  // without the client taking a byte of the response
    std::chrono::milliseconds drain{10'000};          // stop() waits so long for requests in flight
    BodyLimit body_limit;                             // none: no bodies
  };
  static constexpr std::size_t kSlowestBody = 256 * 1024;

  struct Counters {
    std::uint64_t connections = 0;  // open now
    std::uint64_t in_flight = 0;    // requests with a worker or waiting for one
    std::uint64_t accepted = 0;     // connections, since the start
    std::uint64_t refused =
        0;  // requests that did not get to a handler: malformed, too large, too slow, overload
  };

  // Listens when it returns. Errors: kUnavailable where the address cannot be had.
  static Result<std::unique_ptr<Server>> start(Options options, Engine::Handler handler);
  ~Server();  // stop()

  int port() const;
  Counters counters() const;
  // No new connections, idle ones closed, requests in flight answered. Idempotent.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner::api

// Connection: one client of the server, and where it stands. The front thread's, but for what Phase says of a
// worker.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "api/exchange.h"
#include "api/request_reader.h"
#include "api/socket.h"

namespace garner::api {

struct Connection {
  using Clock = std::chrono::steady_clock;
  enum class Phase : std::uint8_t {
    kReading,  // idle, or a request on its way in
    kWorking,  // with a worker: nobody else touches `output`, `request` or the reader's request
    kWriting,  // the client takes the response slowly
    kLinger,   // answered for good; what still comes is thrown away
  };
  Connection(Socket s, std::string address, const BodyLimit& limit)
      : socket(std::move(s)), peer(std::move(address)), reader(limit) {}

  Socket socket;
  std::string peer;
  RequestReader reader;
  Phase phase = Phase::kReading;
  std::string output;
  std::size_t written = 0;
  Parts parts;  // of the body, that come after `output`; empty: none
  bool chunked = false;
  bool close_after = false;  // this response is the last
  bool linger_after = false;
  bool ended = false;  // the client has sent all it will
  std::size_t requests = 0;
  std::size_t counted = 0;    // bytes of the reader in the server's sum
  std::uint32_t watched = 0;  // events asked for; 0: not in the epoll set, where even a hang-up would show
  Clock::time_point since;    // of the request's first byte; while idle: of the last response
  Clock::time_point deadline;
};

// Sends what the socket takes of the output. False: the connection is broken.
bool send_some(Connection& connection);

}  // namespace garner::api

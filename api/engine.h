// Engine: one judged request -> the bytes of its response. The only place that includes the HTTP library,
// which reads the query string and writes the response; it sees no socket and nothing that api/head.h has not
// let through. Not thread-safe: one per worker.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/exchange.h"
#include "api/head.h"

namespace garner::api {

class Engine {
 public:
  // Called on any worker's thread, at the same time. May throw: that is answered with 500.
  using Handler = std::function<Response(Request&)>;

  explicit Engine(const Handler& handler);  // must outlive the engine
  ~Engine();

  struct Answer {
    std::string bytes;     // of the response; of its head, where its parts follow
    Parts parts;           // empty: there are none
    bool chunked = false;  // how they are sent; else the end of the connection ends them
  };
  // `close`: the connection ends after this response, and the response says so.
  Answer answer(const Head& head, std::string body, const std::string& peer, bool close);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A part as a chunk (RFC 9112, 7.1); the empty part is the last.
std::string chunk_of(const std::string& part);

// A response without the library, for what never became a request: application/problem+json, Connection:
// close.
std::string refusal_response(const Refusal& refusal, int retry_after_seconds = 0);

}  // namespace garner::api

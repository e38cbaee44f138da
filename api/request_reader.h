// RequestReader: bytes of a connection -> requests, one after the other, each within its bounds. Knows no
// sockets. Bodies are taken off their chunks here, so that nothing behind it sees a transfer encoding. Not
// thread-safe: belongs to one connection.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "api/head.h"

namespace garner::api {

// How many bytes of body this request may have.
using BodyLimit = std::function<std::size_t(const Head&)>;

class RequestReader {
 public:
  // `limit` must outlive the reader.
  explicit RequestReader(const BodyLimit& limit) : limit_(&limit) {}

  enum class State : std::uint8_t {
    kIdle,     // not a byte of the next request yet
    kReading,  // a part of it
    kReady,    // head() and body() are whole
    kRefused,  // refusal() says why; nothing more can be read
  };

  // Takes bytes up; after a kReady they wait until next().
  State feed(std::string_view bytes);
  // Goes on to the next request, which may have come already (pipelining).
  State next();

  State state() const { return state_; }
  const Head& head() const { return head_; }
  std::string& body() { return body_; }
  const Refusal& refusal() const { return refusal_; }
  // Once per request: the client waits for "100 Continue" before it sends the body.
  bool take_continue();
  // Memory held.
  std::size_t buffered() const { return buffer_.size() + body_.size(); }

 private:
  enum class Part : std::uint8_t { kHead, kLength, kChunkSize, kChunkData, kChunkEnd, kTrailer };
  State advance();
  bool step();  // false: needs more bytes, or is done
  bool take_line(std::string_view& line);
  bool begin_body();
  bool chunk_size(std::string_view line);
  bool take_data();
  bool finish();
  bool refuse(const Refusal& refusal);

  const BodyLimit* limit_;
  State state_ = State::kIdle;
  Part part_ = Part::kHead;
  std::string buffer_;     // bytes that came and are not taken yet
  std::size_t begin_ = 0;  // of those not taken, in buffer_
  Head head_;
  std::string body_;
  std::size_t body_limit_ = 0;
  std::size_t wanted_ = 0;    // bytes of the body (or chunk) still to come
  std::size_t trailers_ = 0;  // bytes of trailer lines, and of what chunk sizes carry beside the size
  bool continue_wanted_ = false;
  Refusal refusal_;
};

}  // namespace garner::api

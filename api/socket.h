// Socket: owns a file descriptor; and the few socket calls that the server makes. Not thread-safe.
#pragma once

#include <string>
#include <utility>

#include "indexer/core/result.h"

namespace garner::api {

class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() { close(); }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close();

 private:
  int fd_ = -1;
};

// A non-blocking listening socket. Errors: kUnavailable, with the address and why.
Result<Socket> listen_on(const std::string& host, int port);
int local_port(const Socket& socket);
// Accepts without blocking and without Nagle's delay; `peer` is the numeric address. Not open: nobody waits,
// or `error` holds the errno of a fault.
Socket accept_from(const Socket& listener, std::string& peer, int& error);

}  // namespace garner::api

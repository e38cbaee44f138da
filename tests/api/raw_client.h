// A TCP client that says exactly what a test wants, well-formed or not. One per test thread.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

namespace garner::api {

class RawClient {
 public:
  explicit RawClient(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int fd() const { return fd_; }

  // False when the server has closed before it took everything.
  bool send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() const { shutdown(fd_, SHUT_WR); }

  // Everything up to the server's close.
  std::string read_to_end() const {
    std::string all;
    while (read_more(all)) {
    }
    return all;
  }
  // Until `count` times `mark` has come, or the close.
  std::string read_until(std::string_view mark, std::size_t count = 1) const {
    std::string all;
    while (times(all, mark) < count && read_more(all)) {
    }
    return all;
  }
  bool closed_by_server() const {
    std::string rest;
    while (read_more(rest)) {
    }
    return ended_;
  }

  static std::size_t times(std::string_view text, std::string_view mark) {
    std::size_t count = 0;
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + mark.size()))
      ++count;
    return count;
  }

 private:
  // A server that neither answers nor closes in this time is taken to be stuck.
  static constexpr int kStuckMs = 20'000;

  bool read_more(std::string& all) const {
    pollfd waiting{fd_, POLLIN, 0};
    if (poll(&waiting, 1, kStuckMs) <= 0) return false;
    std::array<char, 16 * 1024> buffer{};
    const ssize_t count = recv(fd_, buffer.data(), buffer.size(), 0);
    ended_ = count <= 0;
    if (count > 0) all.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
  }

  int fd_;
  bool connected_ = false;
  mutable bool ended_ = false;
};

// "HTTP/1.1 413 …" -> 413; 0: no response.
inline int status_of(std::string_view response) {
  if (!response.starts_with("HTTP/1.") || response.size() < 12) return 0;
  return (response[9] - '0') * 100 + (response[10] - '0') * 10 + (response[11] - '0');
}

}  // namespace garner::api

#include "tools/benchmark/http_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

namespace garner::bench {
namespace {

// The value of Content-Length; the server sends it with every response that these requests have.
Result<std::size_t> length_of(std::string_view head) {
  constexpr std::string_view kName = "\r\ncontent-length:";
  for (std::size_t at = 0; at + kName.size() < head.size(); ++at) {
    bool same = true;
    for (std::size_t i = 0; same && i < kName.size(); ++i) {
      const char c = head[at + i];
      same = (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == kName[i];
    }
    if (!same) continue;
    std::size_t begin = at + kName.size();
    while (begin < head.size() && head[begin] == ' ') ++begin;
    std::size_t length = 0;
    std::from_chars(head.data() + begin, head.data() + head.size(), length);
    return length;
  }
  return fail(ErrorCode::kInternal, "a response without Content-Length");
}

std::string authorization(std::string_view key) {
  return key.empty() ? std::string() : fmt::format("Authorization: Bearer {}\r\n", key);
}

}  // namespace

Result<HttpClient> HttpClient::connect(int port) {
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  if (made < 0)
    return fail(ErrorCode::kUnavailable, "no socket can be made", "raise the limit of open files");
  HttpClient client(made);
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail(ErrorCode::kUnavailable, "the server does not take a connection");
  }
  return client;
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) close(socket_);
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

Result<int> HttpClient::send(const std::string& request) {
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t more = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return fail(ErrorCode::kUnavailable, "the server closed the connection");
    sent += static_cast<std::size_t>(more);
  }
  buffer_.clear();
  std::size_t whole = 0;  // bytes of head and body, once the head is there
  while (whole == 0 || buffer_.size() < whole) {
    std::array<char, 65536> chunk;
    const ssize_t got = recv(socket_, chunk.data(), chunk.size(), 0);
    if (got <= 0) return fail(ErrorCode::kUnavailable, "the server closed the connection");
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    const auto end = buffer_.find("\r\n\r\n");
    if (whole > 0 || end == std::string::npos) continue;
    const auto length = length_of(std::string_view(buffer_).substr(0, end + 2));
    if (!length) return fail(length.error());
    whole = end + 4 + *length;
  }
  int status = 0;  // "HTTP/1.1 200 OK"
  constexpr std::size_t kStatusAt = 9;
  std::from_chars(buffer_.data() + kStatusAt, buffer_.data() + kStatusAt + 3, status);
  return status;
}

std::string get_request(std::string_view target, std::string_view key) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n{}\r\n", target,
                     authorization(key));
}

std::string post_request(std::string_view target, std::string_view json, std::string_view key) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
      "{}\r\n{}\r\n{}",
      target, json.size(), authorization(key), json);
}

std::string url_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

}  // namespace garner::bench

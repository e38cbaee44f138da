// HttpClient: one keep-alive connection to the server on the loopback address, with as little of its own to
// do as possible, since it runs on the cores that it measures. Not a client for other servers. Not
// thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "indexer/core/result.h"

namespace garner::bench {

class HttpClient {
 public:
  static Result<HttpClient> connect(int port);
  ~HttpClient();
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  // Sends one request and reads the response; gives its status. Errors: kUnavailable where the connection
  // breaks.
  Result<int> send(const std::string& request);

 private:
  explicit HttpClient(int socket) : socket_(socket) {}
  int socket_;
  std::string buffer_;
};

// Requests as bytes; `key`: the secret of an API key, empty for none.
std::string get_request(std::string_view target, std::string_view key = {});
std::string post_request(std::string_view target, std::string_view json, std::string_view key = {});
std::string url_encode(std::string_view text);

}  // namespace garner::bench

// HttpClient: one request after the other over libcurl, bounded in time and size. One per thread; connections
// are kept open between requests.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "indexer/core/result.h"

namespace garner {

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers = {};  // as "Name: value"
  std::string body = {};                  // sent by POST; empty: a GET
  std::string content_type = "application/json";
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; of several the last
  std::string body;
};

class HttpClient {
 public:
  struct Options {
    std::string proxy;  // URL; empty: as the environment says
    int connect_timeout_s = 10;
    int timeout_s = 60;                         // for one response
    std::size_t max_body = 32UL * 1024 * 1024;  // bytes, unpacked
    std::function<bool()> abort = {};           // asked about once a second; true ends the request
  };

  static Result<std::unique_ptr<HttpClient>> open(Options options);
  ~HttpClient();

  // Redirects are followed within http and https; headers that hold a secret do not follow to another host.
  // Any status is a response. Errors: kUnavailable where there was none or it broke off (worth another try),
  // kTooLarge, kInvalidInput for what is no URL.
  Result<HttpResponse> send(const HttpRequest& request);

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner

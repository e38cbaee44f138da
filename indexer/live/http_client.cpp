#include "indexer/live/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string_view>

namespace garner {
namespace {

constexpr long kMaxRedirects = 5;
constexpr std::size_t kMaxHeaderBytes = 64UL * 1024;

struct Incoming {
  HttpResponse response;
  std::size_t header_bytes = 0;
  std::size_t max_body = 0;
  bool too_large = false;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& incoming = *static_cast<Incoming*>(target);
  if (incoming.response.body.size() + size * count > incoming.max_body) {
    incoming.too_large = true;
    return 0;  // ends the transfer
  }
  incoming.response.body.append(bytes, size * count);
  return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& incoming = *static_cast<Incoming*>(target);
  incoming.header_bytes += size * count;
  if (incoming.header_bytes > kMaxHeaderBytes) {
    incoming.too_large = true;
    return 0;
  }
  std::string_view line(bytes, size * count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) incoming.response.headers.clear();  // after a redirect
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  line.remove_prefix(colon + 1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  incoming.response.headers[name] = line;
  return size * count;
}

int take_progress(void* target, curl_off_t /*down*/, curl_off_t /*of*/, curl_off_t /*up*/,
                  curl_off_t /*of*/) {
  return (*static_cast<const std::function<bool()>*>(target))() ? 1 : 0;
}

struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

struct HttpClient::Impl {
  Impl(CURL* given, Options given_options) : curl(given), options(std::move(given_options)) {}
  ~Impl() { curl_easy_cleanup(curl); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  CURL* curl;
  Options options;
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::open(Options options) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CURL* const curl = curl_easy_init();
  if (curl == nullptr) return fail(ErrorCode::kInternal, "libcurl could not be started");
  return std::unique_ptr<HttpClient>(new HttpClient(std::make_unique<Impl>(curl, std::move(options))));
}

Result<HttpResponse> HttpClient::send(const HttpRequest& request) {
  CURL* const curl = impl_->curl;
  const Options& options = impl_->options;
  curl_easy_reset(curl);  // keeps the connections
  std::unique_ptr<curl_slist, ListFree> list;
  std::vector<std::string> headers = request.headers;
  if (!request.body.empty()) headers.push_back("Content-Type: " + request.content_type);
  for (const std::string& header : headers) {
    curl_slist* const longer = curl_slist_append(list.get(), header.c_str());
    if (longer == nullptr) return fail(ErrorCode::kInternal, "out of memory");
    static_cast<void>(list.release());
    list.reset(longer);
  }
  Incoming incoming;
  incoming.max_body = options.max_body;
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "Garner (self-hosted knowledge server; polls politely)");
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // whatever it can unpack
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_timeout_s));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(options.timeout_s));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (!options.proxy.empty()) curl_easy_setopt(curl, CURLOPT_PROXY, options.proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);

  if (!request.body.empty()) {  // curl does not copy it
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  if (options.abort) {
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, take_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &options.abort);
  }

  const CURLcode done = curl_easy_perform(curl);
  if (incoming.too_large) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("the response is larger than {} MB", options.max_body >> 20));
  }
  if (done == CURLE_URL_MALFORMAT || done == CURLE_UNSUPPORTED_PROTOCOL)
    return fail(ErrorCode::kInvalidInput, "the address is no http or https URL", "mend the channel's url");
  if (done != CURLE_OK) {
    return fail(ErrorCode::kUnavailable, fmt::format("no answer: {}", curl_easy_strerror(done)));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

}  // namespace garner

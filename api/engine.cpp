#include "api/engine.h"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "indexer/core/log.h"

namespace garner::api {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

// The library reads the head from memory and writes the response to memory.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string input, const std::string& peer) : input_(std::move(input)), peer_(peer) {}

  bool is_readable() const override { return position_ < input_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override {
    const std::size_t count = std::min(size, input_.size() - position_);
    std::memcpy(data, input_.data() + position_, count);
    position_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* data, std::size_t size) override {
    output_.append(data, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = peer_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return 0; }

  std::string& output() { return output_; }

 private:
  std::string input_;
  std::string output_;
  const std::string& peer_;
  std::size_t position_ = 0;
};

}  // namespace

struct Engine::Impl : private httplib::Server {
  explicit Impl(const Engine::Handler& handler) : handler_(handler) {
    set_keep_alive_timeout(60);
    set_keep_alive_max_count(10'000);
    // Every request ends here, before the library's own routing (regular expressions) and reading of bodies.
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      respond(request, response);
      return HandlerResponse::Handled;
    });
  }

  Answer answer(const Head& head, std::string body, const std::string& peer, bool close) {
    head_ = &head;
    body_ = std::move(body);
    peer_ = &peer;
    // Only the request line and what tells the connection's fate: the library would act on Range, Expect,
    // Accept-Encoding and a body's headers.
    std::string text = head.method + ' ' + head.target + (head.http_1_1 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    text += close ? "Connection: close\r\n\r\n" : "\r\n";
    MemoryStream stream(std::move(text), peer);
    bool closed = false;
    process_request(stream, close, closed, {});
    Answer answer{std::move(stream.output()), std::move(parts_), head.http_1_1};
    parts_ = nullptr;
    if (head.method == "HEAD") answer.parts = nullptr;
    // Of a body in parts the head alone: whatever the library may have written of an empty one.
    if (answer.parts) answer.bytes.resize(answer.bytes.find(kHeadEnd) + kHeadEnd.size());
    return answer;
  }

 private:
  void respond(const httplib::Request& parsed, httplib::Response& written) {
    Request request;
    request.method = head_->method;
    request.path = head_->path();
    request.params.insert(parsed.params.begin(), parsed.params.end());
    request.headers.insert(head_->headers.begin(), head_->headers.end());
    request.body = std::move(body_);
    request.peer = *peer_;
    Response response;
    try {
      response = handler_(request);
    } catch (const std::exception& error) {
      log(LogLevel::kError, "request_failed", {{"request_id", request.request_id}, {"error", error.what()}});
      response = Response();
      response.status = 500;
      response.content_type = "application/problem+json";
      response.body = R"({"type":"about:blank","title":"Internal error","status":500,"code":"internal"})";
    }
    written.status = response.status;
    written.body = std::move(response.body);
    parts_ = std::move(response.parts);
    if (parts_) {
      const auto nothing = [](std::size_t /*offset*/, httplib::DataSink& sink) {
        sink.done();
        return true;
      };
      if (head_->http_1_1) {
        written.set_chunked_content_provider(response.content_type, nothing);
      } else {
        written.set_content_provider(response.content_type, nothing);
      }
    }
    if (!parts_ && !response.content_type.empty() && response.status != 204 && response.status != 304) {
      written.set_header("Content-Type", response.content_type);
    }
    for (const auto& [name, value] : response.headers) written.set_header(name, value);
  }

  const Engine::Handler& handler_;
  const Head* head_ = nullptr;
  const std::string* peer_ = nullptr;
  std::string body_;
  Parts parts_;
};

Engine::Engine(const Handler& handler) : impl_(std::make_unique<Impl>(handler)) {}
Engine::~Engine() = default;

Engine::Answer Engine::answer(const Head& head, std::string body, const std::string& peer, bool close) {
  return impl_->answer(head, std::move(body), peer, close);
}

std::string chunk_of(const std::string& part) {
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), part.size(), 16).ptr;
  std::string chunk(size.data(), end);
  chunk += "\r\n";
  chunk += part;
  chunk += "\r\n";
  return chunk;
}

std::string refusal_response(const Refusal& refusal, int retry_after_seconds) {
  const std::string title(title_of(refusal.status));
  const std::string status = std::to_string(refusal.status);
  // The texts are ours and need no escaping.
  const std::string body = R"({"type":"about:blank","title":")" + title + R"(","status":)" + status +
                           R"(,"detail":")" + refusal.detail + R"(","code":")" + refusal.code +
                           R"(","errors":[]})";
  std::string response =
      "HTTP/1.1 " + status + ' ' + title + "\r\nContent-Type: application/problem+json\r\n";
  if (retry_after_seconds > 0) response += "Retry-After: " + std::to_string(retry_after_seconds) + "\r\n";
  response += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
  return response;
}

}  // namespace garner::api

// A platform's API on a free port of the loopback: answers as the test says, and remembers what was asked.
#pragma once

#include <httplib.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace garner {

class Platform {
 public:
  struct Answer {
    int status = 200;
    std::string body;
    std::map<std::string, std::string> headers = {};
    bool breaks_off = false;  // the connection ends in the middle of the body
  };

  Platform() {
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) {
      respond(request, response);
    };
    server_.Get(".*", answer);
    server_.Post(".*", answer);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // stop() before that would do nothing
  }
  ~Platform() {
    server_.stop();
    thread_.join();
  }
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // The answers to a path with its query, one after the other; the last one again and again.
  void on(const std::string& target, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[target].push_back(std::move(answer));
  }
  void forget(const std::string& target) {
    const std::lock_guard lock(mutex_);
    answers_.erase(target);
  }
  // What was posted, in order.
  std::vector<std::string> posted() const {
    const std::lock_guard lock(mutex_);
    return posted_;
  }
  // What was asked for, in order, and the headers of the last request.
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::size_t count(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(asked_.begin(), asked_.end(), target));
  }
  std::string last_header(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = last_headers_.find(name);
    return found == last_headers_.end() ? std::string() : found->second;
  }

 private:
  void respond(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request.target);
    if (request.method == "POST") posted_.push_back(request.body);
    last_headers_ = request.headers;
    auto& left = answers_[request.target];
    if (left.empty()) {
      response.status = 404;
      return;
    }
    const Answer answer = left.front();
    if (left.size() > 1) left.pop_front();
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    if (!answer.breaks_off) {
      response.set_content(answer.body, "application/json");
      return;
    }
    response.set_content_provider(answer.body.size() + 1000, "application/json",
                                  [body = answer.body](std::size_t, std::size_t, httplib::DataSink& sink) {
                                    sink.write(body.data(), body.size());
                                    return false;
                                  });
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Answer>> answers_;
  std::vector<std::string> asked_, posted_;
  httplib::Headers last_headers_;
};

}  // namespace garner

// Requests that are sent again: a POST that creates something and carries an Idempotency-Key has its effect
// once, and the same answer for a day. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "api/exchange.h"
#include "api/service.h"

namespace garner::api {

class Idempotency {
 public:
  explicit Idempotency(Service& service) : service_(service) {}

  // Answers as `handle` does, or as it did before to the same request of the same caller under this name.
  // Problems: 422 where the name was used for another request, 409 while the first is being worked on, and
  // 400 for a name that is none. An answer that is no success is not kept: the request may be mended and sent
  // again. Secrets in it are not kept either (see kept_body).
  Reply once(const Request& request, const std::function<Reply()>& handle);

 private:
  Reply answer(const Request& request, const std::string& name, const std::function<Reply()>& handle);

  Service& service_;
  std::mutex mutex_;
  std::set<std::pair<std::string, std::string>> in_flight_;  // caller's key, name
};

}  // namespace garner::api

// The one table that turns an ErrorCode into an HTTP status and a stable code string. Pure, thread-safe.
#pragma once

#include <string_view>

#include "indexer/core/result.h"

namespace garner::api {

struct HttpError {
  int status;
  std::string_view code;   // stable, for programs
  std::string_view title;  // for people
};

HttpError http_error_of(ErrorCode code);

}  // namespace garner::api

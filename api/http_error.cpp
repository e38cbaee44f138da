#include "api/http_error.h"

namespace garner::api {

HttpError http_error_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return {422, "invalid_input", "Not processable"};
    case ErrorCode::kNotFound:
      return {404, "not_found", "Not found"};
    case ErrorCode::kUnauthorized:
      return {401, "unauthorized", "Unauthorized"};
    case ErrorCode::kForbidden:
      return {403, "forbidden", "Forbidden"};
    case ErrorCode::kConflict:
      return {409, "conflict", "Conflict"};
    case ErrorCode::kStale:
      return {412, "precondition_failed", "Precondition failed"};
    case ErrorCode::kTooLarge:
      return {413, "too_large", "Too large"};
    case ErrorCode::kVersionMismatch:
      return {503, "version_mismatch", "Service unavailable"};
    case ErrorCode::kLocked:
      return {503, "locked", "Service unavailable"};
    case ErrorCode::kUnavailable:
      return {503, "unavailable", "Service unavailable"};
    case ErrorCode::kInternal:
      break;
  }
  return {500, "internal", "Internal error"};
}

}  // namespace garner::api

// Result<T>: a value or an Error that says what went wrong and what to do about it.
// Foreign exceptions (Xapian, SOCI, JSON) are turned into a Result where the library is called and go no
// further. Value types, safe to pass between threads.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace garner {

// What kind of failure it is. api/http_error.cpp maps each to an HTTP status, tools/ to an exit status.
enum class ErrorCode {
  kInvalidInput,     // the caller's data or words are off: mend and send again
  kNotFound,         // no such thing, or the caller may not see it
  kUnauthorized,     // no key, or one that is not valid
  kForbidden,        // the key is valid but its scope does not cover this
  kConflict,         // the state of the thing does not allow it
  kStale,            // it has changed since the caller read it
  kTooLarge,         // over a limit
  kVersionMismatch,  // written by another version of Garner
  kLocked,           // another process holds it
  kUnavailable,      // full disk, database away: try again later
  kInternal,         // a fault of ours
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;      // one sentence, without user text that could be private
  std::string hint;         // what to do about it, may be empty
  std::string reason = {};  // which of several of that code, for programs: "illegal_transition"; may be empty
};

template <typename T = void>
using Result = tl::expected<T, Error>;

// Makes the error side of any Result: `return fail(ErrorCode::kNotFound, "no article a-1");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {},
                                  std::string reason = {}) {
  return tl::make_unexpected(Error{code, std::move(message), std::move(hint), std::move(reason)});
}

// Hands an error on: `if (!r) return fail(r.error());`
inline tl::unexpected<Error> fail(Error error) {
  return tl::make_unexpected(std::move(error));
}

}  // namespace garner

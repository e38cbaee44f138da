// The one adapter between Xapian's exceptions and Result. Included by those who include Xapian: the index
// writer and query/.
#pragma once

#include <xapian.h>

#include <exception>
#include <string>
#include <utility>

#include "indexer/core/result.h"

namespace garner {

// For what has no sentence of its own below.
inline Error error_of(const Xapian::Error& error) {
  const std::string what = std::string(error.get_type()) + ": " + error.get_msg();
  if (error.get_error_string() != nullptr) {  // errno: disk full, no permission
    return {ErrorCode::kUnavailable,
            "the index cannot be read or written (" + what + ", " + error.get_error_string() + ")",
            "free disk space or mend the folder's permissions, then run `garner index`"};
  }
  return {ErrorCode::kInternal, "the index failed (" + what + ")", "run `garner index --rebuild`"};
}

// Runs `work`, which gives a Result, and turns what Xapian throws into its error side. DatabaseModifiedError
// passes through: the reader has to reopen and run again.
template <typename Work>
auto guard_xapian(Work&& work) -> decltype(work()) {
  try {
    return std::forward<Work>(work)();
  } catch (const Xapian::DatabaseModifiedError&) {
    throw;
  } catch (const Xapian::DatabaseLockError&) {
    return fail(ErrorCode::kLocked, "another process is writing the index",
                "stop the other garner, or let it finish");
  } catch (const Xapian::DatabaseVersionError& error) {
    return fail(ErrorCode::kVersionMismatch,
                "the index was written by another version of Xapian (" + error.get_msg() + ")",
                "run `garner index --rebuild`");
  } catch (const Xapian::DatabaseCorruptError& error) {
    return fail(ErrorCode::kInternal, "the index is damaged (" + error.get_msg() + ")",
                "run `garner index --rebuild`: it is built anew from the store, which is not affected");
  } catch (const Xapian::Error& error) {
    return fail(error_of(error));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kUnavailable, "out of memory", "give the machine more, or ask for less at once");
  }
}

}  // namespace garner

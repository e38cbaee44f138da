// Discussions of a GitHub repository, which only its GraphQL API gives: the newest change first, each with
// its comments and the replies to them. Pure functions, thread-safe.
#pragma once

#include <string>

#include "indexer/live/live_source.h"

namespace garner {

// Where a poll of the discussions of `owner`/`name` begins; `cursor` as in LiveSource::first.
PageRequest first_discussions(const ChannelSettings& settings, const std::string& owner,
                              const std::string& name, const std::string& cursor);

// Whether a request is one of those that begin there.
bool is_of_discussions(const PageRequest& request);

// What an answer to one of them means. Errors: kUnauthorized, kNotFound, kUnavailable (the rate limit),
// kInvalidInput for what is no answer of GraphQL.
Result<Page> read_discussions(const PageRequest& request, const HttpResponse& response);

}  // namespace garner

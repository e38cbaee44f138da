// Signatures of what platforms push: who sends is known by a secret that both sides have. Pure functions,
// thread-safe.
#pragma once

#include <string>

#include "api/exchange.h"

namespace garner::api {

// Whether `request` carries a signature of one of the senders below, right or wrong.
bool is_signed(const Request& request);

// The delivery's id, equal for a repeat, where the signature over the raw body fits `secret`. Compares in
// constant time. Senders: Standard Webhooks, Discourse, Zendesk, GitHub, GitLab (its token), Slack. `now`
// against timestamps, which may be 5 minutes off. Problems: 401 for none or a wrong one, 400 for a stale
// timestamp.
tl::expected<std::string, Problem> verify_signature(const Request& request, const std::string& secret,
                                                    Time now);

}  // namespace garner::api

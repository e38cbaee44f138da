// Times: now, and RFC 3339 both ways. Pure but for now(). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

// The wall clock, in milliseconds since the epoch.
Time now();

// "2026-03-01T09:00:00Z", with ".123" where there are milliseconds. UTC. Years 0000 to 9999, others clamp.
std::string to_rfc3339(Time time);

// Reads RFC 3339 ("2026-03-01T09:00:00.123+01:00"; a blank for the T, no zone = UTC, and a date alone are
// taken too). Nothing for anything else, or for a date that does not exist.
std::optional<Time> parse_rfc3339(std::string_view text);

// A time that a conversation can have had: 1990-01-01 up to two days from now.
bool is_plausible(Time time);

}  // namespace garner

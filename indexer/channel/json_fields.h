// Fields of JSON that a platform may change: what is missing or of another type is as if it were empty.
// Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

// The member, or null; null too where `object` is none.
const nlohmann::json& member(const nlohmann::json& object, const char* name);
// The member if it is an array, else an empty array: for loops.
const nlohmann::json& list_of(const nlohmann::json& object, const char* name);
std::string text_of(const nlohmann::json& object, const char* name);
// The texts of a list; what is none is left out.
std::vector<std::string> texts_of(const nlohmann::json& object, const char* name);
bool flag_of(const nlohmann::json& object, const char* name);
// Also of a string of digits.
std::int64_t integer_of(const nlohmann::json& object, const char* name);
// Ids are numbers in some versions of an API and strings in others: both as text.
std::string id_of(const nlohmann::json& object, const char* name);
// RFC 3339, or the epoch in seconds, milliseconds, microseconds or nanoseconds (told apart by their size), as
// a number, or as text ("1512085950.000216").
std::optional<Time> time_of(const nlohmann::json& object, const char* name);

// The epoch as in time_of; nothing where the text is no number.
std::optional<Time> epoch_of(const std::string& text);
// "Tue Oct 31 22:10:47 +0000 2017", as Twitter writes times.
std::optional<Time> parse_ctime(const std::string& text);

}  // namespace garner

// The interchange format (docs/interchange.md): one JSON object a line, conversations and articles,
// losslessly both ways. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/core/team_record.h"

namespace garner {

using Record = std::variant<Conversation, Article, TeamRecord>;

// One line. Errors: kInvalidInput with the field that is wrong and what it should be. Unknown fields are kept
// in extra.
Result<Record> parse_record(std::string_view json);

// A conversation as to_json wrote it, without the checks: parts of conversations lack what the whole has.
Result<Conversation> read_back(std::string_view json);

// One line, without its end, fields in a fixed order: equal records give equal bytes. Invalid UTF-8 becomes
// U+FFFD.
std::string to_json(const Conversation& conversation);
std::string to_json(const Article& article);

}  // namespace garner

// The records of a JSON export, parsed one after the other in bounded memory. What cannot be read is
// rejected, and the rest goes on.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

// Where a record stands ("line 12"), and its text, for a rejection.
struct Place {
  std::string position;
  std::string_view raw;  // valid during the call
};

// Each object of the input: one object, an array of them, or one a line. `what` names it in the words of the
// platform ("the topic") for a rejection. An error of `take` stops it.
using TakeRecord = std::function<Result<>(const nlohmann::json& record, const Place& place)>;
Result<> each_record(Input& input, const Sink& sink, std::string_view what, const TakeRecord& take);

// Each object of the arrays that are called one of `arrays`, wherever they stand in the document
// ({"channel":{…},"messages":[…]}): for documents that do not fit into memory. `frame` is the object that
// holds the array, as far as it stands before it. `done` is called with each outermost object, its arrays
// empty, once it has been read, and with how many items were in it; may be empty.
using TakeItem =
    std::function<Result<>(const nlohmann::json& item, const nlohmann::json& frame, const Place& place)>;
using TakeDocument =
    std::function<Result<>(const nlohmann::json& document, std::size_t items, const Place& place)>;
Result<> each_item(Input& input, const Sink& sink, std::string_view what, std::vector<std::string> arrays,
                   const TakeItem& take, const TakeDocument& done = {});

}  // namespace garner

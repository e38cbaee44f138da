// Tables that no channel knows: CSV and JSON lines, one message a row, read by a mapping of what the columns
// mean, as the command line gives it (docs/channels.md).
#pragma once

#include <memory>
#include <string_view>

#include "indexer/channel/channel.h"
#include "indexer/core/result.h"

namespace garner {

// `format`: "csv" or "jsonl". `mapping`: "body=text,thread=case,role=side,role.agent=staff|support": what a
// message has, and the column it stands in; of JSON a path ("fields.text"). The channel is not among
// channels(): nothing recognises it. Errors: kInvalidInput where the mapping is not one, with what is wrong.
Result<std::unique_ptr<Channel>> make_mapped_channel(std::string_view format, std::string_view mapping);

}  // namespace garner

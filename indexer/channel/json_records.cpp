#include "indexer/channel/json_records.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "indexer/channel/check.h"
#include "indexer/channel/json_items.h"
#include "indexer/channel/json_text.h"
#include "indexer/channel/json_values.h"

namespace garner {
namespace {

std::string too_large(std::string_view what) {
  return fmt::format("{} is larger than {} MB", what, kMaxRecordBytes >> 20);
}

}  // namespace

Result<> each_record(Input& input, const Sink& sink, std::string_view what, const TakeRecord& take) {
  JsonValues values(input);
  std::uint64_t last_line = 1;
  for (;;) {
    auto value = values.next();
    if (!value) return end_of_input(value.error(), sink, fmt::format("line {}", last_line));
    last_line = value->line;
    const Place place{fmt::format("line {}", value->line), value->text};
    Result<> taken;
    switch (value->kind) {
      case JsonValues::Kind::kEnd:
        return {};
      case JsonValues::Kind::kValue: {
        auto record = parse_json(value->text);
        taken =
            record ? take(*record, place) : reject(sink, place.position, record.error().message, place.raw);
        break;
      }
      case JsonValues::Kind::kTooLong:
        taken = reject(sink, place.position, too_large(what), place.raw);
        break;
      case JsonValues::Kind::kGarbage:
        taken = reject(sink, place.position, "not JSON", place.raw);
        break;
    }
    if (!taken) return taken;
  }
}

Result<> each_item(Input& input, const Sink& sink, std::string_view what, std::vector<std::string> arrays,
                   const TakeItem& take, const TakeDocument& done) {
  JsonItems items(input, std::move(arrays));
  std::uint64_t last_line = 1, frame_number = 0;
  std::size_t count = 0;
  nlohmann::json frame;
  for (;;) {
    auto value = items.next();
    if (!value) return end_of_input(value.error(), sink, fmt::format("line {}", last_line));
    last_line = value->line;
    const Place place{fmt::format("line {}", value->line), value->text};
    Result<> taken;
    switch (value->kind) {
      case JsonItems::Kind::kEnd:
        return {};
      case JsonItems::Kind::kItem: {
        ++count;
        if (value->frame_number != frame_number) {  // parsed once for all items of an array
          frame_number = value->frame_number;
          auto parsed = parse_json(value->frame);
          frame = parsed ? std::move(*parsed) : nlohmann::json();
        }
        auto item = parse_json(value->text);
        taken =
            item ? take(*item, frame, place) : reject(sink, place.position, item.error().message, place.raw);
        break;
      }
      case JsonItems::Kind::kDocument: {
        auto document = parse_json(value->text);
        if (!document) {
          taken = reject(sink, place.position, document.error().message, place.raw);
        } else if (done) {
          taken = done(*document, count, place);
        }
        count = 0;
        break;
      }
      case JsonItems::Kind::kTooLong:
        taken = reject(sink, place.position, too_large(what), place.raw);
        break;
      case JsonItems::Kind::kGarbage:
        taken = reject(sink, place.position, "not JSON", place.raw);
        break;
    }
    if (!taken) return taken;
  }
}

}  // namespace garner

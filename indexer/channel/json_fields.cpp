#include "indexer/channel/json_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "indexer/core/clock.h"

namespace garner {
namespace {

using nlohmann::json;

// Seconds of 2026 have 10 digits, milliseconds 13, microseconds 16, nanoseconds 19.
std::optional<Time> scaled(double epoch) {
  if (!std::isfinite(epoch) || std::abs(epoch) > 9e18) return std::nullopt;
  const double size = std::abs(epoch);
  const double milliseconds = size < 1e11   ? epoch * 1e3
                              : size < 1e14 ? epoch
                              : size < 1e17 ? epoch / 1e3
                                            : epoch / 1e6;
  return static_cast<Time>(std::llround(milliseconds));
}

}  // namespace

const json& member(const json& object, const char* name) {
  static const json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

const json& list_of(const json& object, const char* name) {
  static const json empty = json::array();
  const json& value = member(object, name);
  return value.is_array() ? value : empty;
}

std::string text_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const json& object, const char* name) {
  std::vector<std::string> texts;
  for (const json& item : list_of(object, name)) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

bool flag_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::int64_t integer_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return 0;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ptr == text.data() + text.size() ? number : 0;
}

std::string id_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<Time> time_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (value.is_number()) return scaled(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (auto time = parse_rfc3339(text)) return time;
  return epoch_of(text);
}

std::optional<Time> epoch_of(const std::string& text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return scaled(number);
}

std::optional<Time> parse_ctime(const std::string& text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 30) return std::nullopt;
  const auto month = kMonths.find(text.substr(4, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  return parse_rfc3339(fmt::format("{}-{:02}-{}T{}{}", text.substr(26), month / 3 + 1, text.substr(8, 2),
                                   text.substr(11, 8), text.substr(20, 5)));
}

}  // namespace garner

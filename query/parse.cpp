#include "query/parse.h"

#include <algorithm>
#include <utility>

#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

// Reads a "quoted" or a bare value at `at`, moving it past. A quote that is never closed runs to the end.
std::string read_value(std::string_view query, std::size_t& at) {
  if (at < query.size() && query[at] == '"') {
    const std::size_t close = query.find('"', at + 1);
    const std::size_t end = close == std::string_view::npos ? query.size() : close;
    std::string value(query.substr(at + 1, end - at - 1));
    at = close == std::string_view::npos ? end : end + 1;
    return value;
  }
  const std::size_t begin = at;
  while (at < query.size() && !is_blank(query[at])) ++at;
  return std::string(query.substr(begin, at - begin));
}

// Takes a `name:value` filter at `at`; false if there is none.
bool read_filter(std::string_view query, std::size_t& at, Filter& filter) {
  struct Operator {
    std::string_view name;
    std::vector<std::string> Filter::*values;
  };
  static const Operator kOperators[] = {{"tag:", &Filter::tags},
                                        {"lang:", &Filter::locales},
                                        {"channel:", &Filter::channels},
                                        {"product:", &Filter::products},
                                        {"status:", &Filter::confidences}};
  const std::string_view rest = query.substr(at);
  for (const Operator& op : kOperators) {
    if (!rest.starts_with(op.name) || rest.size() == op.name.size() || is_blank(rest[op.name.size()]))
      continue;
    at += op.name.size();
    (filter.*op.values).push_back(read_value(query, at));
    return true;
  }
  for (const std::string_view name : {"before:", "after:"}) {
    if (!rest.starts_with(name)) continue;
    std::size_t end = at + name.size();
    const auto time = parse_rfc3339(read_value(query, end));
    if (!time) continue;
    if (name == "before:") {
      filter.created_before = std::min(*time, filter.created_before.value_or(*time));
    } else {
      filter.created_after = std::max(*time, filter.created_after.value_or(*time));
    }
    at = end;
    return true;
  }
  return false;
}

}  // namespace

ParsedQuery parse_query(std::string_view query, const Filter& base) {
  ParsedQuery parsed;
  parsed.filter = base;
  parsed.words.assign(query.size(), ' ');
  for (std::size_t at = 0; at < query.size();) {
    if (is_blank(query[at])) {
      ++at;
      continue;
    }
    if (read_filter(query, at, parsed.filter)) {
      parsed.narrows = true;
      continue;
    }
    // A minus excludes only before a word: "-" and "--" are nothing, and so is one inside a word.
    if (query[at] == '-' && at + 1 < query.size() && query[at + 1] != '-' && !is_blank(query[at + 1])) {
      ++at;
      if (std::string value = read_value(query, at); !value.empty()) {
        parsed.excluded.push_back(std::move(value));
        parsed.narrows = true;
      }
      continue;
    }
    const bool phrase = query[at] == '"';
    const std::size_t begin = phrase ? at + 1 : at;
    std::string value = read_value(query, at);
    value.copy(parsed.words.data() + begin, value.size());
    if (phrase && !value.empty()) {
      parsed.quoted.push_back(
          {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + value.size())});
      parsed.phrases.push_back(std::move(value));
    }
  }
  return parsed;
}

}  // namespace garner

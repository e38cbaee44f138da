#include "indexer/channel/slack_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace garner {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 3> kEscapes = {
    {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};

// What stands between < and >: "@U1|name", "#C1|general", "!here", "!date^1^{date}|in May",
// "https://…|label".
std::string reference(std::string_view inside,
                      const std::function<std::string(const std::string& user)>& name_of) {
  const auto bar = inside.find('|');
  const std::string_view target = inside.substr(0, bar);
  const std::string_view label = bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
  const auto word = [&](char sign, std::string_view name) {
    while (name.starts_with(sign)) name.remove_prefix(1);
    return sign + std::string(name);
  };
  switch (target.front()) {
    case '@': {
      const std::string name = name_of(std::string(target.substr(1)));
      return word('@', name.empty() ? (label.empty() ? target : label) : std::string_view(name));
    }
    case '#':
      return word('#', label.empty() ? target : label);
    case '!': {
      if (target.starts_with("!date^")) return std::string(label);
      const auto end = std::min(target.find('^'), target.size());
      return word('@', label.empty() ? target.substr(1, end - 1) : label);
    }
    default:
      if (label.empty() || label == target || label.find_first_of("[]") != std::string_view::npos)
        return std::string(target);
      return "[" + std::string(label) + "](" + std::string(target) + ")";
  }
}

}  // namespace

std::string slack_to_markdown(std::string_view text,
                              const std::function<std::string(const std::string& user)>& name_of) {
  constexpr std::size_t kMaxReference = 4096;
  std::string result;
  result.reserve(text.size());
  bool in_code = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const char c = rest.front();
    if (c == '`') {
      const auto end = std::min(rest.find_first_not_of('`'), rest.size());
      in_code = end == 1 || end == 3 ? !in_code : in_code;
      result += rest.substr(0, end);
      at += end;
    } else if (c == '<') {
      const auto end = rest.substr(0, kMaxReference).find_first_of(">\n", 1);
      if (end == std::string_view::npos || rest[end] != '>' || end == 1) {
        result += c;
        ++at;
      } else {
        result += reference(rest.substr(1, end - 1), name_of);
        at += end + 1;
      }
    } else if (c == '&') {
      const auto escape = std::find_if(kEscapes.begin(), kEscapes.end(), [&](const auto& candidate) {
        return rest.starts_with(candidate.first);
      });
      const bool quotes = result.empty() || result.back() == '\n';
      if (escape != kEscapes.end() && (in_code || (quotes && escape->second == '>'))) {
        result += escape->second;
        at += escape->first.size();
      } else {
        result += c;
        ++at;
      }
    } else {
      const auto end = std::min(rest.find_first_of("`<&"), rest.size());
      result += rest.substr(0, end);
      at += end;
    }
  }
  return result;
}

}  // namespace garner

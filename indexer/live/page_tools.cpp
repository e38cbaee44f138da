#include "indexer/live/page_tools.h"

#include <algorithm>

#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_text.h"

namespace garner {

using nlohmann::json;

Result<json> json_of(const HttpResponse& response) {
  auto parsed = parse_json(response.body);
  if (!parsed) return fail(ErrorCode::kInvalidInput, "the platform's answer is " + parsed.error().message);
  return std::move(*parsed);
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string join_url(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  return std::string(base) + std::string(path);
}

std::string encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      result += c;
    } else {
      result += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return result;
}

std::string next_link(const HttpResponse& response) {
  const auto found = response.headers.find("link");
  if (found == response.headers.end()) return {};
  std::string_view rest = found->second;
  while (true) {
    const auto begin = rest.find('<');
    const auto end = rest.find('>', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return {};
    const std::string_view url = rest.substr(begin + 1, end - begin - 1);
    rest.remove_prefix(end + 1);
    const std::string_view parameters = rest.substr(0, rest.find('<'));
    if (parameters.find("rel=\"next\"") != std::string_view::npos ||
        parameters.find("rel=next") != std::string_view::npos)
      return std::string(url);
  }
}

Walk parse_walk(const std::string& cursor) {
  const json parsed = json::parse(cursor, nullptr, /*allow_exceptions=*/false);
  return {text_of(parsed, "since"), text_of(parsed, "high"), text_of(parsed, "page")};
}

std::string to_text(const Walk& walk) {
  return json{{"since", walk.since}, {"high", walk.high}, {"page", walk.page}}.dump();
}

bool WalkedPage::takes(const std::string& at, bool pinned) {
  walk_.high = std::max(walk_.high, at);
  const bool known = at < since_;
  reached_ = reached_ || (known && !pinned);
  return !known;
}

void WalkedPage::end(Page& page, std::string next,
                     const std::function<PageRequest(const Walk&)>& request_for) {
  walk_.page = reached_ ? std::string() : std::move(next);
  if (walk_.page.empty()) {
    walk_ = {std::max(walk_.since, walk_.high), "", ""};
  } else {
    page.next = request_for(walk_);
  }
  page.cursor = to_text(walk_);
}

}  // namespace garner

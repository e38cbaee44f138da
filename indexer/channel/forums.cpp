#include "indexer/channel/forums.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/escapes.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

// The character of "#39", "#x27" or "amp"; nothing for others.
std::optional<std::uint32_t> character_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::uint32_t>, 14> kNamed = {{{"amp", '&'},
                                                                                  {"lt", '<'},
                                                                                  {"gt", '>'},
                                                                                  {"quot", '"'},
                                                                                  {"apos", '\''},
                                                                                  {"nbsp", 0xA0},
                                                                                  {"ndash", 0x2013},
                                                                                  {"mdash", 0x2014},
                                                                                  {"lsquo", 0x2018},
                                                                                  {"rsquo", 0x2019},
                                                                                  {"ldquo", 0x201C},
                                                                                  {"rdquo", 0x201D},
                                                                                  {"hellip", 0x2026},
                                                                                  {"euro", 0x20AC}}};
  if (!name.starts_with('#')) {
    const auto found =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const auto& entity) { return entity.first == name; });
    if (found == kNamed.end()) return std::nullopt;
    return found->second;
  }
  name.remove_prefix(1);
  int base = 10;
  if (name.starts_with('x') || name.starts_with('X')) {
    base = 16;
    name.remove_prefix(1);
  }
  std::uint32_t code = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), code, base);
  if (name.empty() || read.ec != std::errc() || read.ptr != name.data() + name.size()) return std::nullopt;
  if (code < 0x20 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  return code;
}

}  // namespace

std::string decode_entities(std::string_view text) {
  constexpr std::size_t kLongestName = 10;
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    if (text.front() == '&') {
      const auto end = text.substr(0, kLongestName).find(';');
      const auto code = end == std::string_view::npos ? std::nullopt : character_of(text.substr(1, end - 1));
      if (code) {
        append_utf8(result, *code);
        text.remove_prefix(end + 1);
        continue;
      }
    }
    const auto next = std::min(text.find('&', 1), text.size());
    result += text.substr(0, next);
    text.remove_prefix(next);
  }
  return result;
}

std::optional<Time> parse_spaced_time(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) return time;
  const auto blank = text.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view zone = text.substr(blank + 1);
  return parse_rfc3339(std::string(text.substr(0, blank)) + std::string(zone == "UTC" ? "Z" : zone));
}

std::string site_of(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return {};
  const auto host = url.find("//") + 2;
  return std::string(url.substr(0, std::min(url.find_first_of("/?#", host), url.size())));
}

std::string_view last_segment(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return url.substr(url.rfind('/') + 1);
}

std::string_view after_last(std::string_view text, std::string_view mark) {
  const auto at = text.rfind(mark);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
}

std::optional<std::string> lacks_text(const Conversation& conversation, std::string_view hint) {
  const bool has_text = std::any_of(
      conversation.messages.begin(), conversation.messages.end(),
      [](const Message& message) { return message.body.find_first_not_of(" \t\r\n") != std::string::npos; });
  if (has_text || conversation.deleted) return std::nullopt;
  return fmt::format("{}: {}", kNoBody, hint);
}

void set_asker(Conversation& conversation) {
  auto& messages = conversation.messages;
  const auto question = std::find_if(messages.begin(), messages.end(),
                                     [&](const Message& message) { return message.id == conversation.id; });
  const std::string asker = question == messages.end() ? std::string() : question->author;
  for (Message& message : messages) {
    if (message.role == Role::kBot) continue;
    if (message.id == conversation.id || (!asker.empty() && message.author == asker)) {
      message.role = Role::kAsker;
    } else if (message.role == Role::kUnknown || message.role == Role::kAsker) {
      message.role = Role::kHelper;
    }
  }
}

void accept(Conversation& conversation, std::string_view message_id) {
  for (Message& message : conversation.messages) {
    if (message.id == message_id && !message_id.empty()) message.accepted = true;
  }
  conversation.state = ConversationState::kResolved;
}

}  // namespace garner

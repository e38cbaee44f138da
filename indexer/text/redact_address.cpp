#include <arpa/inet.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "indexer/text/redact.h"

namespace garner {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Resolvers that everybody knows are part of an answer, not of a person.
constexpr std::array<std::uint32_t, 8> kWellKnown = {0x08080808, 0x08080404, 0x01010101, 0x01000001,
                                                     0x09090909, 0x95707070, 0xd043dede, 0xd043dcdc};

bool is_public(std::uint32_t ip) {
  const std::uint32_t a = ip >> 24, b = (ip >> 16) & 0xff, c = (ip >> 8) & 0xff;
  if (a == 0 || a == 10 || a == 127 || a >= 224) return false;
  if ((a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254)) return false;
  if (a == 100 && b >= 64 && b < 128) return false;
  // Reserved for examples and tests.
  if ((a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113))
    return false;
  return std::find(kWellKnown.begin(), kWellKnown.end(), ip) == kWellKnown.end();
}

// "firmware 4.2.1.17" is a version.
bool follows_version_word(std::string_view before) {
  static const RE2 kPattern(
      R"((?i)(?:version|versão|versión|versione|firmware|driver|treiber|release|build|update|revision|patch|ver|fw|v)\.?\s*(?:is|to|:|=)?\s*v?$)");
  constexpr std::size_t kReach = 24;
  before = before.substr(before.size() - std::min(before.size(), kReach));
  return RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), kPattern);
}

void find_ip4(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kPattern(R"((\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}))");
  re2::StringPiece rest(text.data(), text.size()), found;
  while (RE2::FindAndConsume(&rest, kPattern, &found)) {
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const std::size_t end = begin + found.size();
    if (begin > 0 && (is_alnum(text[begin - 1]) ||
                      std::string_view("._-").find(text[begin - 1]) != std::string_view::npos))
      continue;
    if (end < text.size() && (is_alnum(text[end]) || text[end] == '_' || text[end] == '-')) continue;
    if (end + 1 < text.size() && text[end] == '.' && is_alnum(text[end + 1])) continue;
    in_addr address{};
    if (inet_pton(AF_INET, std::string(found.data(), found.size()).c_str(), &address) != 1) continue;
    if (!is_public(ntohl(address.s_addr)) || follows_version_word(text.substr(0, begin))) continue;
    findings.push_back({begin, end, "[ip]"});
  }
}

void find_ip6(std::string_view text, std::vector<Finding>& findings) {
  constexpr std::size_t kLongest = 45;
  for (std::size_t i = 0; (i = text.find(':', i)) < text.size();) {
    std::size_t begin = i;
    while (begin > 0 && i - begin < kLongest && is_hex(text[begin - 1])) --begin;
    i = begin;
    std::ptrdiff_t colons = 0;
    while (i < text.size() && (is_hex(text[i]) || text[i] == ':')) colons += text[i++] == ':' ? 1 : 0;
    std::size_t end = i;
    while (end > begin && text[end - 1] == ':') --end;
    if (colons < 2 || end - begin > kLongest || (begin > 0 && is_alnum(text[begin - 1]))) continue;
    if (i < text.size() && is_alnum(text[i])) continue;
    in6_addr address{};
    if (inet_pton(AF_INET6, std::string(text.substr(begin, end - begin)).c_str(), &address) != 1) continue;
    const std::uint8_t* bytes = address.s6_addr;
    const bool global = (bytes[0] & 0xe0) == 0x20;
    const bool example = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
    if (global && !example) findings.push_back({begin, end, "[ip]"});
  }
}

}  // namespace

void find_ips(std::string_view text, std::vector<Finding>& findings) {
  if (std::count(text.begin(), text.end(), '.') >= 3) find_ip4(text, findings);
  if (std::count(text.begin(), text.end(), ':') >= 2) find_ip6(text, findings);
}

void find_macs(std::string_view text, std::vector<Finding>& findings) {
  if (std::count_if(text.begin(), text.end(), [](char c) { return c == ':' || c == '-'; }) < 5) return;
  static const RE2 kPattern(
      R"(\b((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})\b)");
  re2::StringPiece rest(text.data(), text.size()), found;
  while (RE2::FindAndConsume(&rest, kPattern, &found)) {
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const std::size_t end = begin + found.size();
    const auto goes_on = [&](std::size_t at) { return text[at] == ':' || text[at] == '-'; };
    if ((begin > 0 && goes_on(begin - 1)) || (end + 1 < text.size() && goes_on(end) && is_hex(text[end + 1])))
      continue;
    findings.push_back({begin, end, "[mac]"});
  }
}

}  // namespace garner

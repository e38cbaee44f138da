#include "indexer/core/facts.h"

#include <algorithm>

namespace garner {
namespace {

// kind, audience, confidence: a byte each; article number: 4; created_at in seconds: 5; reuse count: 4; title
// length: 2; updated_at in seconds: 5; wording: 8. Big-endian.
constexpr std::size_t kBytes = 31;
constexpr std::int64_t kMaxSeconds = (1LL << 40) - 1;

void append_big_endian(std::string& bytes, std::uint64_t value, int width) {
  for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
}

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

void append_seconds(std::string& bytes, Time time) {
  append_big_endian(bytes, static_cast<std::uint64_t>(std::clamp<std::int64_t>(time / 1000, 0, kMaxSeconds)),
                    5);
}

}  // namespace

std::string pack(const Facts& facts) {
  std::string bytes;
  bytes.reserve(kBytes);
  bytes += static_cast<char>(facts.kind);
  bytes += static_cast<char>(facts.audience);
  bytes += static_cast<char>(facts.confidence);
  append_big_endian(bytes, facts.article_number, 4);
  append_seconds(bytes, facts.created_at);
  append_big_endian(
      bytes, static_cast<std::uint64_t>(std::clamp<std::int64_t>(facts.reuse_count, 0, UINT32_MAX)), 4);
  append_big_endian(bytes, std::min<std::size_t>(facts.title_bytes, UINT16_MAX), 2);
  append_seconds(bytes, facts.updated_at);
  append_big_endian(bytes, facts.wording, 8);
  return bytes;
}

std::optional<Facts> unpack_facts(std::string_view bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  Facts facts;
  facts.kind = static_cast<DocumentKind>(bytes[0]);
  facts.audience = static_cast<Audience>(bytes[1]);
  facts.confidence = static_cast<Confidence>(bytes[2]);
  facts.article_number = static_cast<std::uint32_t>(read_big_endian(bytes.substr(3, 4)));
  facts.created_at = static_cast<Time>(read_big_endian(bytes.substr(7, 5))) * 1000;
  facts.reuse_count = static_cast<std::int64_t>(read_big_endian(bytes.substr(12, 4)));
  facts.title_bytes = read_big_endian(bytes.substr(16, 2));
  facts.updated_at = static_cast<Time>(read_big_endian(bytes.substr(18, 5))) * 1000;
  facts.wording = read_big_endian(bytes.substr(23, 8));
  return facts;
}

}  // namespace garner

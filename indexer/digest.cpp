#include "indexer/digest.h"

#include <openssl/sha.h>

#include <cstdint>
#include <optional>

namespace garner {
namespace {

// Fields one after another, each told from the next by its length or its size: no two conversations give the
// same bytes. JSON would do as well and take ten times as long.
class FieldBytes {
 public:
  explicit FieldBytes(std::size_t size) { bytes_.reserve(size); }

  void add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(number >> shift & 0xFFU);
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes_ += text;
  }
  void add(const std::optional<Time>& time) {
    bytes_ += time ? '\1' : '\0';
    if (time) add(static_cast<std::uint64_t>(*time));
  }
  void add(bool flag) { bytes_ += flag ? '\1' : '\0'; }
  template <typename Enum>
  void add_word(Enum word) {
    bytes_ += static_cast<char>(word);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

void add(FieldBytes& to, const Message& message) {
  to.add(message.id);
  to.add(message.author);
  to.add_word(message.role);
  to.add(message.at);
  to.add(message.in_reply_to);
  to.add_word(message.format);
  to.add(message.body);
  to.add(message.accepted);
  to.add(message.official);
  to.add(static_cast<std::uint64_t>(message.score));
  to.add(message.deleted);
  to.add(message.locale);
  to.add(message.extra);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  // SHA256() has no failure but a null argument.
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += kDigits[value >> 4U];
    hex += kDigits[value & 0xFU];
  }
  return hex;
}

std::string digest_of(const Conversation& conversation) {
  constexpr std::size_t kUsualSize = 4096;
  FieldBytes fields(kUsualSize);
  fields.add(conversation.channel);
  fields.add(conversation.id);
  fields.add(conversation.url);
  fields.add(conversation.title);
  fields.add(conversation.created_at);
  fields.add(conversation.updated_at);
  fields.add(conversation.resolved_at);
  fields.add(conversation.locale);
  fields.add(conversation.product);
  fields.add(std::uint64_t{conversation.tags.size()});
  for (const std::string& tag : conversation.tags) fields.add(tag);
  fields.add_word(conversation.state);
  fields.add(conversation.deleted);
  fields.add(std::uint64_t{conversation.messages.size()});
  for (const Message& message : conversation.messages) add(fields, message);
  fields.add(conversation.extra);
  return sha256(fields.bytes());
}

}  // namespace garner

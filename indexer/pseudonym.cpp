#include "indexer/pseudonym.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "indexer/digest.h"
#include "indexer/participants.h"
#include "indexer/text/author_names.h"

namespace garner {
namespace {

constexpr std::string_view kPrefix = "u-";
constexpr std::size_t kHexDigits = 12;

}  // namespace

bool is_pseudonym(std::string_view author) {
  return author.size() == kPrefix.size() + kHexDigits && author.starts_with(kPrefix) &&
         author.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

std::string pseudonym_of(std::string_view author, std::string_view key) {
  if (author.empty() || is_pseudonym(author)) return std::string(author);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(author.data()), author.size(), bytes.data(), &size);
  const std::string_view digest(reinterpret_cast<const char*>(bytes.data()), kHexDigits / 2);
  return std::string(kPrefix) + to_hex(digest);
}

Forgotten forget_authors(Conversation& conversation,
                         const std::function<bool(const std::string& author)>& is_theirs) {
  Forgotten forgotten;
  std::vector<Message*> theirs;
  bool asked = false;
  {
    const Participants participants(conversation);
    for (Message& message : conversation.messages) {
      if (message.author.empty() || !is_theirs(message.author)) continue;
      theirs.push_back(&message);
      asked = asked || participants.is_asker(message);
    }
    // Nobody else becomes the asker for having written the first message that is left.
    for (Message* message : theirs) {
      if (participants.is_asker(*message)) message->role = Role::kAsker;
    }
  }
  for (Message* message : theirs) {
    forgotten.message_ids.push_back(message->id);
    if (!message->body.empty()) forgotten.texts.push_back(std::move(message->body));
    message->body.clear();
    message->author.clear();
    message->extra.clear();
    message->locale.clear();
    message->deleted = true;
  }
  if (asked && !conversation.title.empty()) {
    forgotten.texts.push_back(std::move(conversation.title));
    conversation.title.clear();
    forgotten.title = true;
  }
  return forgotten;
}

ErasedAuthors::ErasedAuthors(const std::vector<ErasedAuthor>& erased, std::string key)
    : key_(std::move(key)), size_(erased.size()) {
  for (const ErasedAuthor& each : erased) channels_[each.pseudonym].insert(each.channel);
}

void ErasedAuthors::forget_in(Conversation& conversation) const {
  if (channels_.empty()) return;
  AuthorNames names;
  const Forgotten forgotten = forget_authors(conversation, [&](const std::string& author) {
    const auto found = channels_.find(pseudonym_of(author, key_));
    const bool theirs = found != channels_.end() &&
                        (found->second.contains("") || found->second.contains(conversation.channel));
    if (theirs && !is_pseudonym(author)) names.add(author, true);
    return theirs;
  });
  if (forgotten.message_ids.empty() || names.empty()) return;
  conversation.title = names.mask(conversation.title);
  for (Message& message : conversation.messages) message.body = names.mask(message.body);
}

}  // namespace garner

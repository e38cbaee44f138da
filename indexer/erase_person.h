// Whom an erasure means, in the words of the store: their names, and where they stand. Pure once made,
// thread-safe.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "indexer/core/model.h"
#include "indexer/erase.h"
#include "indexer/pseudonym.h"
#include "indexer/text/author_names.h"

namespace garner {

class ErasedPerson {
 public:
  ErasedPerson(const EraseRequest& request, const std::string& key)
      : channel_(request.channel), name_(request.author), key_(key) {
    if (name_.starts_with('@')) name_.erase(0, 1);
    pseudonym_ = pseudonym_of(name_, key);
    known_ = !is_pseudonym(name_);
    if (!known_) return;
    anywhere_.add(name_);
    near_.add(name_, true);
  }

  const std::string& name() const { return name_; }
  const std::string& pseudonym() const { return pseudonym_; }
  bool in_channel(std::string_view channel) const { return channel_.empty() || channel == channel_; }
  bool is(const std::string& author) const {
    return author == pseudonym_ || author == name_ ||
           (author.size() == name_.size() + 1 && author[0] == '@' &&
            author.compare(1, std::string::npos, name_) == 0);
  }
  bool wrote_in(const Conversation& conversation) const {
    return in_channel(conversation.channel) &&
           std::any_of(conversation.messages.begin(), conversation.messages.end(),
                       [this](const Message& message) { return is(message.author); });
  }
  // The names to mask: a word such as "ann" is masked only where they took part.
  const AuthorNames& names(bool took_part) const { return took_part ? near_ : anywhere_; }
  bool is_named_in(std::string_view text) const { return known_ && holds_name(text, name_); }
  // By a name that tells of nobody else, in a text outside their conversations.
  bool is_meant_in(std::string_view text) const {
    return !anywhere_.empty() && is_named_in(text) && anywhere_.mask(text) != text;
  }

  // Raw input, before any masking: the name as it is, as JSON escapes it, or whatever has the pseudonym.
  bool is_in_raw(std::string_view raw) const {
    if (known_) return holds_name(raw, name_) || holds_name(raw, json_escaped(name_));
    for (std::size_t begin = 0; begin < raw.size();) {
      const std::size_t end = std::min(raw.find_first_of(" \t\r\n\"'<>,;:(){}[]", begin), raw.size());
      if (end > begin && pseudonym_of(raw.substr(begin, end - begin), key_) == pseudonym_) return true;
      begin = end + 1;
    }
    return false;
  }

 private:
  static std::string json_escaped(std::string_view text);

  std::string channel_, name_, pseudonym_, key_;
  bool known_ = false;  // by name, not only by pseudonym
  AuthorNames anywhere_, near_;
};

}  // namespace garner

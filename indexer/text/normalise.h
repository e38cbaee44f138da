// Normaliser: a conversation as a platform gave it -> the conversation as Garner stores it.
// Owns ICU iterators and compiled patterns: one per thread, not shared. Time is linear in the input, also on
// hostile input.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

struct NormaliseOptions {
  std::string region = "US";  // ISO 3166, for phone numbers written without a country code
  bool mask = true;           // mask private data (text/redact.h); off only for text that is never stored
};

class Normaliser {
 public:
  explicit Normaliser(NormaliseOptions options = {});
  ~Normaliser();
  Normaliser(Normaliser&&) noexcept;
  Normaliser& operator=(Normaliser&&) noexcept;

  // In place: encodings repaired; HTML, Markdown, BBCode to text (code kept verbatim in back-ticks); quotes,
  // signatures, agents' initials and leading handles off; numbered posts "1/2" "2/2" of one author joined;
  // private data masked in title and bodies, and the names its authors go by (author_names.h); a locale for
  // each message and for the conversation, found from the text where it can be told, else what the
  // conversation said. Afterwards every message has format kText. Running it on its own output changes
  // nothing.
  void apply(Conversation& conversation);

  // The same for one text without a conversation around it (a customer's message to be answered). Lines that
  // are all quoted are taken as said: they are what is asked.
  std::string clean(std::string_view body, BodyFormat format = BodyFormat::kText);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner

#include "indexer/text/normalise.h"

#include <array>
#include <map>

#include "indexer/text/author_names.h"
#include "indexer/text/bbcode.h"
#include "indexer/text/encoding.h"
#include "indexer/text/html.h"
#include "indexer/text/language.h"
#include "indexer/text/lines.h"
#include "indexer/text/markdown.h"
#include "indexer/text/quote.h"
#include "indexer/text/redact.h"
#include "indexer/text/social.h"

namespace garner {
namespace {

// Taking one thing off can bare another ("^JM" under a signature); a text that needs more rounds is nobody's
// message.
constexpr int kMaxDecodings = 6;

// The detector takes 80 ns a byte, and the beginning of a message tells its language as well as all of it.
constexpr std::size_t kLanguageBytes = 300;

// Fewer bytes do not say which language they are in.
constexpr std::size_t kMinLanguageBytes = 24;

std::string to_text(std::string clean, BodyFormat format) {
  switch (format) {
    case BodyFormat::kHtml:
      return html_to_text(clean);
    case BodyFormat::kMarkdown:
      return markdown_to_text(clean);
    case BodyFormat::kBbcode:
      return bbcode_to_text(clean);
    case BodyFormat::kText:
      break;
  }
  return clean;
}

// Everything around what a message says itself.
std::string drop_frame(std::string text) {
  text = tidy(text);
  for (int round = 0; round < kMaxDecodings; ++round) {
    std::string next = drop_manners(drop_signature(drop_quotes(text)));
    if (next == text) break;
    text = tidy(next);
  }
  return text;
}

// The lines without the marks of a quote at their beginning.
std::string unquoted(std::string_view text) {
  std::string lines;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '>' || c == ' ')) continue;
    lines += c;
    at_start = c == '\n';
  }
  return lines;
}

}  // namespace

struct Normaliser::Impl {
  NormaliseOptions options;

  std::string clean(std::string_view body, BodyFormat format, const AuthorNames& names) const {
    std::string text = tidy(to_text(repair_encoding(body), format));
    for (int round = 0; round < kMaxDecodings; ++round) {
      // Entities can name any character, and what goes can leave text that was encoded twice.
      std::string next = drop_frame(repair_encoding(text));
      if (options.mask) next = redact(names.empty() ? next : names.mask(next), options.region);
      if (next == text) break;
      text = std::move(next);
    }
    return text;
  }

  std::string clean_title(std::string_view title, const AuthorNames& names) const {
    std::string text = repair_encoding(title);
    for (char& c : text) {
      if (c == '\n' || c == '\t') c = ' ';
    }
    text = tidy(drop_manners(text));
    return options.mask ? redact(names.mask(text), options.region) : text;
  }
};

Normaliser::Normaliser(NormaliseOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
}
Normaliser::~Normaliser() = default;
Normaliser::Normaliser(Normaliser&&) noexcept = default;
Normaliser& Normaliser::operator=(Normaliser&&) noexcept = default;

namespace {

std::string_view beginning(std::string_view text) {
  if (text.size() <= kLanguageBytes) return text;
  std::size_t end = kLanguageBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// What each message is written in where that can be told, the rest as most of the conversation is.
void find_locales(Conversation& conversation) {
  std::map<std::string, std::size_t> bytes;  // by language
  std::string all = conversation.title;
  for (Message& message : conversation.messages) {
    const std::string_view head = beginning(message.body);
    const Language found = head.size() >= kMinLanguageBytes ? find_language(head) : Language{};
    message.locale = found.reliable ? found.code : "";
    if (found.reliable) bytes[found.code] += message.body.size();
    if (bytes.empty()) all.append("\n").append(message.body);
  }
  if (bytes.empty()) {
    const Language found = find_language(beginning(all));
    if (found.reliable) bytes[found.code] = all.size();
  }
  std::string most;
  for (const auto& [language, size] : bytes) {
    if (most.empty() || size > bytes[most]) most = language;
  }
  // "pt-BR" says more than "pt", where the text does not contradict it.
  if (!most.empty() && primary_language(conversation.locale) != most) conversation.locale = most;
  for (Message& message : conversation.messages) {
    if (message.locale.empty()) message.locale = conversation.locale;
  }
}

}  // namespace

void Normaliser::apply(Conversation& conversation) {
  const AuthorNames names(conversation);
  conversation.title = impl_->clean_title(conversation.title, names);
  for (Message& message : conversation.messages) {
    message.body = impl_->clean(message.body, message.format, names);
    message.format = BodyFormat::kText;
  }
  join_numbered(conversation);
  find_locales(conversation);
}

std::string Normaliser::clean(std::string_view body, BodyFormat format) {
  std::string text = impl_->clean(body, format, {});
  if (!text.empty()) return text;
  // Quoted lines alone, as when a customer's mail is pasted from a reply: without a conversation they are
  // what is asked.
  return impl_->clean(unquoted(body), format, {});
}

}  // namespace garner

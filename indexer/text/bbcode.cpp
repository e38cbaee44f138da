#include "indexer/text/bbcode.h"

#include <algorithm>
#include <array>

#include "indexer/text/text_builder.h"

namespace garner {
namespace {

constexpr std::size_t kMaxTag = 300;  // "[quote="name, post:1"]" with room for an address

// Tags that only say how text looks.
constexpr std::array<std::string_view, 29> kPlain = {
    "b",     "i",       "u",     "s",       "size",      "color", "colour", "font",  "center", "left",
    "right", "justify", "sub",   "sup",     "spoiler",   "hide",  "indent", "table", "tr",     "td",
    "th",    "attach",  "media", "youtube", "highlight", "h1",    "h2",     "align", "email"};

struct Tag {
  std::string name;  // lower case
  std::string_view value;
  bool closing = false;
  std::size_t size = 0;  // bytes of the text; 0: no tag
};

Tag tag_at(std::string_view text) {
  Tag tag;
  const std::size_t end = text.substr(0, kMaxTag).find(']');
  if (end == std::string_view::npos) return tag;
  std::string_view inside = text.substr(1, end - 1);
  tag.closing = inside.starts_with('/');
  if (tag.closing) inside.remove_prefix(1);
  const std::size_t name_end = std::min(inside.find_first_of("= "), inside.size());
  for (const char c : inside.substr(0, name_end)) {
    tag.name += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  if (name_end < inside.size()) tag.value = inside.substr(name_end + 1);
  if (tag.value.size() >= 2 && (tag.value.front() == '"' || tag.value.front() == '\'')) {
    tag.value.remove_prefix(1);
    tag.value = tag.value.substr(0, tag.value.find_first_of("\"'"));
  }
  tag.size = end + 1;
  return tag;
}

// Where `closing` ("[/code]") begins, ignoring case.
std::size_t find_closing(std::string_view text, std::string_view closing) {
  const auto found = std::search(text.begin(), text.end(), closing.begin(), closing.end(),
                                 [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

// Running text keeps its line breaks.
void add_lines(TextBuilder& builder, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    builder.text(text.substr(0, end));
    if (end == text.size()) return;
    builder.verbatim("\n");
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string bbcode_to_text(std::string_view text) {
  TextBuilder builder;
  std::string address;
  std::size_t link_begin = 0;
  int quotes = 0;
  bool code_may_close = true, image_may_close = true;  // false once one was searched for in vain
  const bool has_email_tags = find_closing(text, "[/email]") != std::string_view::npos;
  while (!text.empty()) {
    const std::size_t bracket = std::min(text.find('['), text.size());
    if (quotes == 0) add_lines(builder, text.substr(0, bracket));
    text.remove_prefix(bracket);
    if (text.empty()) break;
    const Tag tag = tag_at(text);
    std::string_view rest = text.substr(std::max<std::size_t>(tag.size, 1));
    if (tag.size == 0) {
      if (quotes == 0) builder.text("[");
    } else if (tag.name == "quote") {
      if (!tag.closing) {
        if (quotes++ == 0) builder.quotation();
      } else if (quotes > 0 && --quotes == 0) {
        builder.line();
      }
    } else if (quotes > 0) {
      // Nothing of a quotation is kept.
    } else if ((tag.name == "code" || tag.name == "icode" || tag.name == "noparse") && !tag.closing &&
               code_may_close) {
      const std::size_t end = find_closing(rest, "[/" + tag.name + "]");
      if (end == std::string_view::npos) {
        code_may_close = false;
        builder.text(text.substr(0, tag.size));
      } else {
        builder.code(rest.substr(0, end),
                     tag.name == "code" && rest.substr(0, end).find('\n') != std::string_view::npos);
        rest.remove_prefix(end + tag.name.size() + 3);
      }
    } else if (tag.name == "img" && !tag.closing && image_may_close) {
      const std::size_t end = find_closing(rest, "[/img]");
      image_may_close = end != std::string_view::npos;
      if (image_may_close) rest.remove_prefix(end + 6);
    } else if (tag.name == "url") {
      if (tag.closing) {
        builder.link(link_begin, address);
        address.clear();
      } else {
        address = tag.value;
        link_begin = builder.size();
      }
    } else if (tag.name == "*" || (tag.name == "li" && !tag.closing)) {
      builder.item("- ");
    } else if (tag.name == "list" || tag.name == "ul" || tag.name == "ol" || tag.name == "li" ||
               tag.name == "hr") {
      builder.line();
    } else if (std::find(kPlain.begin(), kPlain.end(), tag.name) == kPlain.end() ||
               (tag.name == "email" && !has_email_tags)) {
      builder.text(text.substr(0, tag.size));
    }
    text = rest;
  }
  return builder.take();
}

}  // namespace garner

#include "indexer/text/text_builder.h"

#include <algorithm>

#include "indexer/text/code.h"

namespace garner {

void TextBuilder::open() {
  if (text_.empty()) {
    breaks_ = 0;
    blank_ = false;
  }
  if (breaks_ > 0) {
    text_.append(static_cast<std::size_t>(breaks_), '\n');
  } else if (blank_ && !text_.empty() && text_.back() != '\n' && text_.back() != ' ') {
    text_ += ' ';
  }
  breaks_ = 0;
  blank_ = false;
}

void TextBuilder::text(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\r";
  while (!text.empty()) {
    const std::size_t word = std::min(text.find_first_not_of(kBlank), text.size());
    blank_ = blank_ || word > 0;
    text.remove_prefix(word);
    if (text.empty()) return;
    const std::size_t end = std::min(text.find_first_of(kBlank), text.size());
    open();
    text_ += text.substr(0, end);
    text.remove_prefix(end);
  }
}

void TextBuilder::verbatim(std::string_view text) {
  if (text.empty()) return;
  open();
  text_ += text;
}

void TextBuilder::code(std::string_view code, bool block) {
  const std::string quoted = quote_code(code, block);
  if (quoted.empty()) return;
  const bool fenced = quoted.find('\n') != std::string::npos;
  if (fenced) line();
  open();
  text_ += quoted;
  if (fenced) line();
}

void TextBuilder::line() {
  breaks_ = std::max(breaks_, 1);
}

void TextBuilder::paragraph() {
  breaks_ = 2;
}

void TextBuilder::item(std::string_view marker) {
  line();
  open();
  text_ += marker;
}

void TextBuilder::quotation() {
  line();
  open();
  text_ += '>';
  line();
}

void TextBuilder::link(std::size_t begin, std::string_view address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) return;
  if (begin > text_.size()) return;
  const std::string_view said = std::string_view(text_).substr(begin);
  std::string_view bare = address.substr(address.find("//") + 2);
  if (bare.ends_with('/')) bare.remove_suffix(1);
  if (said.find(bare) != std::string_view::npos) return;
  // A mention or a hashtag leads to a profile or a list: of no use to who reads the answer.
  const std::size_t first = said.find_first_not_of(" \n");
  if (first != std::string_view::npos && (said[first] == '@' || said[first] == '#') &&
      said.find_first_of(" \n", first) == std::string_view::npos) {
    return;
  }
  // In brackets, unless the address is all there is.
  const bool alone = said.find_first_not_of(" \n") == std::string_view::npos;
  blank_ = true;
  open();
  if (!alone) text_ += '(';
  for (const char c : address) text_ += c == ' ' || c == '\n' ? '+' : c;
  if (!alone) text_ += ')';
}

std::string TextBuilder::take() {
  std::string taken = std::move(text_);
  text_.clear();
  breaks_ = 0;
  blank_ = false;
  return taken;
}

}  // namespace garner

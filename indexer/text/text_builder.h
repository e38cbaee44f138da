// Builds plain text out of marked-up text: blanks collapsed, block elements as line breaks, code in
// back-ticks. Shared by the readers of HTML, Markdown and BBCode. Not thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

class TextBuilder {
 public:
  // Running text; any run of blanks is one space.
  void text(std::string_view text);
  // As it is, line breaks included.
  void verbatim(std::string_view text);
  void code(std::string_view code, bool block);
  void line();                         // what follows begins a line
  void paragraph();                    // what follows begins a paragraph
  void item(std::string_view marker);  // begins a list item: "- " or "1. "
  // Stands for a quotation that was left out; text/quote.h takes it off, and knows what led in to it.
  void quotation();
  // Behind the text of a link that began at `begin`: its address, where the text does not say it.
  void link(std::size_t begin, std::string_view address);

  std::size_t size() const { return text_.size(); }
  std::string take();

 private:
  void open();  // writes the breaks and the blank that are due

  std::string text_;
  int breaks_ = 0;
  bool blank_ = false;
};

}  // namespace garner

// HTML -> plain text. Pure, thread-safe; linear in time and bounded in depth on hostile input.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// A fragment or a page, in valid UTF-8: blocks as line breaks, lists as "- ", code in back-ticks, links as
// "text (address)", images as their alt text; scripts, styles, quotations and marked signatures left out (a
// quotation leaves a line ">" behind for text/quote.h).
std::string html_to_text(std::string_view html);

// "é" of "&eacute;" or "&#233;"; the entity itself where there is no such.
std::string decode_entity(std::string_view entity);

}  // namespace garner

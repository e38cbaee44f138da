// Escapes that platforms put into text they give out. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace garner {

// &lt; &gt; and &amp; as their characters, once: what platforms escape that escape no more than they must.
std::string unescape(std::string_view text);

// The character of a code point up to U+10FFFF, appended as UTF-8.
void append_utf8(std::string& out, std::uint32_t code);

// Replaces each `from` in `text`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

}  // namespace garner

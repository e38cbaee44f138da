// Escapes that platforms put into text they give out. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// &lt; &gt; and &amp; as their characters, once: what platforms escape that escape no more than they must.
std::string unescape(std::string_view text);

// Replaces each `from` in `text`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

}  // namespace garner

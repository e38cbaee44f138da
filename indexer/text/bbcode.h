// BBCode -> plain text. Pure, thread-safe, linear.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// As html_to_text() does for HTML. Brackets that are no tag stay.
std::string bbcode_to_text(std::string_view bbcode);

}  // namespace garner

// Markdown (CommonMark with GitHub's extensions) -> plain text. Pure, thread-safe, linear.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// As html_to_text() does for HTML; HTML inside goes through that.
std::string markdown_to_text(std::string_view markdown);

}  // namespace garner

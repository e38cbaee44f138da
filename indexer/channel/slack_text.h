// The text of Slack messages as Markdown. Pure functions, thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace garner {

// "<@U1> see <https://a.example|the manual>, &amp; `a&lt;b`": users by `name_of` their id, links in the way
// of Markdown, the three escapes taken off inside code and where a line is quoted (outside, Markdown reads
// them).
std::string slack_to_markdown(std::string_view text,
                              const std::function<std::string(const std::string& user)>& name_of);

}  // namespace garner

// Texts of Jira as Markdown. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace garner {

// Of a string in Jira's own markup: code, links, headings, mentions. Of an Atlassian document
// ({"type":"doc",…}): its text. Empty for anything else.
std::string markdown_of_jira(const nlohmann::json& text);

}  // namespace garner

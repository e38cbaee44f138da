#include "indexer/channel/jira_text.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "indexer/channel/json_fields.h"

namespace garner {
namespace {

using nlohmann::json;

// {code:java}, {code:title=x|borderStyle=solid}, {noformat}: the fence, and what follows it.
bool take_fence(std::string_view& text, std::string& markdown) {
  for (const std::string_view name : {"{code", "{noformat"}) {
    if (!text.starts_with(name)) continue;
    const auto end = text.substr(0, 200).find('}');
    if (end == std::string_view::npos || text.substr(0, end).find('\n') != std::string_view::npos)
      return false;
    const char after = text[name.size()];
    if (after != '}' && after != ':') return false;
    if (!markdown.empty() && markdown.back() != '\n') markdown += '\n';
    markdown += "```";
    text.remove_prefix(end + 1);
    if (!text.starts_with('\n') && !text.starts_with("\r\n")) markdown += '\n';
    return true;
  }
  return false;
}

// [~user] is a mention, [label|address] a link, [address] too. Others are just brackets.
bool take_bracket(std::string_view& text, std::string& markdown) {
  const std::string_view line = text.substr(0, std::min<std::size_t>(text.size(), 2000));
  const auto end = line.find_first_of("]\n");
  if (end == std::string_view::npos || line[end] != ']') return false;
  const std::string_view inside = line.substr(1, end - 1);
  const auto bar = inside.find('|');
  const std::string_view target = bar == std::string_view::npos ? inside : inside.substr(bar + 1);
  if (inside.starts_with("~")) {
    const bool opaque = inside.starts_with("~accountid:");
    markdown += '@';
    markdown += opaque ? std::string_view("someone") : inside.substr(1);
  } else if (target.starts_with("http://") || target.starts_with("https://") ||
             target.starts_with("mailto:")) {
    const std::string_view address = target.substr(0, target.find('|'));
    if (bar == std::string_view::npos) {
      markdown += address;
    } else {
      markdown += '[';
      markdown += inside.substr(0, bar);
      markdown += "](";
      markdown += address;
      markdown += ')';
    }
  } else {
    return false;
  }
  text.remove_prefix(end + 1);
  return true;
}

// "h2. Title" at the start of a line.
bool take_heading(std::string_view& text, std::string& markdown) {
  if (text.size() < 4 || text[0] != 'h' || text[1] < '1' || text[1] > '6' || text[2] != '.' || text[3] != ' ')
    return false;
  markdown.append(static_cast<std::size_t>(text[1] - '0'), '#');
  text.remove_prefix(3);
  return true;
}

std::string markdown_of_markup(std::string_view text) {
  std::string markdown;
  markdown.reserve(text.size());
  bool in_code = false;
  while (!text.empty()) {
    const bool line_begins = markdown.empty() || markdown.back() == '\n';
    if (text.front() == '{' && take_fence(text, markdown)) {
      in_code = !in_code;
      continue;
    }
    if (!in_code && text.front() == '[' && take_bracket(text, markdown)) continue;
    if (!in_code && line_begins && take_heading(text, markdown)) continue;
    markdown += text.front();
    text.remove_prefix(1);
  }
  return markdown;
}

bool is_block(std::string_view type) {
  return type == "paragraph" || type == "heading" || type == "listItem" || type == "tableRow" ||
         type == "rule";
}

// Nodes are as deep as JSON may be here (kMaxJsonDepth).
void append_node(const json& node, std::string& markdown) {
  const std::string type = text_of(node, "type");
  const json& attributes = member(node, "attrs");
  if (type == "text") {
    markdown += text_of(node, "text");
  } else if (type == "hardBreak") {
    markdown += '\n';
  } else if (type == "mention" || type == "emoji") {
    markdown += text_of(attributes, "text");
  } else if (type == "inlineCard" || type == "blockCard") {
    markdown += text_of(attributes, "url");
  } else if (type == "listItem") {
    markdown += "- ";
  } else if (type == "codeBlock") {
    markdown += "```\n";
  }
  for (const json& child : list_of(node, "content")) append_node(child, markdown);
  if (type == "codeBlock") markdown += "\n```\n";
  if (is_block(type) && !markdown.ends_with("\n\n")) markdown += '\n';
}

}  // namespace

std::string markdown_of_jira(const json& text) {
  if (text.is_string()) return markdown_of_markup(text.get_ref<const std::string&>());
  std::string markdown;
  append_node(text, markdown);
  return markdown;
}

}  // namespace garner

#include "indexer/channel/xml_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "indexer/channel/check.h"
#include "indexer/channel/escapes.h"

namespace garner {
namespace {

constexpr auto kNone = std::string::npos;

// What "&name;" stands for, appended to `out`; false where it is not one of those that are allowed.
bool append_entity(std::string& out, std::string_view name) {
  using Entity = std::pair<std::string_view, char>;
  constexpr std::array<Entity, 5> kNamed = {
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  if (!name.starts_with('#')) {
    const auto found =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const Entity& e) { return e.first == name; });
    if (found == kNamed.end()) return false;
    out += found->second;
    return true;
  }
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, base);
  if (error != std::errc() || end != name.data() + name.size()) return false;
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  append_utf8(out, code);
  return true;
}

// The value of an attribute; nothing and a fault where it cannot be read.
std::optional<std::string> decode(std::string_view value, std::string& fault) {
  std::string text;
  text.reserve(value.size());
  while (!value.empty()) {
    const auto ampersand = value.find('&');
    for (const char c : value.substr(0, ampersand)) text += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    if (ampersand == kNone) break;
    value.remove_prefix(ampersand + 1);
    const auto end = value.substr(0, 12).find(';');
    if (end == kNone || !append_entity(text, value.substr(0, end))) {
      fault = fmt::format("the entity &{} is not known: only those of XML itself are read",
                          end == kNone ? "…" : std::string(value.substr(0, end + 1)));
      return std::nullopt;
    }
    value.remove_prefix(end + 1);
  }
  return text;
}

// Fills attributes from `<row A="x" B='y' />`; a fault where it is not that.
void read_attributes(XmlRows::Row& row) {
  std::string_view rest = row.raw.substr(4);  // past "<row"
  const auto skip_blanks = [&] {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  };
  for (skip_blanks(); !rest.empty() && rest != "/>" && rest != ">"; skip_blanks()) {
    const auto name_end = rest.find_first_of("= \t\r\n\"'<>/");
    const auto name = rest.substr(0, name_end);
    rest.remove_prefix(std::min(name_end, rest.size()));
    skip_blanks();
    if (name.empty() || !rest.starts_with('=')) break;
    rest.remove_prefix(1);
    skip_blanks();
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) break;
    const auto quote = rest.find(rest[0], 1);
    if (quote == kNone) break;
    auto value = decode(rest.substr(1, quote - 1), row.fault);
    if (!value) return;
    row.attributes.emplace_back(name, std::move(*value));
    rest.remove_prefix(quote + 1);
  }
  if (rest != "/>" && rest != ">") row.fault = "the row is not well-formed XML";
}

// Whether an XML declaration or its absence says UTF-8.
bool says_utf8(std::string_view declaration) {
  const auto at = declaration.find("encoding");
  if (at == kNone) return true;
  std::string rest(declaration.substr(at));
  std::transform(rest.begin(), rest.end(), rest.begin(), [](unsigned char c) { return std::tolower(c); });
  return rest.find("utf-8") != kNone || rest.find("us-ascii") != kNone;
}

}  // namespace

std::string_view XmlRows::Row::operator[](std::string_view name) const {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.first == name; });
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

// Reads on; false at the end of the input. What lies before begin_ is gone afterwards.
Result<bool> XmlRows::fill() {
  if (ended_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBytes);
  auto got = input_.read(buffer_.data() + old_size, kReadBytes);
  buffer_.resize(old_size + (got ? *got : 0));
  if (!got) return fail(got.error());
  ended_ = *got == 0;
  return !ended_;
}

// How far past begin_ the first of some characters is, looking from `from` past it; kNone at the end of the
// input or where it is further than a row may be long.
Result<std::size_t> XmlRows::find(std::string_view any_of, std::size_t from) {
  for (;;) {
    const auto found = buffer_.find_first_of(any_of, begin_ + from);
    if (found != kNone) return found - begin_;
    from = buffer_.size() - begin_;
    if (from > kMaxRecordBytes) return kNone;
    auto more = fill();
    if (!more) return fail(more.error());
    if (!*more) return kNone;
  }
}

Result<XmlRows::Row> XmlRows::next() {
  constexpr std::size_t kLookAhead = 9;  // "<!DOCTYPE"
  while (!stopped_) {
    auto open = find("<", 0);
    if (!open) return fail(open.error());
    if (*open == kNone && ended_) return at_end();
    if (*open == kNone) {  // the rest of something that is too long
      begin_ = buffer_.size();
      continue;
    }
    begin_ += *open;
    while (buffer_.size() - begin_ < kLookAhead) {
      auto more = fill();
      if (!more) return fail(more.error());
      if (!*more) break;
    }
    const auto tag = std::string_view(buffer_).substr(begin_, kLookAhead);
    if (tag.starts_with("<row") && tag.find_first_of(" \t\r\n/>", 4) == 4) return read_row();
    if (tag.starts_with("<!") && !tag.starts_with("<!--")) {
      stopped_ = true;
      return Row{Kind::kRefused,
                 number_,
                 "the file has a document type or entities of its own, which are refused",
                 tag,
                 {}};
    }
    auto close = find(">", 0);  // may move the buffer: tag is no longer valid
    if (!close) return fail(close.error());
    const auto whole = std::string_view(buffer_).substr(begin_, *close == kNone ? kLookAhead : *close);
    if (whole.starts_with("<?xml") && !says_utf8(whole)) {
      stopped_ = true;
      return Row{Kind::kRefused, number_, "the file is not UTF-8: convert it to UTF-8", whole, {}};
    }
    closed_ = closed_ || whole.starts_with("</");
    ++begin_;  // the rest is skipped as text
  }
  return Row{Kind::kEnd, number_, {}, {}, {}};
}

Result<XmlRows::Row> XmlRows::read_row() {
  Row row{Kind::kRow, ++number_, {}, {}, {}};
  std::size_t at = 1;
  char quote = 0;
  for (;;) {
    auto found = find(quote == 0 ? "\"'<>" : quote == '"' ? "\"<" : "'<", at);
    if (!found) return fail(found.error());
    at = *found;
    if (at > kMaxRecordBytes) {  // kNone is, too
      const bool too_long = at != kNone || !ended_;
      row.fault = too_long ? fmt::format("the row is longer than {} MB", kMaxRecordBytes >> 20)
                           : "the file ends in the middle of the row: it is truncated";
      closed_ = closed_ || !too_long;  // said once
      at = std::min(buffer_.size() - begin_, kMaxRecordBytes);
      break;
    }
    const char c = buffer_[begin_ + at];
    if (c == '<') {  // never inside a tag: the row is broken and the next one begins here
      row.fault = "the row is not well-formed XML";
      break;
    }
    ++at;
    if (c == '>') break;
    quote = quote == 0 ? c : 0;
  }
  row.raw = std::string_view(buffer_).substr(begin_, at);
  begin_ += at;
  if (row.fault.empty() && !is_utf8(row.raw)) row.fault = "the row is not UTF-8";
  if (row.fault.empty()) read_attributes(row);
  if (!row.fault.empty()) row.kind = Kind::kFault;
  return row;
}

XmlRows::Row XmlRows::at_end() {
  stopped_ = true;
  if (closed_) return Row{Kind::kEnd, number_, {}, {}, {}};
  return Row{Kind::kRefused, number_, "the file ends without its closing tag: it is truncated", {}, {}};
}

}  // namespace garner

#include "indexer/channel/mail_text.h"

#include <glib.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"

namespace garner {
namespace {

// `bytes` of a charset as UTF-8, each sequence that it cannot have as U+FFFD; nothing for a charset not
// known.
std::optional<std::string> convert(const std::string& charset, const std::string& bytes) {
  iconv_t converter = iconv_open("UTF-8", charset.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT: iconv's own way
  std::string text;
  std::array<char, 4096> buffer{};
  char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv does not change it
  std::size_t left = bytes.size();
  while (left > 0) {
    char* out = buffer.data();
    std::size_t room = buffer.size();
    const bool stopped = iconv(converter, &in, &left, &out, &room) == static_cast<std::size_t>(-1);
    text.append(buffer.data(), buffer.size() - room);
    if (stopped && errno != E2BIG) {
      text += "\xEF\xBF\xBD";
      ++in;
      --left;
    }
  }
  iconv_close(converter);
  return text;
}

// "=41_b" -> "A b"
std::string decode_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' && i + 2 < text.size() && g_ascii_isxdigit(text[i + 1]) &&
        g_ascii_isxdigit(text[i + 2])) {
      bytes += static_cast<char>(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i] == '_' ? ' ' : text[i];
    }
  }
  return bytes;
}

std::string decode_base64(std::string_view text) {
  const std::string terminated(text);
  gsize size = 0;
  const std::unique_ptr<guchar, decltype(&g_free)> bytes(g_base64_decode(terminated.c_str(), &size), g_free);
  return {reinterpret_cast<const char*>(bytes.get()), size};
}

// "=?charset?b?bytes?=" at the beginning of a text.
struct EncodedWord {
  std::string charset, bytes;
  std::size_t size = 0;  // of the text
};

std::optional<EncodedWord> encoded_word(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size()) return std::nullopt;
  const char encoding = static_cast<char>(std::tolower(static_cast<unsigned char>(text[charset_end + 1])));
  const auto end = text.find("?=", charset_end + 3);
  if (text[charset_end + 2] != '?' || end == std::string_view::npos) return std::nullopt;
  if (encoding != 'b' && encoding != 'q') return std::nullopt;
  EncodedWord word;
  word.charset = text.substr(2, charset_end - 2);
  word.charset = word.charset.substr(0, word.charset.find('*'));  // a language may follow
  std::transform(word.charset.begin(), word.charset.end(), word.charset.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const auto encoded = text.substr(charset_end + 3, end - charset_end - 3);
  word.bytes = encoding == 'b' ? decode_base64(encoded) : decode_q(encoded);
  word.size = end + 2;
  return word;
}

std::size_t length_of(std::string_view text) {  // in characters
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Whether a line belongs to running text: not quoted, indented, a list item or empty.
bool is_prose(std::string_view line) {
  if (line.empty() || std::string_view(" \t>|-*+#=_").find(line[0]) != std::string_view::npos) return false;
  const auto digits = line.find_first_not_of("0123456789");
  return digits == 0 || digits == std::string_view::npos || (line[digits] != '.' && line[digits] != ')');
}

}  // namespace

// Text of a part. What is declared as Latin-1 or ASCII is mostly Windows-1252 or UTF-8.
std::string decode_charset(std::string bytes, const std::string& charset) {
  const bool vague =
      charset.empty() || charset == "us-ascii" || charset == "iso-8859-1" || charset == "utf-8";
  if (vague && is_utf8(bytes) && bytes.find('\x1B') == std::string::npos) return bytes;
  if (charset.empty() || charset == "utf-8") return bytes;
  const bool western = charset == "us-ascii" || charset == "iso-8859-1";
  const bool chinese = charset == "gb2312" || charset == "gbk";  // both are part of the third
  auto text = convert(western ? "CP1252" : chinese ? "GB18030" : charset, bytes);
  return text ? std::move(*text) : std::move(bytes);
}

std::string decode_header(std::string_view value) {
  std::string text, charset,
      bytes;  // bytes: of adjacent words of one charset, which may cut a character in two
  const auto flush = [&] {
    if (!bytes.empty()) text += decode_charset(std::exchange(bytes, {}), charset);
  };
  while (!value.empty()) {
    const auto blanks = std::min(value.find_first_not_of(" \t\r\n"), value.size());
    auto word = encoded_word(value.substr(blanks));
    if (word) {
      const bool adjacent = !bytes.empty();
      if (adjacent && word->charset != charset) flush();
      if (!adjacent && blanks > 0 && !text.empty()) text += ' ';
      charset = std::move(word->charset);
      bytes += word->bytes;
      value.remove_prefix(blanks + word->size);
      continue;
    }
    flush();
    if (blanks > 0 && !text.empty()) text += ' ';
    value.remove_prefix(blanks);
    const auto end = std::min({value.find_first_of(" \t\r\n"), value.find("=?", 1), value.size()});
    text += value.substr(0, end);
    value.remove_prefix(end);
  }
  flush();
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

// RFC 3676: a line that ends in a blank goes on in the next one.
std::string unflow(std::string_view text, bool delete_space) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool quote = line.starts_with('>'), signature = line == "-- ";
    const bool next_quote = text.starts_with('>');
    if (line.starts_with(' ')) line.remove_prefix(1);  // space-stuffed
    const bool flows = line.ends_with(' ') && !signature && quote == next_quote && !quote;
    if (flows && delete_space) line.remove_suffix(1);
    result += line;
    if (!flows) result += '\n';
  }
  return result;
}

std::string unwrap(std::string_view text) {
  constexpr std::size_t kNarrowest = 60, kWidest = 80;  // columns at which programs wrap
  std::vector<std::string_view> lines;
  std::size_t width = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    const bool has_link = line.find("://") != std::string_view::npos;  // never broken, however long
    if (is_prose(line) && !has_link) width = std::max(width, length_of(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const bool wrapped = width >= kNarrowest && width <= kWidest;
  std::string result;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    result += lines[i];
    const bool joins =
        wrapped && i + 1 < lines.size() && is_prose(lines[i]) && is_prose(lines[i + 1]) &&
        length_of(lines[i]) + 1 + length_of(lines[i + 1].substr(0, lines[i + 1].find(' '))) > width;
    if (!joins) {
      result += '\n';
    } else if (!result.ends_with(' ')) {
      result += ' ';
    }
  }
  return result;
}

std::string_view without_scrub_notes(std::string_view body) {
  return body.substr(0, body.find("\n-------------- next part --------------\n"));
}

}  // namespace garner

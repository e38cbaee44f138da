// Letters, digits and blanks of ASCII, whatever the locale; bytes of other scripts count as letters of a
// word. Pure, thread-safe.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace garner {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_wide(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_word_char(char c) {
  return is_digit(c) || is_letter(c) || is_wide(c);
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}
inline std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}
// Without the blanks at both ends.
constexpr std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace garner

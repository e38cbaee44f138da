// Letters and digits of ASCII, whatever the locale; bytes of other scripts count as letters of a word. Pure,
// thread-safe.
#pragma once

namespace garner {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_wide(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_word_char(char c) {
  return is_digit(c) || is_upper(c) || is_lower(c) || is_wide(c);
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

}  // namespace garner

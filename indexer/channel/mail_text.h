// The text of a mail as people read it: charsets, encoded headers, wrapped lines. Pure functions,
// thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// Text of a part as UTF-8. `charset` in lower case, may be empty. Bytes of a charset that is not known are
// handed on.
std::string decode_charset(std::string bytes, const std::string& charset);

// A header's value: RFC 2047 words decoded, folds and runs of blanks as one blank.
std::string decode_header(std::string_view value);

// RFC 3676 (format=flowed): a line that ends in a blank goes on in the next one.
std::string unflow(std::string_view text, bool delete_space);

// Joins lines that the sender's program broke at its column. A line break that a person made stays: one after
// which the next word would have fitted, and any before or after quotes, lists and indented lines.
std::string unwrap(std::string_view text);

// Without the notes that pipermail archives put at a mail's end about what they took off it.
std::string_view without_scrub_notes(std::string_view body);

}  // namespace garner

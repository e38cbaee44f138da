// Takes off what a message repeats of others, and the signature below it. Pure, thread-safe, linear.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// `text` without quoted lines ("> "), without the line that leads in to them ("On … wrote:" in twelve
// languages) and without everything below the header of a forwarded or answered mail. Answers between quotes
// stay, and so does anything inside fenced code.
std::string drop_quotes(std::string_view text);

// `text` without the signature at its end: below "-- ", "Sent from my …", a closing formula with a name under
// it. Stays as it is where nothing else would remain.
std::string drop_signature(std::string_view text);

}  // namespace garner

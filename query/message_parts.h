// What the parts of a message are, by which its words are weighed (weights.h): what it is about, what it
// asks, and what was pasted into it. Pure, thread-safe, linear.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace garner {

using Bytes = std::pair<std::size_t, std::size_t>;  // [begin, end)

// How long the subject is, in bytes from the beginning: a first line that others follow is what the message
// is about. Subject fields come so, and people write so. 0: there is none.
std::size_t subject_bytes(std::string_view text);

// Where the questions stand, in order: from what ends the sentence before to a question mark that ends a
// word, so that neither "3.2.1" nor an address is cut.
std::vector<Bytes> questions_of(std::string_view text);

// Two lines in a row, or more, that are more than an eighth digits and punctuation: what a program printed,
// code, paths. In order; the first line is none of them.
std::vector<Bytes> pasted_parts(std::string_view text);

}  // namespace garner

// The tokens of a text as an index document keeps them beside it: where its words are and which term each is.
// Whoever shows the text marks it by them and need not analyse it again. Pure but for the Analyzer that is
// passed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text/analyze.h"

namespace garner {

// Stands for a term: of 64 bits, so that two terms of a library have hardly ever the same one.
using TermKey = std::uint64_t;
TermKey key_of_term(std::string_view term);

struct KeyedToken {
  std::uint32_t begin, end;  // bytes [begin, end) of the text
  TermKey term;
};

std::vector<KeyedToken> keyed_tokens(Analyzer& analyzer, std::string_view text, std::string_view language);

// The tokens of `text`, by Analyzer::analyze(), as bytes: a record (core/record.h) of three parts. Of each
// token its form: 4 times the bytes of its end that the term, in small letters of ASCII, does not have, plus
// 1 where the term has others in their place, plus 2 where the token is not simply the next letters and
// digits in a row. The places of these: from the end of the token before (zigzag: parts of a code begin
// within the whole), and the length. Those other endings. Most is the same few bytes, so that it compresses
// well.
std::string pack_tokens(const std::vector<Token>& tokens, std::string_view text);
// And back. Bytes that are nothing of the kind, or not of this text, give the tokens before the fault.
std::vector<KeyedToken> unpack_tokens(std::string_view bytes, std::string_view text);

}  // namespace garner

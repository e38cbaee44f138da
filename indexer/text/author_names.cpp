#include "indexer/text/author_names.h"

#include <algorithm>

#include "indexer/core/ascii.h"
#include "indexer/text/code.h"

namespace garner {
namespace {

constexpr std::size_t kShortestName = 4, kLongestName = 60;
constexpr std::size_t kShortestAtAll = 2;
constexpr std::size_t kShortestNumber = 5;
constexpr std::size_t kMaxSharing = 16;  // names with the same first word

bool is_of_name(char c) {
  return is_word_char(c) || c == '_';
}

// The word at `begin`: "ann_k", "j.lee", "mike-w".
std::size_t word_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size()) {
    const bool joins = (text[end] == '.' || text[end] == '-') && end > begin && end + 1 < text.size() &&
                       is_of_name(text[end + 1]);
    if (!is_of_name(text[end]) && !joins) break;
    ++end;
  }
  return end;
}

// Whether a name of one word is surely no word of the language, nor a product.
bool is_odd(std::string_view name) {
  const auto digits = std::count_if(name.begin(), name.end(), is_digit);
  if (static_cast<std::size_t>(digits) == name.size()) return name.size() >= kShortestNumber;
  if (name.find_first_of("_.-") != std::string_view::npos) return true;
  constexpr std::ptrdiff_t kEnough = 2;
  if (digits >= kEnough) return true;
  const bool inner = std::any_of(name.begin() + 1, name.end(), is_upper);
  const bool small = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return inner && small && name.size() > kShortestName;
}

}  // namespace

AuthorNames::AuthorNames(const Conversation& conversation) {
  for (const Message& message : conversation.messages) {
    const bool company = message.role == Role::kAgent || message.role == Role::kBot;
    const bool spaced = message.author.find(' ') != std::string::npos;
    if (!(company && spaced)) add(message.author);
  }
}

void AuthorNames::add(std::string_view name, bool any) {
  if (name.starts_with('@')) name.remove_prefix(1);
  if (name.size() < (any ? kShortestAtAll : kShortestName) || name.size() > kLongestName ||
      !is_of_name(name.front()))
    return;
  const std::string folded = lowered(name);
  if (name.find(' ') == std::string_view::npos) {
    if ((any || is_odd(name)) && word_end(name, 0) == name.size()) words_.insert(folded);
    return;
  }
  auto& sharing = longer_[folded.substr(0, word_end(folded, 0))];
  const bool known = std::find(sharing.begin(), sharing.end(), folded) != sharing.end();
  if (!known && sharing.size() < kMaxSharing) sharing.push_back(folded);
}

std::string AuthorNames::mask(std::string_view text) const {
  if (empty()) return std::string(text);
  const std::string folded = lowered(text);
  const std::vector<CodeSpan> code = code_spans(text);
  auto span = code.begin();
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_of_name(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = word_end(text, i);
    const std::string word = folded.substr(i, end - i);
    while (span != code.end() && span->end <= i) ++span;
    bool found = words_.contains(word);
    if (!found && !longer_.empty()) {
      if (const auto sharing = longer_.find(word); sharing != longer_.end()) {
        for (const std::string& name : sharing->second) {
          const std::size_t past = i + name.size();
          if (folded.compare(i, name.size(), name) != 0 || (past < text.size() && is_of_name(text[past])))
            continue;
          found = true;
          end = past;
          break;
        }
      }
    }
    const bool in_code = span != code.end() && span->begin <= i;
    const bool in_address = (i > 0 && std::string_view("/@.").find(text[i - 1]) != std::string_view::npos) ||
                            (end < text.size() && (text[end] == '/' || text[end] == '@'));
    if (found && !in_code && !in_address) {
      out.append(text.substr(done, i - done)).append("[handle]");
      done = end;
    }
    i = end;
  }
  return out.append(text.substr(done));
}

bool holds_name(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  const std::string folded = lowered(text), wanted = lowered(name);
  for (std::size_t at = folded.find(wanted); at != std::string::npos; at = folded.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const bool begins = at == 0 || !is_of_name(folded[at - 1]) || !is_of_name(wanted.front());
    const bool ends = end == folded.size() || !is_of_name(folded[end]) || !is_of_name(wanted.back());
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace garner

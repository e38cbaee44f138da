#include "indexer/core/person.h"

#include <algorithm>
#include <array>

namespace garner {
namespace {

constexpr std::size_t kMaxName = 64;
// Actors of the audit that are no people.
constexpr std::array<std::string_view, 8> kReserved = {"single-sign-on", "system",   "harvest",   "import",
                                                       "erasure",        "schedule", "anonymous", "garner"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::optional<std::string> person_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxName) return std::nullopt;
  std::string name(text);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool sound =
      is_letter_or_digit(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("._-@").find(c) != std::string_view::npos;
      });
  const bool reserved = name.starts_with("k-") || name.starts_with("u-") ||
                        std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
  if (!sound || reserved) return std::nullopt;
  return name;
}

}  // namespace garner

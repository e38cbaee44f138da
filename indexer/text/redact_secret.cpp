#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "indexer/text/re2_text.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

constexpr std::string_view kMask = "[secret]";

// Each match of `pattern`; its group is what is masked.
template <typename Accept>
void find_groups(std::string_view text, const RE2& pattern, std::vector<Finding>& findings, Accept accept) {
  re2::StringPiece rest = piece(text), secret;
  while (RE2::FindAndConsume(&rest, pattern, &secret)) {
    if (secret.empty() || !accept(std::string_view(secret.data(), secret.size()))) continue;
    const std::size_t begin = offset(text, secret);
    findings.push_back({begin, begin + secret.size(), kMask});
  }
}

struct Character {
  bool digit = false, upper = false, lower = false, symbol = false, upper_inside = false;
};

Character character_of(std::string_view value) {
  Character is;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c >= '0' && c <= '9') {
      is.digit = true;
    } else if (c >= 'A' && c <= 'Z') {
      is.upper_inside = is.upper_inside || (i > 0 && is.lower);
      is.upper = true;
    } else if ((c >= 'a' && c <= 'z') || c == '\'' || static_cast<unsigned char>(c) >= 0x80) {
      is.lower = true;  // a word in some language
    } else {
      is.symbol = true;
    }
  }
  return is;
}

// Digits and letters mixed as no word is.
bool is_random(std::string_view value) {
  const Character is = character_of(value);
  return is.digit && (is.upper || is.lower);
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> hints) {
  return std::any_of(hints.begin(), hints.end(),
                     [&](std::string_view hint) { return text.find(hint) != std::string_view::npos; });
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0, begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != ' ' && text[i] != '\n') continue;
    longest = std::max(longest, i - begin);
    begin = i + 1;
  }
  return longest;
}

void find_known_tokens(std::string_view text, std::vector<Finding>& findings) {
  constexpr std::size_t kShortestToken = 12;
  if (longest_word(text) < kShortestToken) return;
  const auto any = [](std::string_view) { return true; };
  if (has_any(text, {"AKIA", "ASIA", "gh", "glpat-", "xox", "sk", "pk_live", "AIza", "eyJ", "npm_", "hf_",
                     "rk_live"})) {
    static const RE2 kTokens(
        R"(\b((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|)"
        R"(xox[abeprs]-[\w-]{10,}|[srp]k_(?:live|test)_\w{10,}|sk-[A-Za-z0-9_-]{20,}|AIza[\w-]{30,}|npm_\w{30,}|hf_\w{30,}|)"
        R"(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?))");
    find_groups(text, kTokens, findings, any);
  }
  if (has_any(text, {"PRIVATE KEY-----"})) {
    static const RE2 kKeys(
        R"((?s)(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\z)))");
    find_groups(text, kKeys, findings, any);
  }
  if (has_any(text, {"://"})) {
    static const RE2 kCredentials(R"([a-z]://([^\s/@:\[\]]+:[^\s/@\[\]]+)@)");
    find_groups(text, kCredentials, findings, any);
  }
  // Product keys: five groups of five.
  static const RE2 kProductKey(R"(\b([A-Z0-9]{5}(?:-[A-Z0-9]{5}){4})\b)");
  if (std::count(text.begin(), text.end(), '-') >= 4) find_groups(text, kProductKey, findings, any);
}

// "password: x", "my password is x". Words that could as well be the verb's complement ("password is wrong")
// stay.
void find_passwords(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kStated(
      R"((?i)(?:\b(?:password|passwd|passphrase|passcode|pwd|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|heslo|hasło)|пароль|パスワード|密码)\b?)"
      R"((?:\s+(?:\w+\s+){0,2}?(is|was|ist|lautet|est|es|é)\s*:?\s+|\s*(=|:=|:|：|=>|->)\s*|(は)\s*))"
      R"((["'“„«‘]?)([^\s"“”„«»]{3,200}))");
  re2::StringPiece rest = piece(text), verb, sign, japanese, quote, found;
  while (RE2::FindAndConsume(&rest, kStated, &verb, &sign, &japanese, &quote, &found)) {
    std::string_view value(found.data(), found.size());
    const std::size_t begin = offset(text, found);
    if (value.find("[secret]") != std::string_view::npos) continue;
    while (!value.empty() && std::string_view(".,;:!?)'`\"").find(value.back()) != std::string_view::npos) {
      value.remove_suffix(1);
    }
    if (!japanese.empty()) {
      const auto wide = std::find_if(value.begin(), value.end(),
                                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      value = value.substr(0, static_cast<std::size_t>(wide - value.begin()));
    }
    if (value.size() < 3 || value.starts_with("http")) continue;
    const Character is = character_of(value);
    const bool odd = is.digit || is.upper_inside || (is.symbol && value.find('-') == std::string_view::npos);
    const std::size_t line_end = std::min(text.find('\n', begin), text.size());
    const bool last =
        text.substr(begin + value.size(), line_end - begin - value.size()).find_first_not_of(" .\"'`”»") ==
        std::string_view::npos;
    if (odd || !quote.empty() || (!sign.empty() && last)) {
      findings.push_back({begin, begin + value.size(), kMask});
    }
  }
}

void find_named_keys(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kBearer(R"((?i)\bbearer\s+([A-Za-z0-9._~+/=-]{16,}))");
  static const RE2 kNamed(
      R"((?i)\b(?:api[ _-]?key|access[ _-]?key(?:[ _-]?id)?|secret(?:[ _-]?(?:access[ _-]?)?key)?|(?:auth|access|api|refresh|session)?[ _-]?token|client[ _-]?secret|license[ _-]?key|private[ _-]?key)\b)"
      R"(["'`]?\s*(?:is|was|ist|est|es|=>|:=|=|:|：)?\s*["'`“]?([A-Za-z0-9+/_=.~-]{16,}))");
  find_groups(text, kBearer, findings, is_random);
  find_groups(text, kNamed, findings, is_random);
  static const RE2 kPin(
      R"((?i)\b(?:pin|pin[ -]code|cvv|cvc|otp|tan)\b\s*(?:is|was|ist|lautet|est|es|=|:)\s*(\d{3,8})\b)");
  find_groups(text, kPin, findings, [](std::string_view) { return true; });
}

// Whether a word that names a secret may be in the text at all: cheap, so that most texts cost nothing more.
bool may_name_secret(std::string_view text) {
  static const RE2 kWords(
      R"((?i)pass|pwd|kennwort|contrase|senha|wachtwoord|senord|heslo|has[lł]o|пароль|パスワード|密码|key|token|secret|bearer|\bpin\b|cv[cv]|otp|tan\b)");
  return RE2::PartialMatch(piece(text), kWords);
}

}  // namespace

void find_secrets(std::string_view text, std::vector<Finding>& findings) {
  find_known_tokens(text, findings);
  if (!may_name_secret(text)) return;
  find_passwords(text, findings);
  find_named_keys(text, findings);
}

}  // namespace garner

// Numbers by which a company knows a customer: orders, tickets, accounts, serial numbers. Digits alone say
// nothing, so each needs the word before it that says what it is.
#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "indexer/core/ascii.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

constexpr std::size_t kMinNamed = 4;            // digits after "order number"
constexpr std::size_t kMinUnnamed = 5;          // digits after "order" alone: "order 2000" may be a quantity
constexpr std::size_t kMaxReferenceGroups = 6;  // "123 456 789"
constexpr std::size_t kLongestWord = 24;
constexpr std::size_t kMaxBlanks = 3;  // between a word and what follows it
constexpr int kMaxWordsBefore = 6;

// What a word needs beside it, so that the number behind it is surely one of its kind.
enum class Need : std::uint8_t {
  kNothing,  // it says "number" itself
  kDigits,   // enough of them
  kSign,     // "number", "#" or ":" between, for words of many meanings
  kNumber,   // "number" beside it
};

struct Expected {
  std::string_view mask;
  Need need;
};

const std::unordered_map<std::string_view, Expected>& contexts() {
  constexpr std::string_view kOrder = "[order]", kTicket = "[ticket]", kAccount = "[account]",
                             kSerial = "[serial]";
  static const std::unordered_map<std::string_view, Expected> kWords = {
      // English, and what other languages took from it
      {"order", {kOrder, Need::kDigits}},
      {"orders", {kOrder, Need::kDigits}},
      {"ordernumber", {kOrder, Need::kNothing}},
      {"purchase", {kOrder, Need::kNumber}},
      {"booking", {kOrder, Need::kDigits}},
      {"reservation", {kOrder, Need::kDigits}},
      {"invoice", {kOrder, Need::kDigits}},
      {"tracking", {kOrder, Need::kSign}},
      {"shipment", {kOrder, Need::kSign}},
      {"ticket", {kTicket, Need::kDigits}},
      {"tickets", {kTicket, Need::kDigits}},
      {"case", {kTicket, Need::kSign}},
      {"incident", {kTicket, Need::kSign}},
      {"complaint", {kTicket, Need::kSign}},
      {"rma", {kTicket, Need::kDigits}},
      {"account", {kAccount, Need::kDigits}},
      {"customer", {kAccount, Need::kSign}},
      {"client", {kAccount, Need::kSign}},
      {"member", {kAccount, Need::kSign}},
      {"membership", {kAccount, Need::kSign}},
      {"subscriber", {kAccount, Need::kSign}},
      {"policy", {kAccount, Need::kNumber}},
      {"contract", {kAccount, Need::kSign}},
      {"serial", {kSerial, Need::kDigits}},
      {"imei", {kSerial, Need::kNothing}},
      // German
      {"bestellung", {kOrder, Need::kDigits}},
      {"bestell", {kOrder, Need::kNumber}},
      {"bestellnummer", {kOrder, Need::kNothing}},
      {"bestellnr", {kOrder, Need::kNothing}},
      {"auftrag", {kOrder, Need::kDigits}},
      {"auftrags", {kOrder, Need::kNumber}},
      {"auftragsnummer", {kOrder, Need::kNothing}},
      {"auftragsnr", {kOrder, Need::kNothing}},
      {"rechnung", {kOrder, Need::kDigits}},
      {"rechnungs", {kOrder, Need::kNumber}},
      {"rechnungsnummer", {kOrder, Need::kNothing}},
      {"rechnungsnr", {kOrder, Need::kNothing}},
      {"sendungsnummer", {kOrder, Need::kNothing}},
      {"ticketnummer", {kTicket, Need::kNothing}},
      {"ticketnr", {kTicket, Need::kNothing}},
      {"vorgang", {kTicket, Need::kSign}},
      {"vorgangs", {kTicket, Need::kNumber}},
      {"vorgangsnummer", {kTicket, Need::kNothing}},
      {"fallnummer", {kTicket, Need::kNothing}},
      {"kunden", {kAccount, Need::kNumber}},
      {"kundennummer", {kAccount, Need::kNothing}},
      {"kundennr", {kAccount, Need::kNothing}},
      {"konto", {kAccount, Need::kSign}},
      {"kontonummer", {kAccount, Need::kNothing}},
      {"kontonr", {kAccount, Need::kNothing}},
      {"vertrags", {kAccount, Need::kNumber}},
      {"vertragsnummer", {kAccount, Need::kNothing}},
      {"mitgliedsnummer", {kAccount, Need::kNothing}},
      {"serien", {kSerial, Need::kNumber}},
      {"seriennummer", {kSerial, Need::kNothing}},
      {"seriennr", {kSerial, Need::kNothing}},
      // French
      {"commande", {kOrder, Need::kDigits}},
      {"facture", {kOrder, Need::kDigits}},
      {"colis", {kOrder, Need::kSign}},
      {"dossier", {kTicket, Need::kNumber}},
      {"incidents", {kTicket, Need::kNumber}},
      {"compte", {kAccount, Need::kSign}},
      {"contrat", {kAccount, Need::kSign}},
      {"abonné", {kAccount, Need::kNumber}},
      {"série", {kSerial, Need::kNumber}},
      // Spanish, Portuguese, Italian
      {"pedido", {kOrder, Need::kDigits}},
      {"orden", {kOrder, Need::kSign}},
      {"encomenda", {kOrder, Need::kDigits}},
      {"ordine", {kOrder, Need::kDigits}},
      {"factura", {kOrder, Need::kDigits}},
      {"fatura", {kOrder, Need::kDigits}},
      {"fattura", {kOrder, Need::kDigits}},
      {"spedizione", {kOrder, Need::kNumber}},
      {"seguimiento", {kOrder, Need::kNumber}},
      {"incidencia", {kTicket, Need::kSign}},
      {"caso", {kTicket, Need::kNumber}},
      {"chamado", {kTicket, Need::kSign}},
      {"protocolo", {kTicket, Need::kNumber}},
      {"pratica", {kTicket, Need::kNumber}},
      {"segnalazione", {kTicket, Need::kSign}},
      {"cliente", {kAccount, Need::kSign}},
      {"cuenta", {kAccount, Need::kSign}},
      {"conta", {kAccount, Need::kSign}},
      {"conto", {kAccount, Need::kSign}},
      {"contrato", {kAccount, Need::kSign}},
      {"contratto", {kAccount, Need::kSign}},
      {"serie", {kSerial, Need::kNumber}},
      // Dutch
      {"bestelling", {kOrder, Need::kDigits}},
      {"bestelnummer", {kOrder, Need::kNothing}},
      {"bestelnr", {kOrder, Need::kNothing}},
      {"ordernummer", {kOrder, Need::kNothing}},
      {"ordernr", {kOrder, Need::kNothing}},
      {"factuur", {kOrder, Need::kDigits}},
      {"factuurnummer", {kOrder, Need::kNothing}},
      {"zaaknummer", {kTicket, Need::kNothing}},
      {"dossiernummer", {kTicket, Need::kNothing}},
      {"klant", {kAccount, Need::kNumber}},
      {"klantnummer", {kAccount, Need::kNothing}},
      {"klantnr", {kAccount, Need::kNothing}},
      {"rekeningnummer", {kAccount, Need::kNothing}},
      {"serienummer", {kSerial, Need::kNothing}},
  };
  return kWords;
}

bool is_number_word(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {
      "number", "no", "num", "nr", "nro", "nummer", "numero", "número", "numéro", "núm", "n°",
      "nº",     "n",  "º",   "°",  "№",   "id",     "code",   "código", "codice", "ref", "reference"};
  return kWords.contains(word);
}

// "is" may stand before any number; "mit der" only where "number" follows: "order with the number 4711".
bool is_verb(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {"is", "was", "ist", "lautet", "est",
                                                              "es", "é",   "è",   "são",    "era"};
  return kWords.contains(word);
}
bool is_link(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {
      "with", "the", "mit", "der", "avec", "le",  "con", "el", "com", "o",   "il", "met",
      "het",  "de",  "di",  "d",   "do",   "del", "du",  "la", "l",   "van", "of", "da"};
  return kWords.contains(word);
}

// The words before a place, nearest first, in lower case.
class WordsBefore {
 public:
  WordsBefore(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  // Nothing where something else than a word stands there.
  std::optional<std::string> next() {
    std::size_t blanks = 0;
    dot_ = false;
    while (at_ > 0) {
      const char c = text_[at_ - 1];
      if (c == ' ') {
        if (++blanks > kMaxBlanks) return std::nullopt;
      } else if (c == '#' || c == ':') {
        sign_ = true;
      } else if (c == '.') {
        dot_ = true;
      } else if (std::string_view("-=('\"_*[").find(c) == std::string_view::npos) {
        break;
      }
      --at_;
    }
    constexpr std::string_view kWideColon = "：", kQuote = "’";
    if (text_.substr(0, at_).ends_with(kWideColon)) at_ -= kWideColon.size();
    if (text_.substr(0, at_).ends_with(kQuote)) at_ -= kQuote.size();
    const std::size_t end = at_;
    while (at_ > 0 && (is_letter(text_[at_ - 1]) || is_wide(text_[at_ - 1]))) {
      if (end - --at_ > kLongestWord) return std::nullopt;
    }
    if (at_ == end) return std::nullopt;
    return lower(text_.substr(at_, end - at_));
  }
  bool sign() const { return sign_; }  // a '#' or ':' came by
  bool dot() const { return dot_; }    // behind the last word: it is an abbreviation, or ends a sentence

 private:
  static std::string lower(std::string_view word) {
    std::string folded(word);
    for (std::size_t i = 0; i < folded.size(); ++i) {
      char& c = folded[i];
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      // É to é and the like.
      if (i > 0 && static_cast<unsigned char>(folded[i - 1]) == 0xc3 &&
          static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0x9f) {
        c = static_cast<char>(c + 0x20);
      }
    }
    return folded;
  }

  std::string_view text_;
  std::size_t at_;
  bool sign_ = false, dot_ = false;
};

struct Named {
  std::string_view mask;  // empty: no word that says so
  bool number = false;    // called a number in so many words
};

Named name_before(std::string_view text, std::size_t at) {
  WordsBefore words(text, at);
  bool number = false;
  for (int i = 0; i < kMaxWordsBefore; ++i) {
    const auto word = words.next();
    if (!word) return {};
    if (is_number_word(*word)) {
      number = true;
      continue;
    }
    if (words.dot()) return {};  // the sentence before
    const auto found = contexts().find(*word);
    if (found == contexts().end()) {
      if (is_verb(*word) || (number && is_link(*word))) continue;
      return {};
    }
    const auto [mask, need] = found->second;
    const bool sign = words.sign();
    // "numéro de commande", "codice cliente": the word for number stands in front.
    for (int j = 0; j < 3 && !number; ++j) {
      const auto before = words.next();
      if (!before) break;
      number = is_number_word(*before);
      if (!number && !is_link(*before)) break;
    }
    const bool said =
        need == Need::kNothing || number || need == Need::kDigits || (need == Need::kSign && sign);
    if (!said) return {};
    return {mask, number || need == Need::kNothing};
  }
  return {};
}

// A run of letters, digits and the marks that numbers are written with.
struct Token {
  std::size_t begin = 0, end = 0, digits = 0;
  bool plain = true;  // of digits alone
};

bool is_part(char c) {
  return is_digit(c) || is_letter(c);
}

Token token_at(std::string_view text, std::size_t begin) {
  Token token{begin, begin, 0, true};
  while (token.end < text.size()) {
    const char c = text[token.end];
    const bool joins = (c == '-' || c == '/') && token.end + 1 < text.size() && is_part(text[token.end + 1]);
    if (!is_part(c) && !joins) break;
    if (is_digit(c)) {
      ++token.digits;
    } else {
      token.plain = false;
    }
    ++token.end;
  }
  return token;
}

// 2026-03-01, 1/3/2026, and a year alone.
bool is_date(std::string_view token) {
  std::array<std::size_t, 3> sizes{};
  std::size_t part = 0;
  for (const char c : token) {
    if (is_digit(c)) {
      ++sizes.at(part);
    } else if (is_letter(c) || ++part == sizes.size()) {
      return false;
    }
  }
  if (part == 0) return sizes[0] == 4 && (token.starts_with("19") || token.starts_with("20"));
  if (part != 2 || sizes[1] > 2 || sizes[1] == 0) return false;
  return (sizes[0] == 4 && sizes[2] <= 2) || (sizes[0] <= 2 && (sizes[2] == 4 || sizes[2] == 2));
}

// "order 12000 €", "account 50000 MB": an amount.
bool is_amount(std::string_view after) {
  if (after.starts_with(' ')) after.remove_prefix(1);
  static constexpr std::string_view kUnits[] = {
      "€",  "$",  "£",  "%",   "EUR",   "USD",   "GBP",    "CHF",   "euro",  "dollar", "MB",    "GB",
      "KB", "TB", "ms", "pcs", "units", "items", "pieces", "times", "Stück", "pages",  "points"};
  return std::any_of(std::begin(kUnits), std::end(kUnits),
                     [&](std::string_view unit) { return after.starts_with(unit); });
}

// Where the groups of digits end that belong to `token`, and how many digits they have.
Token with_groups(std::string_view text, Token token) {
  for (std::size_t group = 1; group < kMaxReferenceGroups; ++group) {
    const std::size_t at = token.end;
    if (at + 1 >= text.size() || (text[at] != ' ' && text[at] != '.') || !is_digit(text[at + 1])) break;
    const Token next = token_at(text, at + 1);
    if (!next.plain || next.digits < 2) break;
    token.digits += next.digits;
    token.end = next.end;
  }
  return token;
}

bool stands_alone(std::string_view text, const Token& token) {
  constexpr std::string_view kGlued = "./\\,@$&%+~-";
  if (token.begin > 0 &&
      (kGlued.find(text[token.begin - 1]) != std::string_view::npos || is_wide(text[token.begin - 1]))) {
    constexpr std::string_view kNumero = "№", kDegree = "°", kOrdinal = "º", kWideColon = "：";
    const std::string_view before = text.substr(0, token.begin);
    const bool dot = before.ends_with('.') && before.size() > 1 && is_letter(before[before.size() - 2]);
    if (!dot && !before.ends_with(kNumero) && !before.ends_with(kDegree) && !before.ends_with(kOrdinal) &&
        !before.ends_with(kWideColon)) {
      return false;
    }
  }
  const bool goes_on = token.end + 1 < text.size() && is_digit(text[token.end + 1]) &&
                       std::string_view(".,:").find(text[token.end]) != std::string_view::npos;
  return !goes_on && (token.end >= text.size() || (text[token.end] != '_' && text[token.end] != '@'));
}

// "orders 12345 and 67890": what stands between two of a list.
bool is_list_link(std::string_view between) {
  static constexpr std::string_view kLinks[] = {", ",  " and ", " & ",  ", and ", " und ", " et ", " y ",
                                                " e ", " en ",  " or ", " oder ", " ou ",  " o ",  " of "};
  return std::find(std::begin(kLinks), std::end(kLinks), between) != std::end(kLinks);
}

}  // namespace

void find_references(std::string_view text, std::vector<Finding>& findings) {
  const Finding* last = nullptr;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_part(text[i])) {
      ++i;
      continue;
    }
    const Token token = token_at(text, i);
    i = token.end;
    if (token.digits == 0) continue;
    const Token whole = token.plain ? with_groups(text, token) : token;
    if (whole.digits < kMinNamed) continue;
    const auto written = text.substr(token.begin, token.end - token.begin);
    if (last != nullptr && token.digits >= kMinUnnamed &&
        is_list_link(text.substr(last->end, token.begin - last->end)) && !is_date(written) &&
        stands_alone(text, token)) {
      findings.push_back({token.begin, token.end, last->mask});
      last = &findings.back();
      continue;
    }
    const Named named = name_before(text, token.begin);
    if (named.mask.empty()) continue;
    const Token& number = named.number ? whole : token;
    if (number.digits < (named.number ? kMinNamed : kMinUnnamed) || is_date(written) ||
        !stands_alone(text, number)) {
      continue;
    }
    if (!named.number && is_amount(text.substr(number.end))) continue;
    findings.push_back({number.begin, number.end, named.mask});
    last = &findings.back();
    i = number.end;
  }
}

}  // namespace garner

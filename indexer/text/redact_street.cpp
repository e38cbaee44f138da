// Street addresses, where they are sure: a word for a street with a house number; words that mean other
// things too ("Drive", "-weg", "via") only with a postcode and a city behind them.
#include <re2/re2.h>

#include <string>

#include "indexer/text/re2_text.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

std::string one_of(std::initializer_list<std::string> patterns) {
  std::string all;
  for (const std::string& pattern : patterns) all += (all.empty() ? "(?:" : "|") + pattern;
  return all + ")";
}

// The letters are those of Latin scripts: \p{L} makes these patterns a hundred times as large.
std::string address_pattern() {
  const std::string letter = "[A-Za-zÀ-ɏ'’.-]", upper = "[A-ZÀ-ÖØ-ÞŁŚŠŽŻ]";
  const std::string word = upper + letter + "*";
  const std::string words = word + "(?: " + word + "){0,3}";
  const std::string house = R"(\d{1,5}(?: ?[a-zA-Z]\b)?(?: ?[-/] ?\d{1,4}\b)?)";

  // "12345 Berlin", "1234 AB Utrecht", "1200-109 Lisboa"; "Springfield, IL 62704", "London NW1 6XE".
  const std::string british = R"([A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b)";
  const std::string place =
      R"((?:,?[ \n]{1,2}(?:)" +
      one_of({R"((?:[A-Z]{1,2}-)?(?:\d{5}(?:-\d{3,4})?|\d{4}(?:-\d{3})?) )" + words,
              R"(\d{4} ?[A-Z]{2}\b(?: )" + words + ")?",
              words + ",? (?:[A-Z]{2},? )?" + one_of({R"(\d{5}(?:-\d{3,4})?\b)", british}), british}) +
      "))";

  const std::string english_name = R"(\d{1,5}[A-Z]? (?:[NSEW]\.? )?)" + word + "(?: " + word + "){0,2} ";
  const std::string room = R"(\b\.?(?:,? (?:Apt|Apartment|Suite|Unit|Flat|Floor|Room)\.? ?#?\w{1,5})?)";
  const std::string english =
      english_name + "(?:Street|St|Avenue|Ave|Road|Rd|Lane|Boulevard|Blvd|Crescent|Parkway|Pkwy|Terrace)" +
      room;
  const std::string english_unsure =
      english_name +
      "(?:Drive|Dr|Way|Close|Court|Ct|Place|Pl|Square|Row|Park|Circle|Ln|Highway|Hwy|Gardens|Hill)" + room;

  // "Hauptstraße 12", "Lange Straße 7", "Keizersgracht 123".
  const std::string german = one_of({word + R"( (?:Straße|Strasse|Str\.|Gasse|Allee))",
                                     letter + R"(+(?:straße|strasse|str\.|gasse|straat|gracht|laan))"}) +
                             " " + house;
  const std::string german_unsure =
      one_of({word + " (?:Weg|Platz|Ring|Damm)",
              letter + "+(?:weg|platz|allee|ring|damm|ufer|plein|kade|dijk|singel|dreef|hof)"}) +
      " " + house;

  const auto named = [&](const std::string& links) {
    const std::string linked = "(?:(?:" + links + ") ?){0,2}" + word;
    return " " + linked + "(?: " + linked + "){0,3}";
  };
  // French puts the number first.
  const std::string french =
      R"(\d{1,4}(?: ?(?:bis|ter))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|bd|impasse|chemin|quai))" +
      named("de la|de l['’]|des|de|du|d['’]|la|les|le|l['’]|aux");
  const std::string number = R"(,? (?:n\.? ?[º°o]\.? ?|número |numero )?)";
  const std::string spanish =
      R"((?:[Cc]alle|C/|[Aa]venida|Avda\.?|Paseo|[Pp]laza|[Rr]ua|Travessa|Praça|Alameda))" +
      named("de los|de las|de la|del|dos|das|de|do|da|la|las|el|los") + number + house;
  const std::string italian_name = named("della|delle|degli|dell['’]|dei|del|di|da|d['’]|la");
  const std::string italian = "(?:[Vv]iale|[Pp]iazza|Vicolo|[Cc]orso)" + italian_name + number + house;
  // "via Bluetooth 5" is no address, "via Roma, 12" is one.
  const std::string italian_way = "[Vv]ia" + italian_name + R"(, (?:n\. ?)?)" + house;
  const std::string italian_unsure = "(?:[Vv]ia|Largo|Strada|Estrada)" + italian_name + number + house;

  return "(?:^|[^A-Za-zÀ-ɏ0-9])(" + one_of({english, german, french, spanish, italian, italian_way}) + place +
         "?|" + one_of({english_unsure, german_unsure, italian_unsure}) + place + ")";
}

// Whether a word for a street is there at all: most texts have none, and cost no more than this.
bool may_name_street(std::string_view text) {
  static const RE2 kWords(
      R"(\b(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Crescent|Parkway|Pkwy|Terrace|Drive|Dr|Way|)"
      R"(Close|Court|Ct|Place|Pl|Square|Row|Park|Circle|Highway|Hwy|Gardens|Hill|[Rr]ue|[Aa]venue|[Bb]oulevard|bd|)"
      R"(impasse|chemin|quai|[Cc]alle|[Aa]venida|Avda|Paseo|[Pp]laza|[Rr]ua|Travessa|Praça|Alameda|[Vv]iale|)"
      R"([Pp]iazza|Vicolo|[Cc]orso|[Vv]ia|Largo|Strada|Estrada)\b|C/|)"
      R"((?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Gg]asse|straat|gracht|laan|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Dd]amm|ufer|)"
      R"(plein|kade|dijk|singel|dreef|hof) \d)");
  return RE2::PartialMatch(piece(text), kWords);
}

}  // namespace

void find_streets(std::string_view text, std::vector<Finding>& findings) {
  if (!may_name_street(text)) return;
  static const RE2 kPattern(address_pattern());
  re2::StringPiece rest = piece(text), found;
  while (RE2::FindAndConsume(&rest, kPattern, &found)) {
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const std::string_view address = text.substr(begin, found.size()),
                           after = text.substr(begin + found.size());
    // "via Windows, 10 of them", "3 Easy Street View"
    const bool goes_on = after.size() > 1 && after[0] == ' ' && after[1] >= 'a' && after[1] <= 'z';
    if ((address.starts_with("via ") || address.starts_with("Via ")) && goes_on) continue;
    if (after.starts_with(" View")) continue;
    findings.push_back({begin, begin + address.size(), "[address]"});
  }
}

}  // namespace garner

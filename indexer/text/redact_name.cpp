// Names of people, where a text says that they are names: whom it greets or thanks, who signs it, who
// introduces himself. A name looks like any capitalised word, so it must stand where only names stand, and
// words that greetings are full of ("team", "Damen und Herren") are no names.
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "indexer/text/re2_text.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

constexpr std::size_t kLongestName = 60;  // bytes; what is longer is a sentence in capitals

// "Anna", "O'Neill", "J.", "van der Berg"; up to four of them, and "Anna and Bob".
// In Latin letters, which keeps the patterns small.
#define GARNER_UPPER "[A-ZÀ-ÖØ-ÞČĆŁŚŠŽŻĐİ]"
#define GARNER_NAME "(?:" GARNER_UPPER "[A-Za-zÀ-ɏ]*(?:['’-][A-Za-zÀ-ɏ]+)*|" GARNER_UPPER "\\.)"
#define GARNER_NAMES \
  GARNER_NAME "(?: (?:(?:van|von|de|der|den|da|dos|di|del|la|le|zu) ){0,2}" GARNER_NAME "){0,3}"
#define GARNER_TITLE                                                                                        \
  R"((?i:mr|mrs|ms|miss|mister|dr|prof|herrn?|hr|frau|fr|madame|monsieur|mme|mlle|sra?|señora?|senhora?|)" \
  R"(don|doña|sig|sig\.ra|signora?|signor|dott|dhr|mevr|mevrouw|meneer|mijnheer|heer|m)\.? )"

// What a greeting or thanks begins with. 1: the titles, 2: the names.
const RE2& greeting() {
  static const RE2 kPattern(
      R"((?i:(?:hi|hey|hello)(?: there)?(?: again)?|hiya|dear|good (?:morning|afternoon|evening|day)|greetings|)"
      R"(hallo|liebe[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüß gott|grüezi|sehr geehrter?|werter?|)"
      R"(bonjour|bonsoir|salut|coucou|chère|cher|)"
      R"(hola|buen[oa]s (?:días|tardes|noches)|buenas|estimad[oa]|querid[oa]|)"
      R"(olá|ola|oi|bom dia|boa (?:tarde|noite)|car[oa]|prezad[oa]|)"
      R"(ciao|buon ?giorno|buona ?sera|salve|gentile|gentilissim[oa]|egregio|)"
      R"(hoi|beste|geachte|goeden?(?:morgen|middag|avond|dag)|dag|)"
      R"((?:many )?(?:thanks|thx)(?: (?:a lot|so much|again|very much))?|thank you(?: (?:so|very) much)?(?: again)?|cheers|)"
      R"(danke(?: dir| ihnen)?|vielen dank|besten dank|merci(?: beaucoup)?|(?:muchas )?gracias|obrigad[oa]|)"
      R"(grazie(?: mille)?|bedankt|dank je|dank u))"
      R"((?:,? )((?:)" GARNER_TITLE R"(){0,3}))"
      "(" GARNER_NAMES "(?:(?: and| und| et| y| e| en| &) " GARNER_NAME "){0,2})");
  return kPattern;
}

// "my name is Peter Smith". 1: nothing, 2: the name.
const RE2& introduction() {
  static const RE2 kPattern(
      R"((?i:my name is|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|mon nom est|me llamo|mi nombre es|)"
      R"((?:o )?meu nome é|me chamo|mi chiamo|il mio nome è|mijn naam is|ik heet) )"
      "()(" GARNER_NAMES ")");
  return kPattern;
}

// A closing with the name behind it, on its line or on the next. 1: nothing, 2: the name.
const RE2& closing() {
  static const RE2 kPattern(
      R"((?i:(?:(?:with )?(?:kind|kindest|best|warm|warmest|many) )?regards|best wishes|best|(?:yours )?sincerely|)"
      R"(yours (?:truly|faithfully)|cheers|(?:many )?thanks|thank you|)"
      R"((?:mit )?(?:freundlichen?|besten?|vielen?|lieben?|schönen?|herzlichen?) gr(?:ü|ue)(?:ß|ss)en?|gr(?:u|ü)(?:ß|ss)e?|)"
      R"(mfg|danke|vielen dank|(?:bien )?cordialement|bien à vous|(?:meilleures )?salutations|merci(?: d['’]avance)?|)"
      R"((?:un )?saludos?(?: cordial(?:es)?)?|atentamente|(?:muchas )?gracias|atenciosamente|cumprimentos|abraços?|)"
      R"(obrigad[oa]|(?:cordiali |distinti )?saluti|grazie|(?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|bedankt))"
      R"((?:(?:[,.!]{0,2} ?\n{1,2}|[,!.] ?(?:-|–)? ?\n?))(?:- ?|– ?)?)"
      "()(" GARNER_NAMES R"()[.!]?(?:\n|$))");
  return kPattern;
}

// "Anna," on the first line alone. 1: nothing, 2: the name.
const RE2& salutation() {
  static const RE2 kPattern("()(" GARNER_NAME "(?: " GARNER_NAME R"()?),\n)");
  return kPattern;
}

const std::unordered_set<std::string_view>& no_names() {
  static const std::unordered_set<std::string_view> kWords = {
      // Whom one greets without knowing them
      "all", "team", "there", "everyone", "everybody", "folks", "guys", "support", "community", "friends",
      "sir", "sirs", "madam", "forum", "again", "customer", "customers", "service", "services", "user",
      "users", "admin", "admins", "moderator", "moderators", "world", "helpdesk", "desk", "staff", "zusammen",
      "leute", "alle", "allen", "alles", "kunde", "kunden", "kundin", "kundenservice", "kundendienst",
      "damen", "herren", "herr", "frau", "mitglieder", "freunde", "kollegen", "kollege", "gemeinde", "nutzer",
      "welt", "tous", "toutes", "monde", "madame", "monsieur", "messieurs", "mesdames", "client", "cliente",
      "clientes", "équipe", "todos", "todas", "equipo", "señor", "señora", "señores", "senhor", "senhora",
      "senhores", "pessoal", "equipe", "gente", "amigos", "signor", "signora", "signori", "tutti", "allemaal",
      "iedereen", "mensen", "heer", "mevrouw", "meneer", "klant", "mr", "mrs", "ms", "miss", "dr", "prof",
      "sr", "sra", "sig", "dott", "mme", "mlle", "dhr", "mevr", "hr", "fr", "buyer", "seller", "valued",
      "resident", "neighbor",
      // What else stands behind a greeting or thanks
      "grüße", "grüßen", "gruß", "grüsse", "gruss", "wünsche", "dank", "danke", "beaucoup", "mille", "much",
      "very", "so", "advance", "vielmals", "schön", "god", "gott", "help", "hilfe", "merci", "thanks",
      "thank", "thx", "please", "bitte", "hi", "hey", "hello", "hallo", "bonjour", "bonsoir", "salut", "hola",
      "olá", "oi", "ciao", "hoi", "dear", "buongiorno", "buonasera", "salve", "gracias", "obrigado",
      "obrigada", "grazie", "bedankt", "regards", "best", "cheers", "sincerely", "cordialement",
      "salutations", "atentamente", "saludos", "atenciosamente", "cumprimentos", "abraços", "saluti",
      "groeten", "unfortunately", "however", "also", "yes", "no", "ok", "okay", "sorry", "update", "solved",
      "edit", "note", "fi", "res", "siri", "google", "alexa", "cortana", "bixby", "kitty", "lösung",
      "antwort", "frage", "problem",
      // What begins a sentence
      "i", "i'm", "i’m", "i've", "i’ve", "i'd", "i'll", "my", "we", "this", "the", "your", "you", "can",
      "could", "how", "what", "when", "where", "why", "is", "it", "it's", "that", "do", "does", "if", "just",
      "after", "since", "for", "in", "on", "a", "an", "not", "any", "ich", "wir", "mein", "meine", "die",
      "der", "das", "es", "wie", "kann", "hat", "habe", "für", "im", "je", "nous", "mon", "ma", "le", "la",
      "les", "un", "une", "j'ai", "après", "mi", "el", "los", "tengo", "no", "por", "o", "os", "as", "meu",
      "minha", "eu", "il", "ho", "ik", "mijn", "de", "het", "een"};
  return kWords;
}

// The first words of all that the patterns begin with: most sentences begin with another, and cost no more
// than this.
const std::unordered_set<std::string_view>& first_words() {
  static const std::unordered_set<std::string_view> kWords = {
      "hi", "hey", "hello", "hiya", "dear", "good", "greetings", "hallo", "liebe", "lieber", "liebes",
      "guten", "moin", "servus", "grüß", "grüezi", "sehr", "werte", "werter", "bonjour", "bonsoir", "salut",
      "coucou", "chère", "cher", "hola", "buenos", "buenas", "estimado", "estimada", "querido", "querida",
      "olá", "ola", "oi", "bom", "boa", "caro", "cara", "prezado", "prezada", "ciao", "buongiorno", "buon",
      "buonasera", "buona", "salve", "gentile", "gentilissimo", "gentilissima", "egregio", "hoi", "beste",
      "geachte", "goedemorgen", "goedemiddag", "goedeavond", "goedenavond", "goedendag", "dag", "many",
      "thanks", "thx", "thank", "cheers", "danke", "vielen", "besten", "merci", "muchas", "gracias",
      "obrigado", "obrigada", "grazie", "bedankt", "dank",
      // introductions
      "my", "mein", "ich", "je", "mon", "me", "mi", "o", "meu", "il", "mijn", "ik",
      // closings
      "with", "kind", "kindest", "best", "warm", "warmest", "regards", "sincerely", "yours", "mit",
      "freundliche", "freundlichen", "viele", "lieben", "schöne", "schönen", "herzliche", "herzlichen",
      "gruß", "gruss", "grüße", "grüsse", "gruße", "mfg", "bien", "cordialement", "meilleures", "salutations",
      "un", "saludo", "saludos", "atentamente", "atenciosamente", "cumprimentos", "abraço", "abraços",
      "cordiali", "distinti", "saluti", "met", "vriendelijke", "groet", "groeten", "groetjes", "mvg"};
  return kWords;
}

std::string lower(std::string_view word) {
  std::string folded(word);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    char& c = folded[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto byte = static_cast<unsigned char>(c);
    if (i > 0 && static_cast<unsigned char>(folded[i - 1]) == 0xc3 && byte >= 0x80 && byte < 0x9f)
      c = static_cast<char>(byte + 0x20);
  }
  return folded;
}

bool may_be_name(std::string_view word) {
  while (!word.empty() && (word.back() == ',' || word.back() == '.')) word.remove_suffix(1);
  return !no_names().contains(lower(word));
}

// In capitals, such as "HP" or "WLAN": no name one greets.
bool is_acronym(std::string_view word) {
  return word.size() > 1 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "Anna I": the sentence has begun behind the name. How many bytes of `names` are names; 0 where a word says
// that none of it is.
std::size_t names_in(std::string_view names, bool sure, bool& cut) {
  static const std::unordered_set<std::string_view> kParticles = {"De", "Van", "Von", "Der", "Den",
                                                                  "Da", "Di",  "La",  "Le"};
  std::size_t kept = 0;
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find(' ', begin), names.size());
    const std::string_view word = names.substr(begin, end - begin);
    const bool link = (word[0] >= 'a' && word[0] <= 'z') || (sure && kParticles.contains(word));
    if (!link && word != "&" && (!may_be_name(word) || is_acronym(word))) {
      static const std::unordered_set<std::string_view> kGroups = {
          "team",  "support", "community", "customer", "service",
          "forum", "users",   "helpdesk",  "desk",     "staff"};
      if (kept == 0 || kGroups.contains(lower(word))) return 0;  // "Brindle Support"
      cut = true;
      return kept;
    }
    if (!link && word != "&") kept = end;
    begin = end + 1;
  }
  return kept;
}

bool ends_address(std::string_view after) {
  if (after.empty()) return true;
  if (std::string_view(",!.\n").find(after.front()) != std::string_view::npos) {
    // "Hi Node.js", "Hello Vista 6.1"
    return after.size() == 1 || after.front() == '\n' || after[1] == ' ' || after[1] == '\n' ||
           after[1] == after[0] || after[1] == ')' || after[1] == '"';
  }
  return after.starts_with(" !") || after.starts_with(" - ") || after.starts_with(" – ") ||
         after.starts_with(" — ") || after.starts_with(" :)") || after.starts_with(" 🙂") ||
         after.starts_with(" [");
}

class NameFinder {
 public:
  NameFinder(std::string_view text, std::vector<Finding>& findings) : text_(text), findings_(findings) {}

  void run() {
    for (std::size_t i = 0; i < text_.size();) {
      if (begins_sentence(i)) {
        if (const std::size_t end = look(i); end > 0) {
          i = end;
          continue;
        }
      }
      ++i;
    }
  }

 private:
  // Behind a mark that ends a sentence or a clause, or on a new line.
  bool begins_sentence(std::size_t at) const {
    const char c = text_[at];
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter) return false;
    if (at == 0 || text_[at - 1] == '\n') return true;
    return at > 1 && text_[at - 1] == ' ' &&
           std::string_view(".!?,:;]-)").find(text_[at - 2]) != std::string_view::npos;
  }

  std::string_view first_word(std::size_t at) const {
    constexpr std::size_t kLongest = 20;
    std::size_t end = at;
    while (end < text_.size() && end - at < kLongest) {
      const char c = text_[end];
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80)) break;
      ++end;
    }
    return text_.substr(at, end - at);
  }

  // The end of what is a name behind a greeting and the like at `at`; 0: there is none.
  std::size_t look(std::size_t at) {
    re2::StringPiece found[3];
    const auto matches = [&](const RE2& pattern) {
      return pattern.Match(piece(text_), at, text_.size(), RE2::ANCHOR_START, found, 3);
    };
    const bool line = at == 0 || text_[at - 1] == '\n';
    if (at == 0 && matches(salutation())) {
      if (const std::size_t end = add(found[2], true)) return end;
    }
    if (!first_words().contains(lower(first_word(at)))) return 0;
    if (line && matches(closing())) {
      if (const std::size_t end = add(found[2], true)) return end;
    }
    if (matches(greeting())) return add(found[2], !found[1].empty());
    if (matches(introduction())) return add(found[2], true);
    return 0;
  }

  std::size_t add(const re2::StringPiece& found, bool sure) {
    std::string_view names(found.data(), found.size());
    const auto begin = static_cast<std::size_t>(found.data() - text_.data());
    bool cut = false;
    std::size_t size = names_in(names, sure, cut);
    if (size == 0 || size > kLongestName) return 0;
    if (text_[begin + size - 1] == ',') --size;
    // "Hi Anna I have": a pronoun ends the address as well as a comma.
    if (!sure && !cut && !ends_address(text_.substr(begin + size))) return 0;
    // "Anna." of two words ends the sentence; "J." is a part of the name.
    findings_.push_back({begin, begin + size, "[name]"});
    return begin + size;
  }

  std::string_view text_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_names(std::string_view text, std::vector<Finding>& findings) {
  NameFinder(text, findings).run();
}

}  // namespace garner

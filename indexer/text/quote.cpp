#include "indexer/text/quote.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "indexer/text/lines.h"
#include "indexer/text/re2_text.h"

namespace garner {
namespace {

constexpr std::size_t kMaxAttribution =
    300;  // bytes of "On … wrote:", which mailers wrap over up to three lines
constexpr std::size_t kMaxAttributionLines = 3;
constexpr std::size_t kMaxHeaderLines = 6;      // "From:" … "Subject:"
constexpr std::size_t kMaxSignatureLines = 12;  // below "-- "
constexpr std::size_t kMaxNameLines = 5;        // below "Kind regards,"
constexpr std::size_t kMaxNameLine = 70;

bool matches(std::string_view line, const RE2& pattern) {
  return line.size() <= kMaxAttribution && RE2::FullMatch(piece(line), pattern);
}

bool is_attribution(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)\s*(?:(?:on|am|le|el|em|il|op|den|dne|dnia|w dniu|в|on the)\b.+\b)"
      R"((?:wrote|schrieb(?:\s.*)?|a écrit|escribió|escreveu|ha scritto|schreef(?:\s.*)?|skrev(?:\s.*)?|)"
      R"(napisał(?:\(a\)|a)?|yazdı)\s*[:：])"
      R"(|.+(?:さんは書きました|wrote|schrieb|a écrit|escribió|escreveu|ha scritto|写道|написала?|пишет|yazdı)\s*[:：])"
      R"(|\d{4}-\d\d-\d\d \d?\d:\d\d.*<[^<>]+>:|.+さんは書きました。?|\d{4}年\d{1,2}月\d{1,2}日.*<[^<>]+>\s*[:：]?))");
  return matches(line, kPattern);
}

bool has_digit(std::string_view line) {
  return line.find_first_of("0123456789") != std::string_view::npos;
}

bool is_divider(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)\s*-{2,}\s*(?:original message|original nachricht|ursprüngliche nachricht|originalnachricht|)"
      R"(message d'origine|message original|mensaje original|mensagem original|messaggio originale|)"
      R"(oorspronkelijk bericht|ursprungligt meddelande|元のメッセージ|原始邮件|исходное сообщение|forwarded message)"
      R"()\s*-{2,}\s*)");
  return line.find("--") != std::string_view::npos && matches(line, kPattern);
}

bool is_header_from(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)\s*\*?(?:from|von|de|da|van|från|fra|差出人|发件人|от)\s?\*?[:：]\*?\s?.+)");
  return matches(line, kPattern);
}

bool is_header_date(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)\s*\*?(?:sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|fecha|data|inviato|verzonden|skickat|送信日時|日時|发送时间|дата)\s?\*?[:：].+)");
  return matches(line, kPattern);
}

bool is_quoted(std::string_view line) {
  line = trim(line);
  if (line.starts_with("＞")) return true;
  if (!line.starts_with('>')) return false;
  return line.size() == 1 || (line[1] != '=' && line[1] != '_' && line[1] != '<' && line[1] != '.');
}

class Quotes {
 public:
  explicit Quotes(std::string_view text) : lines_(split_lines(text)) {}

  std::string run() {
    std::vector<TextLine> kept;
    bool content = false;  // something of the author's own stands above
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const TextLine& line = lines_[i];
      if (!line.code) {
        if (is_quoted(line.text)) {
          if (!kept.empty() && !kept.back().text.empty()) kept.push_back({"", false});
          continue;
        }
        if (content && begins_forwarded(i)) break;
        if (const std::size_t count = attribution_at(i); count > 0) {
          const std::size_t next = after_blanks(i + count);
          if (next < lines_.size() && is_quoted(lines_[next].text)) {
            i = next - 1;
            continue;
          }
          if (has_digit(line.text)) {
            if (content) break;  // the rest is what was answered, unmarked
            i += count - 1;
            continue;
          }
        }
      }
      content = content || !line.text.empty();
      kept.push_back(line);
    }
    while (!kept.empty() && is_rule(kept.back())) kept.pop_back();
    return join_lines(kept, kept.size());
  }

 private:
  static bool is_rule(const TextLine& line) {
    return !line.code && line.text.find_first_not_of("_ ") == std::string_view::npos;
  }
  std::size_t after_blanks(std::size_t i) const {
    while (i < lines_.size() && lines_[i].text.empty()) ++i;
    return i;
  }

  // How many lines the lead-in to a quotation has here; 0: there is none.
  std::size_t attribution_at(std::size_t i) const {
    std::string joined;
    for (std::size_t count = 1; count <= kMaxAttributionLines && i + count <= lines_.size(); ++count) {
      const std::string_view line = lines_[i + count - 1].text;
      if (line.empty() || lines_[i + count - 1].code || joined.size() + line.size() > kMaxAttribution)
        return 0;
      if (count > 1) joined += ' ';
      joined += line;
      const bool ends = line.ends_with(':') || line.ends_with("：") || line.ends_with("した") ||
                        line.ends_with("した。") || line.ends_with('>');
      if (ends && is_attribution(joined)) return count;
      // Over several lines only with a date: "On the other hand …" is no lead-in.
      if (!has_digit(joined)) return 0;
    }
    return 0;
  }

  bool begins_forwarded(std::size_t i) const {
    const std::string_view line = lines_[i].text;
    if (line.find_first_of("-:") == std::string_view::npos && line.find("：") == std::string_view::npos)
      return false;
    if (is_divider(line)) return true;
    if (!is_header_from(line)) return false;
    for (std::size_t j = i + 1; j < lines_.size() && j <= i + kMaxHeaderLines; ++j) {
      if (is_header_date(lines_[j].text)) return true;
    }
    return false;
  }

  std::vector<TextLine> lines_;
};

bool is_device_line(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)\W{0,3}(?:sent from (?:my )?[\w .'’-]+|sent via [\w .]+|get outlook for \w+.*|)"
      R"(envoyé (?:de|depuis) mon [\w .-]+|(?:von|vom) meine[mr] [\w .-]+ gesendet|)"
      R"(enviado (?:desde|do|a partir do) (?:mi|meu) [\w .-]+|inviato da(?:l mio)? [\w .-]+|)"
      R"(verzonden (?:vanaf|met|via) mijn [\w .-]+|skickat från min [\w .-]+|)"
      R"(отправлено с (?:моего )?[\w .-]+|iphoneから送信|(?:从|發自|发自)我的.+)\W{0,3})");
  return matches(line, kPattern);
}

// A line that says good-bye, with or without the name behind it.
bool is_formula(std::string_view line) {
  static const RE2 kPattern(
      R"((?i)(?:(?:(?:thanks|thank you),? and )?(?:(?:with )?(?:kind|best|warm|warmest|many|kindest|my best) )?regards|)"
      R"(best wishes|rgds|(?:yours )?sincerely(?: yours)?|yours (?:truly|faithfully)|respectfully|)"
      R"(mit (?:freundlichen|freundlichem|besten|herzlichen|lieben) gr(?:ü|ue)(?:ß|ss)(?:en)?|)"
      R"((?:viele|liebe|beste|freundliche|schöne|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg|lg|vg|)"
      R"((?:bien )?cordialement|bien à vous|cdlt|(?:meilleures |sincères |cordiales )?salutations(?: distinguées)?|)"
      R"((?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|atenciosamente|att|)"
      R"((?:com os melhores )?cumprimentos|(?:cordiali|distinti) saluti|)"
      R"(met vriendelijke groet(?:en)?|mvg|vriendelijke groet(?:en)?|(?:med )?vänliga hälsningar|mvh|)"
      R"(с уважением|pozdrawiam|z poważaniem|saygılarımla|iyi çalışmalar|)"
      R"((?:以上、?)?(?:何卒|どうぞ)?(?:よろしく|宜しく)(?:お願い|御願い)(?:します|致します|いたします|申し上げます)))"
      R"((?:[,.!。，]{1,2}|(?-i:[,.]?\s+\p{Lu}[\p{L}. '-]*)|(?-i:,\s+\p{L}[\p{L}. '-]*))?)");
  return matches(trim(line), kPattern);
}

bool has_content(const std::vector<TextLine>& lines, std::size_t count) {
  return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(count),
                     [](const TextLine& line) { return !line.text.empty(); });
}

// A line of a name, an address, a telephone number: short, and no sentence that says something.
bool is_name_line(const TextLine& line) {
  if (line.code || line.text.size() > kMaxNameLine) return false;
  if (line.text.find_first_of("`?") != std::string_view::npos) return false;
  if (line.text.ends_with('.') || line.text.ends_with("。"))
    return std::count(line.text.begin(), line.text.end(), ' ') < 3;
  return true;
}

// Where the signature begins, among the first `end` lines of which the last is not empty; `end` where there
// is none.
std::size_t signature_begin(const std::vector<TextLine>& lines, std::size_t end) {
  if (!lines[end - 1].code && is_device_line(lines[end - 1].text)) return end - 1;
  std::size_t names = 0;
  bool short_lines = true;
  for (std::size_t i = end; i-- > 0 && end - i <= kMaxSignatureLines + 1;) {
    const TextLine& line = lines[i];
    if (line.code) return end;
    if (line.text == "--" || line.text == "—") return i;
    if (line.text.empty()) continue;
    if (short_lines && names <= kMaxNameLines && is_formula(line.text)) return i;
    short_lines = short_lines && is_name_line(line);
    ++names;
  }
  return end;
}

}  // namespace

std::string drop_quotes(std::string_view text) {
  return Quotes(text).run();
}

std::string drop_signature(std::string_view text) {
  const std::vector<TextLine> lines = split_lines(text);
  std::size_t end = lines.size();
  while (true) {
    while (end > 0 && lines[end - 1].text.empty()) --end;
    if (end == 0) break;
    const std::size_t begin = signature_begin(lines, end);
    if (begin == end || !has_content(lines, begin)) break;
    end = begin;
  }
  return join_lines(lines, end);
}

}  // namespace garner

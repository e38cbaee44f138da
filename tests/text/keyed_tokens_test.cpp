#include "indexer/text/keyed_tokens.h"

#include <catch2/catch.hpp>

namespace garner {
namespace {

TEST_CASE("tokens come back as they were packed") {
  Analyzer analyzer;
  const auto [language, text] = GENERATE(table<std::string, std::string>({
      {"en", ""},
      {"en", "The PRINTER shows E-041; printers that happily showed \"E-041\" are offline, sky-high."},
      {"de", "Größere Geräte: das Gerät 3.2.1 läuft nicht über WLAN"},
      {"ru", "Принтеры не печатают, Принтер не отвечает"},
      {"ar", "الطابعة لا تعمل"},
      {"ja", "プリンターがオフラインです。プリンターを再起動します"},
      {"en", std::string(3000, ' ') + "far 😀 away " + std::string(300, 'x')},
  }));
  INFO(text);
  const std::vector<KeyedToken> tokens = keyed_tokens(analyzer, text, language);
  const std::string bytes = pack_tokens(analyzer.analyze(text, language), text);
  const auto read = unpack_tokens(bytes, text);
  REQUIRE(read.size() == tokens.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CHECK(read[i].begin == tokens[i].begin);
    CHECK(read[i].end == tokens[i].end);
    CHECK(read[i].term == key_of_term(analyzer.analyze(text, language)[i].term));
  }
}

TEST_CASE("bytes that are no tokens of the text give none outside of it") {
  Analyzer analyzer;
  const std::string text = "one two Three happy two one 3.2.1";
  const std::string bytes = pack_tokens(analyzer.analyze(text, "en"), text);
  for (std::size_t size = 0; size < bytes.size(); ++size) unpack_tokens(bytes.substr(0, size), text);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(value);
      for (const KeyedToken& token : unpack_tokens(broken, text)) {
        REQUIRE(token.begin <= token.end);
        REQUIRE(token.end <= text.size());
      }
    }
  }
}

}  // namespace
}  // namespace garner

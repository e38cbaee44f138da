#include "indexer/core/names.h"

#include <catch2/catch.hpp>
#include <string>

using namespace garner;

namespace {

// Each word names its value and is read back; the words are promises to files, SQL and HTTP, so they stand
// here once more.
template <typename Enum, typename Parse>
void require_words(std::initializer_list<std::pair<Enum, const char*>> words, Parse parse) {
  for (const auto& [value, word] : words) {
    INFO(word);
    REQUIRE(name_of(value) == word);
    REQUIRE(parse(word) == value);
  }
  for (const char* wrong : {"", "nonsense", "Public", " open", "open ", "kOpen", "0"}) {
    INFO(wrong);
    REQUIRE_FALSE(parse(wrong).has_value());
  }
}

}  // namespace

TEST_CASE("every value has the word that is documented, and every word its value", "[names]") {
  require_words<Role>({{Role::kUnknown, "unknown"},
                       {Role::kAsker, "asker"},
                       {Role::kAgent, "agent"},
                       {Role::kHelper, "helper"},
                       {Role::kBot, "bot"}},
                      parse_role);
  require_words<BodyFormat>({{BodyFormat::kText, "text"},
                             {BodyFormat::kHtml, "html"},
                             {BodyFormat::kMarkdown, "markdown"},
                             {BodyFormat::kBbcode, "bbcode"}},
                            parse_body_format);
  require_words<ConversationState>({{ConversationState::kOpen, "open"},
                                    {ConversationState::kResolved, "resolved"},
                                    {ConversationState::kClosed, "closed"}},
                                   parse_conversation_state);
  require_words<Confidence>({{Confidence::kWip, "wip"},
                             {Confidence::kNotValidated, "not_validated"},
                             {Confidence::kValidated, "validated"},
                             {Confidence::kArchived, "archived"}},
                            parse_confidence);
  require_words<Audience>({{Audience::kTeam, "team"},
                           {Audience::kInternal, "internal"},
                           {Audience::kPartner, "partner"},
                           {Audience::kCustomer, "customer"},
                           {Audience::kPublic, "public"}},
                          parse_audience);
  require_words<Governance>(
      {{Governance::kExperience, "experience"}, {Governance::kCompliance, "compliance"}}, parse_governance);
}

TEST_CASE("audiences are ordered from the team to everybody", "[names]") {
  REQUIRE(Audience::kTeam < Audience::kInternal);
  REQUIRE(Audience::kInternal < Audience::kPartner);
  REQUIRE(Audience::kPartner < Audience::kCustomer);
  REQUIRE(Audience::kCustomer < Audience::kPublic);
}

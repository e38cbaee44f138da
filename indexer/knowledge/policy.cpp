#include "indexer/knowledge/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "indexer/core/names.h"

namespace garner {
namespace {

struct Rule {
  std::string_view name;
  EditorRole lowest;
};
// In the order of Deed.
constexpr std::array<Rule, kDeeds> kRules = {{{"flag", EditorRole::kCandidate},
                                              {"link", EditorRole::kCandidate},
                                              {"create", EditorRole::kCandidate},
                                              {"edit", EditorRole::kCandidate},
                                              {"edit_compliance", EditorRole::kPublisher},
                                              {"validate", EditorRole::kContributor},
                                              {"archive", EditorRole::kContributor},
                                              {"audience", EditorRole::kContributor},
                                              {"publish", EditorRole::kPublisher},
                                              {"govern", EditorRole::kPublisher},
                                              {"review", EditorRole::kContributor},
                                              {"merge", EditorRole::kContributor},
                                              {"check", EditorRole::kContributor},
                                              {"queue", EditorRole::kContributor}}};

constexpr std::string_view kCheckPrefix = "check:";
constexpr std::size_t kMaxChecks = 30;
constexpr double kMaxWeight = 100;

}  // namespace

std::string_view name_of(Deed deed) {
  return kRules.at(static_cast<std::size_t>(deed)).name;
}

Policy::Policy()
    : checklist({{"unique", 1},
                 {"complete", 1},
                 {"clear", 1},
                 {"title_fits", 1},
                 {"links_valid", 1},
                 {"metadata_right", 1}}) {
  std::transform(kRules.begin(), kRules.end(), lowest.begin(), [](const Rule& rule) { return rule.lowest; });
}

Result<> Policy::require(EditorRole role, Deed deed) const {
  if (allows(role, deed)) return {};
  const EditorRole needed = lowest.at(static_cast<std::size_t>(deed));
  return fail(ErrorCode::kForbidden, fmt::format("this takes the role {} or above", name_of(needed)),
              "ask somebody who has it, or flag the article", "role_missing");
}

Result<> set_rule(Policy& policy, std::string_view name, std::string_view value) {
  if (name == "review") {
    if (value != "on" && value != "off") return fail(ErrorCode::kInvalidInput, "review is on or off");
    policy.review = value == "on";
    return {};
  }
  if (name.starts_with(kCheckPrefix)) {
    const std::string check(name.substr(kCheckPrefix.size()));
    double weight = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), weight);
    if (check.empty() || check.size() > 40 || error != std::errc() || end != value.data() + value.size() ||
        !(weight >= 0 && weight <= kMaxWeight))
      return fail(ErrorCode::kInvalidInput, "a check has a name and a weight from 0 to 100");
    auto known = std::find_if(policy.checklist.begin(), policy.checklist.end(),
                              [&](const auto& item) { return item.first == check; });
    if (known == policy.checklist.end()) {
      if (policy.checklist.size() >= kMaxChecks)
        return fail(ErrorCode::kInvalidInput, "the checklist has at most 30 items");
      policy.checklist.emplace_back(check, weight);
    } else {
      known->second = weight;
    }
    return {};
  }
  const auto rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& known) { return known.name == name; });
  const auto role = parse_editor_role(value);
  if (rule == kRules.end()) return fail(ErrorCode::kInvalidInput, "there is no such rule");
  if (!role)
    return fail(ErrorCode::kInvalidInput, "the roles are candidate, contributor, publisher and admin");
  policy.lowest.at(static_cast<std::size_t>(rule - kRules.begin())) = *role;
  return {};
}

Result<Policy> load_policy(Store& store) {
  const auto rules = store.rules();
  if (!rules) return fail(rules.error());
  Policy policy;
  for (const auto& [name, value] : *rules) {
    // A rule that this version does not know any more changes nothing.
    [[maybe_unused]] const auto set = set_rule(policy, name, value);
  }
  return policy;
}

std::vector<std::pair<std::string, std::string>> rules_of(const Policy& policy) {
  std::vector<std::pair<std::string, std::string>> rules;
  for (std::size_t i = 0; i < kDeeds; ++i)
    rules.emplace_back(kRules.at(i).name, name_of(policy.lowest.at(i)));
  rules.emplace_back("review", policy.review ? "on" : "off");
  for (const auto& [name, weight] : policy.checklist)
    rules.emplace_back(std::string(kCheckPrefix) + name, fmt::format("{}", weight));
  return rules;
}

}  // namespace garner

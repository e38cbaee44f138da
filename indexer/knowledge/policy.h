// Policy: which role may do what, and whether articles are reviewed before they are published. Kept as rules
// in the store; what no rule says is as here. Plain values and pure functions but for load().
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/knowledge.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

// What a role is asked for. Rules are called by these names ("edit", "publish", ...).
enum class Deed : std::uint8_t {
  kFlag,
  kLink,
  kCreate,
  kEdit,
  kEditCompliance,  // what is under compliance, and taking it out of it
  kValidate,        // to validated, and back
  kArchive,
  kAudience,  // up to partner, and any step back
  kPublish,   // to customer and public
  kGovern,    // to compliance
  kReview,
  kMerge,  // and split
  kCheck,
  kQueue,
};
inline constexpr std::size_t kDeeds = 14;
std::string_view name_of(Deed deed);

struct Policy {
  std::array<EditorRole, kDeeds> lowest;  // role by deed
  bool review = false;                    // publishing needs the steps of a review
  // Of the content checklist: names and weights.
  std::vector<std::pair<std::string, double>> checklist;

  Policy();
  bool allows(EditorRole role, Deed deed) const { return role >= lowest[static_cast<std::size_t>(deed)]; }
  // Errors: kForbidden, with the role that it takes.
  Result<> require(EditorRole role, Deed deed) const;
};

Result<Policy> load_policy(Store& store);
// One rule: a deed and a role ("publish", "admin"); "review", "on" or "off"; "check:<name>" and a weight from
// 0 to 100. Errors: kInvalidInput for anything else.
Result<> set_rule(Policy& policy, std::string_view name, std::string_view value);
// Every rule as it stands.
std::vector<std::pair<std::string, std::string>> rules_of(const Policy& policy);

}  // namespace garner

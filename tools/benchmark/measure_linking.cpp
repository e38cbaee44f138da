// linking: judged pairs, and which of them capture would link or put before an editor.
#include <map>

#include "tools/benchmark/corpus/judged_pairs.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {

Result<> measure_linking(const std::string& folder, Report& report) {
  const auto pairs = read_judged_pairs(folder);
  if (!pairs) return fail(pairs.error());
  const Linking all = link(*pairs);
  const auto add = [&](const std::string& name, std::optional<double> share) {
    if (share) report.add({"linking", name, "share", *share, std::nullopt, true});
  };
  report.add({"linking", "pairs judged", "", static_cast<double>(all.pairs), std::nullopt, true});
  report.add({"linking", "of these the same", "", static_cast<double>(all.same), std::nullopt, true});
  add("linked: precision", all.precision());
  add("linked: recall", all.recall());
  add("linked or queued: precision", all.precision_proposed());
  add("linked or queued: recall", all.recall_proposed());
  std::map<std::string, std::vector<JudgedPair>> by_kind;
  for (const JudgedPair& pair : *pairs) by_kind[pair.kind].push_back(pair);
  for (const auto& [kind, of_kind] : by_kind) {
    const Linking some = link(of_kind);
    const auto count = static_cast<double>(some.pairs);
    report.add({"linking", kind + ": linked", "share", static_cast<double>(some.linked) / count, std::nullopt,
                some.same > 0});
    report.add({"linking", kind + ": linked or queued", "share", static_cast<double>(some.proposed) / count,
                std::nullopt, some.same > 0});
  }
  return {};
}

}  // namespace garner::bench

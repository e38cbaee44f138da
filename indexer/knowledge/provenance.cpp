#include "indexer/knowledge/provenance.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "indexer/knowledge/diff.h"

namespace garner {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (&line != &lines.front()) text += '\n';
    text += line;
  }
  return text;
}

// Where each line of a text begins, by its words.
std::unordered_map<std::string_view, std::uint32_t> lines_of(std::string_view text) {
  std::unordered_map<std::string_view, std::uint32_t> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace(text.substr(begin, end - begin), static_cast<std::uint32_t>(begin));
    begin = end + 1;
  }
  return lines;
}

void carry_field(Analyzer& analyzer, std::string_view field, const std::string& was, const std::string& is,
                 const std::vector<Provenance>& from, std::vector<Provenance>& to) {
  const std::vector<DiffRun> runs = diff_words(analyzer, was, is);
  const auto lines = lines_of(is);
  for (const Provenance& source : from) {
    if (source.field != field || source.end > was.size() || source.begin >= source.end) continue;
    Provenance moved = source;
    // The run that it lies in, if one.
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const DiffRun& each) {
      return each.kind == DiffKind::kSame && each.before_begin <= source.begin &&
             source.end <= each.before_end;
    });
    if (run != runs.end()) {
      moved.begin = source.begin - run->before_begin + run->after_begin;
    } else {
      const auto line = lines.find(std::string_view(was).substr(source.begin, source.end - source.begin));
      if (line == lines.end()) continue;
      moved.begin = line->second;
    }
    moved.end = moved.begin + (source.end - source.begin);
    to.push_back(std::move(moved));
  }
}

}  // namespace

void carry_provenance(Analyzer& analyzer, const Article& before, Article& after) {
  std::vector<Provenance> kept;
  carry_field(analyzer, "title", before.title, after.title, before.provenance, kept);
  carry_field(analyzer, "issue", before.issue, after.issue, before.provenance, kept);
  carry_field(analyzer, "environment", joined(before.environment), joined(after.environment),
              before.provenance, kept);
  carry_field(analyzer, "resolution", before.resolution, after.resolution, before.provenance, kept);
  after.provenance = std::move(kept);
}

}  // namespace garner

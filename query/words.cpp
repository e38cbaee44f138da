#include "query/words.h"

#include <algorithm>

#include "indexer/core/record.h"
#include "indexer/core/schema.h"

namespace garner {

WordChecks::WordChecks(const ParsedQuery& query, Analyzer& analyzer)
    : analyzer_(analyzer),
      required_(query.phrases),
      excluded_(query.excluded),
      excluded_ids_(query.filter.exclude) {}

std::string WordChecks::joined(std::string_view text, std::string_view language) const {
  std::string line = " ";
  for (const Token& token : analyzer_.analyze(text, language)) {
    line += token.term;
    line += ' ';
  }
  return line;
}

bool WordChecks::passes(Xapian::docid id, const Xapian::Database& database) const {
  const std::string record = database.get_document(id, Xapian::DOC_ASSUME_VALID).get_data();
  const auto fields = split_record(record);
  if (!fields || fields->size() < static_cast<std::size_t>(Shown::kCount)) return false;
  const auto shown = [&](Shown field) { return (*fields)[static_cast<std::size_t>(field)]; };

  for (const std::string& excluded : excluded_ids_) {
    if (shown(Shown::kId) == excluded) return false;
    // Sources are a record of channel, URL and conversation id, in turn.
    const auto sources = split_record(shown(Shown::kSources));
    for (std::size_t i = 2; sources && i < sources->size(); i += 3) {
      if ((*sources)[i] == excluded) return false;
    }
  }
  if (required_.empty() && excluded_.empty()) return true;

  const std::string language(shown(Shown::kLanguage));
  const std::string texts[] = {joined(shown(Shown::kTitle), language), joined(shown(Shown::kIssue), language),
                               joined(shown(Shown::kResolution), language)};
  const auto has = [&](const std::string& words) {
    const std::string wanted = joined(words, language);
    if (wanted == " ") return true;  // only punctuation: no condition
    return std::any_of(std::begin(texts), std::end(texts),
                       [&](const std::string& text) { return text.find(wanted) != std::string::npos; });
  };
  return std::all_of(required_.begin(), required_.end(), has) &&
         std::none_of(excluded_.begin(), excluded_.end(), has);
}

}  // namespace garner

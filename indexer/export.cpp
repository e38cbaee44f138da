#include "indexer/export.h"

#include <algorithm>
#include <unordered_set>

#include "indexer/channel/interchange.h"
#include "indexer/channel/team_records.h"

namespace garner {
namespace {

constexpr std::size_t kPageOfArticles = 200;
constexpr std::size_t kPageOfConversations = 50;  // with their messages
constexpr std::size_t kAll = 1'000'000;

}  // namespace

const std::vector<Exporter::Part>& Exporter::parts() {
  static const std::vector<Part> all = {
      {{"channel"}, &Exporter::channels},
      {{"rule"}, &Exporter::rules},
      {{"article", "standing", "revision", "link", "feedback", "flag", "check", "scheduled", "queue"},
       &Exporter::articles},
      {{"conversation", "solution"}, &Exporter::conversations},
      {{"synonym"}, &Exporter::synonyms},
      {{"stopwords"}, &Exporter::stop_words},
      {{"curation"}, &Exporter::curations}};
  return all;
}

const std::vector<std::string_view>& export_types() {
  static const std::vector<std::string_view> types = [] {
    std::vector<std::string_view> names;
    for (const auto& part : Exporter::parts())
      names.insert(names.end(), part.types.begin(), part.types.end());
    return names;
  }();
  return types;
}

Exporter::Exporter(ExportOptions options) : options_(std::move(options)) {}

bool Exporter::wants(std::string_view type) const {
  return options_.types.empty() ||
         std::find(options_.types.begin(), options_.types.end(), type) != options_.types.end();
}

void Exporter::add(std::string& lines, std::string_view type, const std::string& line) {
  lines += line;
  lines += '\n';
  ++counts_[std::string(type)];
}

void Exporter::add(std::string& lines, std::string_view type, const TeamRecord& record) {
  add(lines, type, to_json(record));
}

template <typename Records>
Result<> Exporter::add_all(std::string& lines, std::string_view type,
                           const Result<std::vector<Records>>& records) {
  if (!records) return fail(records.error());
  for (const Records& each : *records) add(lines, type, each);
  return {};
}

Result<std::string> Exporter::next(Store& store) {
  std::string lines;
  while (lines.empty() && part_ < parts().size()) {
    const Part& part = parts()[part_];
    bool more = false;
    if (std::any_of(part.types.begin(), part.types.end(), [this](auto type) { return wants(type); })) {
      const auto stepped = (this->*part.step)(store, lines);
      if (!stepped) return fail(stepped.error());
      more = *stepped;
    }
    if (!more) {
      ++part_;
      after_ = 0;
    }
  }
  return lines;
}

Result<bool> Exporter::articles(Store& store, std::string& lines) {
  auto page = store.articles_after(after_, INT64_MAX, kPageOfArticles);
  if (!page) return fail(page.error());
  std::unordered_set<std::int64_t> recent;  // stored since then
  if (options_.since && !page->empty()) {
    const auto some = store.articles_after(after_, page->back().number, kPageOfArticles, options_.since);
    if (!some) return fail(some.error());
    for (const NumberedArticle& row : *some) recent.insert(row.number);
  }
  for (NumberedArticle& row : *page) {
    after_ = row.number;
    if (options_.shows_article && !options_.shows_article(row.article)) continue;
    if (!options_.provenance) row.article.provenance.clear();
    if (wants("article") && (!options_.since || recent.contains(row.number)))
      add(lines, "article", to_json(row.article));
    if (auto added = with_article(store, row.article, lines); !added) return fail(added.error());
  }
  return page->size() == kPageOfArticles;
}

// All that is kept of an article beside what it says.
Result<> Exporter::with_article(Store& store, const Article& article, std::string& lines) {
  const std::string& id = article.id;
  if (wants("standing") || wants("revision")) {
    auto status = store.article_status(id);
    if (!status) return fail(status.error());
    if (options_.shows_article && !status->merged_into.empty()) {
      const auto successor = store.article(status->merged_into);
      if (!successor || !options_.shows_article(*successor)) status->merged_into.clear();
    }
    if (wants("standing")) add(lines, "standing", StandingRecord{id, *status});
    if (wants("revision") && status->revision > 1) {
      auto older = store.revisions(id, status->revision, kAll);
      if (!older) return fail(older.error());
      std::reverse(older->begin(), older->end());  // the first comes first
      for (Revision& each : *older) {
        if (!options_.provenance) each.article.provenance.clear();
        if (!options_.shows_revision || options_.shows_revision(article, each)) add(lines, "revision", each);
      }
    }
  }
  if (wants("link")) {
    auto links = store.links_of_article(id);
    if (!links) return fail(links.error());
    // Storing an article makes created_from links of its sources; a link of another kind takes the place of
    // such a one (Store::take_over), and where there are both, the other comes after it.
    std::stable_partition(links->begin(), links->end(),
                          [](const Link& link) { return link.kind != "created_from"; });
    for (const Link& link : *links) {
      add(lines, "link",
          LinkRecord{id, link.kind, link.channel, link.conversation_id, link.at, link.by, link.agent});
    }
  }
  Result<> added;
  if (wants("feedback")) added = add_all(lines, "feedback", store.feedback(id, kAll));
  if (added && wants("flag")) added = add_all(lines, "flag", store.flags(id));
  if (added && wants("check")) added = add_all(lines, "check", store.checks(id, kAll));
  if (added && wants("scheduled")) added = add_all(lines, "scheduled", store.scheduled(id));
  if (added && wants("queue")) added = add_all(lines, "queue", store.queue_records(id));
  return added;
}

Result<bool> Exporter::conversations(Store& store, std::string& lines) {
  const auto page = store.conversations_after(after_, kPageOfConversations, options_.since);
  if (!page) return fail(page.error());
  for (const NumberedConversation& row : *page) {
    after_ = row.number;
    const Conversation& conversation = row.stored.conversation;
    if (options_.shows_conversation && !options_.shows_conversation(conversation)) continue;
    if (wants("conversation")) add(lines, "conversation", to_json(conversation));
    if (!wants("solution")) continue;
    const auto solutions = store.solution_records(conversation.channel, conversation.id);
    if (auto added = add_all(lines, "solution", solutions); !added) return fail(added.error());
  }
  return page->size() == kPageOfConversations;
}

Result<bool> Exporter::rules(Store& store, std::string& lines) {
  const auto rules = store.rules();
  if (!rules) return fail(rules.error());
  for (const auto& [name, value] : *rules) add(lines, "rule", RuleRecord{name, value});
  return false;
}

Result<bool> Exporter::synonyms(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const Synonym& synonym : settings->synonyms) add(lines, "synonym", synonym);
  return false;
}

Result<bool> Exporter::stop_words(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const StopWords& list : settings->stop_words) add(lines, "stopwords", list);
  return false;
}

Result<bool> Exporter::curations(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const Curation& curation : settings->curations) add(lines, "curation", curation);
  return false;
}

Result<bool> Exporter::channels(Store& store, std::string& lines) {
  const auto channels = store.channels();
  if (!channels) return fail(channels.error());
  for (const ConfiguredChannel& channel : *channels) add(lines, "channel", channel.settings);
  return false;
}

}  // namespace garner

#include "indexer/export.h"

#include <algorithm>

#include "indexer/channel/interchange.h"
#include "indexer/channel/team_records.h"

namespace garner {
namespace {

constexpr std::size_t kPageOfArticles = 200;
constexpr std::size_t kPageOfConversations = 50;  // with their messages

}  // namespace

const std::vector<Exporter::Part>& Exporter::parts() {
  static const std::vector<Part> all = {
      {"channel", &Exporter::channels},           {"article", &Exporter::articles},
      {"conversation", &Exporter::conversations}, {"link", &Exporter::links},
      {"synonym", &Exporter::synonyms},           {"stopwords", &Exporter::stop_words},
      {"curation", &Exporter::curations}};
  return all;
}

const std::vector<std::string_view>& export_types() {
  static const std::vector<std::string_view> types = [] {
    std::vector<std::string_view> names;
    for (const auto& part : Exporter::parts()) names.push_back(part.type);
    return names;
  }();
  return types;
}

Exporter::Exporter(ExportOptions options) : options_(std::move(options)) {}

bool Exporter::wants(std::string_view type) const {
  return options_.types.empty() ||
         std::find(options_.types.begin(), options_.types.end(), type) != options_.types.end();
}

void Exporter::add(std::string& lines, const std::string& line) {
  lines += line;
  lines += '\n';
  ++counts_[std::string(parts()[part_].type)];
}

Result<std::string> Exporter::next(Store& store) {
  std::string lines;
  while (lines.empty() && part_ < parts().size()) {
    const Part& part = parts()[part_];
    bool more = false;
    if (wants(part.type)) {
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
  auto page = store.articles_after(after_, INT64_MAX, kPageOfArticles, options_.since);
  if (!page) return fail(page.error());
  for (NumberedArticle& row : *page) {
    after_ = row.number;
    if (options_.shows_article && !options_.shows_article(row.article)) continue;
    if (!options_.provenance) row.article.provenance.clear();
    add(lines, to_json(row.article));
  }
  return page->size() == kPageOfArticles;
}

Result<bool> Exporter::conversations(Store& store, std::string& lines) {
  const auto page = store.conversations_after(after_, kPageOfConversations, options_.since);
  if (!page) return fail(page.error());
  for (const NumberedConversation& row : *page) {
    after_ = row.number;
    const Conversation& conversation = row.stored.conversation;
    if (options_.shows_conversation && !options_.shows_conversation(conversation)) continue;
    add(lines, to_json(conversation));
  }
  return page->size() == kPageOfConversations;
}

Result<bool> Exporter::links(Store& store, std::string& lines) {
  const auto page = store.articles_after(after_, INT64_MAX, kPageOfArticles);
  if (!page) return fail(page.error());
  for (const NumberedArticle& row : *page) {
    after_ = row.number;
    if (options_.shows_article && !options_.shows_article(row.article)) continue;
    auto links = store.links_of_article(row.article.id);
    if (!links) return fail(links.error());
    // Storing an article makes created_from links of its sources; a link of another kind takes the place of
    // such a one (Store::put_link), and where there are both, the other comes after it.
    std::stable_partition(links->begin(), links->end(),
                          [](const Link& link) { return link.kind != "created_from"; });
    for (const Link& link : *links) {
      add(lines, to_json(TeamRecord(
                     LinkRecord{link.article_id, link.kind, link.channel, link.conversation_id, link.at})));
    }
  }
  return page->size() == kPageOfArticles;
}

Result<bool> Exporter::synonyms(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const Synonym& synonym : settings->synonyms) add(lines, to_json(TeamRecord(synonym)));
  return false;
}

Result<bool> Exporter::stop_words(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const StopWords& list : settings->stop_words) add(lines, to_json(TeamRecord(list)));
  return false;
}

Result<bool> Exporter::curations(Store& store, std::string& lines) {
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  for (const Curation& curation : settings->curations) add(lines, to_json(TeamRecord(curation)));
  return false;
}

Result<bool> Exporter::channels(Store& store, std::string& lines) {
  const auto channels = store.channels();
  if (!channels) return fail(channels.error());
  for (const ConfiguredChannel& channel : *channels) add(lines, to_json(TeamRecord(channel.settings)));
  return false;
}

}  // namespace garner

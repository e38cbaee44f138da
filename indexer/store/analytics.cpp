// The rows that reports are counted from. Each pass is one statement, so that memory does not grow with the
// window that is asked for.
#include "indexer/core/names.h"
#include "indexer/core/sorted_sets.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

// What was done with an answer, beside the answer. A click's place travels with its time, so that the first
// one is found by a minimum; places beyond 999 are as good as none.
#define GARNER_INTENTS                                                                                   \
  "select query.at, query.mode, query.text, query.words, query.client_id, query.audience, query.shown, " \
  "coalesce(min(case when action_name in ('click', 'view', 'attach', 'insert', 'helpful', 'solved') "    \
  "then event.timestamp end), 0), "                                                                      \
  "coalesce(min(case when action_name = 'click' then event.timestamp * 1000 "                            \
  "+ case when event.ordinal > 999 then 0 else event.ordinal end end), 0), "                             \
  "coalesce(max(action_name in ('attach', 'insert')), 0), "                                              \
  "coalesce(max(action_name in ('dismiss', 'unhelpful')), 0), "                                          \
  "coalesce(max(action_name in ('helpful', 'solved')), 0), "                                             \
  "coalesce(max(case when action_name = 'view' and event.attributes <> '' "                              \
  "then coalesce(cast(json_extract(event.attributes, '$.seconds') as real), 0) >= 10 else 0 end), 0) "   \
  "from query left join event on event.query_id = query.id "                                             \
  "where query.at >= :from_time and query.at < :to_time "                                                \
  "group by query.number "

void each_intent_of(Database& database, const char* sql, Time from, Time to,
                    const std::function<void(const Intent&)>& visit) {
  constexpr Int kPlaces = 1000;
  Intent intent;
  database.each<Int, Text, Text, Text, Text, Text, Text, Int, Int, Int, Int, Int, Int>(
      sql,
      [&](Int at, Text&& mode, Text&& text, Text&& words, Text&& client, const Text& audience,
          const Text& shown, Int taken_at, Int clicked, Int inserted, Int dismissed, Int confirmed,
          Int read) {
        intent.at = at;
        intent.mode = std::move(mode);
        intent.text = std::move(text);
        intent.words = std::move(words);
        intent.client_id = std::move(client);
        intent.audience = parse_audience(audience).value_or(Audience::kTeam);
        intent.shown = split_lines(shown);
        intent.taken_at = taken_at;
        intent.place = clicked % kPlaces;
        intent.inserted = inserted != 0;
        intent.dismissed = dismissed != 0;
        intent.confirmed = confirmed != 0;
        intent.read = read != 0;
        visit(intent);
      },
      from, to);
}

}  // namespace

Result<> Store::each_intent(Time from, Time to, IntentOrder order,
                            const std::function<void(const Intent&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    if (order == IntentOrder::kByClient) {
      each_intent_of(database, GARNER_INTENTS "order by query.client_id, query.at", from, to, visit);
    } else {
      each_intent_of(database,
                     GARNER_INTENTS
                     "order by case when query.words <> '' then query.words else query.text end, "
                     "query.client_id, query.at",
                     from, to, visit);
    }
    return {};
  });
}

Result<std::vector<CaseOpened>> Store::cases_opened(Time from, Time to) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<CaseOpened>> {
    std::vector<CaseOpened> cases;
    database.each<Text, Int>(
        R"(
        select client_id, timestamp
        from event
        where action_name = 'case_opened' and timestamp >= :from_time and timestamp < :to_time
        order by client_id, timestamp)",
        [&](Text&& client, Int at) {
          cases.push_back({std::move(client), at});
        },
        from, to);
    return cases;
  });
}

Result<> Store::each_conversation_fact(Time from, Time to,
                                       const std::function<void(const ConversationFact&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    ConversationFact fact;
    // "Published" is when a revision of the article was first for customers or everybody.
    database.each<Text, Text, Int, Text, Int, Int, Int, Int, Int, Int>(
        R"(
        select talk.channel, talk.locale, talk.opened_at, talk.resolution, talk.closed_at,
          coalesce(min(link.at), 0),
          coalesce(min(case when article.confidence in ('not_validated', 'validated') then link.at end), 0),
          coalesce(min(case when article.confidence in ('not_validated', 'validated')
            and article.audience in ('customer', 'public') then link.at end), 0),
          coalesce(min(case when link.kind = 'created_from' then article.created_at end), 0),
          coalesce(min(case when link.kind = 'created_from' then coalesce(
            (select min(revision.at)
             from revision
             where revision.article_number = article.number and revision.audience in ('customer', 'public')),
            case when article.audience in ('customer', 'public') then article.revised_at end) end), 0)
        from (
          select number, channel, id, locale, coalesce(created_at, stored_at) as opened_at, resolution,
            coalesce(resolved_at, updated_at, created_at, stored_at) as closed_at
          from conversation
          where deleted = 0) as talk
        left join link on link.channel = talk.channel and link.conversation_id = talk.id
        left join article on article.number = link.article_number
        where (talk.opened_at >= :opened_from and talk.opened_at < :opened_to)
          or (talk.closed_at >= :closed_from and talk.closed_at < :closed_to)
        group by talk.number)",
        [&](Text&& channel, Text&& locale, Int opened_at, const Text& resolution, Int closed_at,
            Int captured_at, Int usable_at, Int assimilated_at, Int created_at, Int published_at) {
          fact.channel = std::move(channel);
          fact.locale = std::move(locale);
          fact.opened_at = opened_at;
          fact.resolved = resolution.starts_with("resolved");
          fact.assumed = resolution.starts_with("resolved assumed");
          fact.closed_at = closed_at;
          fact.captured_at = captured_at;
          fact.usable_at = usable_at;
          fact.assimilated_at = assimilated_at;
          fact.created_at = created_at;
          fact.published_at = published_at;
          visit(fact);
        },
        from, to, from, to);
    return {};
  });
}

Result<> Store::each_link_fact(Time from, Time to, const std::function<void(const LinkFact&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    LinkFact fact;
    database.each<Text, Text, Text, Text, Int, Int, Int, Int, Int>(
        R"(
        select link.channel, link.conversation_id, link.kind, article.id, link.at,
          coalesce(conversation.created_at, link.at), coalesce(article.created_at, 0),
          article.confidence in ('wip', 'not_validated') or exists (
            select 1
            from flag
            where flag.article_number = article.number and flag.resolved_at is null),
          link.linked_by not in ('', 'system', 'harvest', 'import')
        from link
        join article on article.number = link.article_number
        left join conversation on conversation.id = link.conversation_id
          and conversation.channel = link.channel
        where link.at >= :from_time and link.at < :to_time
        order by link.channel, link.conversation_id)",
        [&](Text&& channel, Text&& conversation, Text&& kind, Text&& article, Int at, Int case_at,
            Int article_at, Int in_debt, Int by_caller) {
          fact.channel = std::move(channel);
          fact.conversation_id = std::move(conversation);
          fact.kind = std::move(kind);
          fact.article_id = std::move(article);
          fact.at = at;
          fact.case_at = case_at;
          fact.article_at = article_at;
          fact.in_debt = in_debt != 0;
          fact.by_caller = by_caller != 0;
          visit(fact);
        },
        from, to);
    return {};
  });
}

Result<std::vector<std::string>> Store::channels_of_articles(const std::vector<std::string>& ids) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> channels;
    for (const std::string& id : ids) {
      database.each<Text>(
          R"(
        select distinct link.channel
        from link
        join article on article.number = link.article_number
        where article.id = :id)",
          [&](Text&& channel) { channels.push_back(std::move(channel)); }, id);
    }
    sort_unique(channels);
    return channels;
  });
}

}  // namespace garner

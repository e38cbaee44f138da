// What people asked and what they did with the answers: queries, events, and the counts made of both. The
// counts follow as queries and events come, and can be made anew of them by one pass.
#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

constexpr std::size_t kMaxAnswers = 3;  // articles kept of a popular query

void count(Database& database, std::string_view article_id, Int place, Int shown, Int clicked, Int used,
           Int dismissed) {
  database.run(
      R"(
        insert into use_count (article_id, place, shown, clicked, used, dismissed)
        values (:article_id, :place, :shown, :clicked, :used, :dismissed)
        on conflict (article_id, place) do update set shown = use_count.shown + excluded.shown,
          clicked = use_count.clicked + excluded.clicked, used = use_count.used + excluded.used,
          dismissed = use_count.dismissed + excluded.dismissed)",
      article_id, place, shown, clicked, used, dismissed);
}

void count_shown(Database& database, const std::vector<std::string>& shown) {
  for (std::size_t i = 0; i < shown.size(); ++i)
    count(database, shown[i], std::min<Int>(static_cast<Int>(i) + 1, kMaxPlace), 1, 0, 0, 0);
}

// What was done with one article of one answer, counted once however often it was done.
struct Done {
  Int shown = 0, taken = 0, used = 0, dismissed = 0;
};

Done done_with(Database& database, const Event& event) {
  Done done;
  database.each<std::string, Int>(
      R"(
        select action_name, count(*)
        from event
        where query_id = :query_id and object_id = :object_id
        group by action_name)",
      [&](const std::string& action, Int times) {
        const bool used =
            action == "attach" || action == "insert" || action == "helpful" || action == "solved";
        if (action == "impression") done.shown += times;
        if (used) done.used += times;
        if (used || action == "click" || action == "view") done.taken += times;
        if (action == "dismiss" || action == "unhelpful") done.dismissed += times;
      },
      event.query_id, event.object_id);
  return done;
}

// The event is in its table already.
void count_event(Database& database, const Event& event) {
  if (event.object_id.empty()) return;
  const auto query = database.one<std::string>("select shown from query where id = :id", event.query_id);
  Int place = std::clamp<Int>(event.ordinal, 0, kMaxPlace);
  if (place == 0 && query) {
    const auto shown = split_lines(std::get<0>(*query));
    const auto found = std::find(shown.begin(), shown.end(), event.object_id);
    if (found != shown.end()) place = std::min<Int>(found - shown.begin() + 1, kMaxPlace);
  }
  const Done done = done_with(database, event);
  const std::string& action = event.action_name;
  const bool used = action == "attach" || action == "insert" || action == "helpful" || action == "solved";
  const bool taken = used || action == "click" || action == "view";
  const bool dismissed = action == "dismiss" || action == "unhelpful";
  // What an answer that is in the log showed was counted with it. Of another the impressions tell, and
  // whatever was done with an article tells that it was shown.
  const bool first = done.shown + done.taken + done.dismissed == 1;
  count(database, event.object_id, place, static_cast<Int>(!query && first),
        static_cast<Int>(taken && done.taken == 1), static_cast<Int>(used && done.used == 1),
        static_cast<Int>(dismissed && done.dismissed == 1));
}

// Whether it is new: the same event again, as after a lost answer, changes nothing.
bool insert_event(Database& database, const Event& e) {
  return database.run(
             R"(
        insert into event (action_name, query_id, client_id, session_id, user_id, object_id, ordinal,
          timestamp, attributes)
        values (:action_name, :query_id, :client_id, :session_id, :user_id, :object_id, :ordinal,
          :timestamp, :attributes)
        on conflict do nothing)",
             e.action_name, e.query_id, e.client_id, e.session_id, e.user_id, e.object_id, e.ordinal,
             e.timestamp, e.attributes) != 0;
}

template <typename Visit>
void each_event_of(Database& database, Visit&& visit) {
  database.each<Text, Text, Text, Text, Text, Text, Int, Int, Text>(
      R"(
        select action_name, query_id, client_id, session_id, user_id, object_id, ordinal, timestamp, attributes
        from event
        order by number)",
      [&](Text&& action, Text&& query, Text&& client, Text&& session, Text&& user, Text&& object, Int ordinal,
          Int timestamp, Text&& attributes) {
        visit({std::move(action), std::move(query), std::move(client), std::move(session), std::move(user),
               std::move(object), ordinal, timestamp, std::move(attributes)});
      });
}

}  // namespace

Result<> Store::add_events(const std::vector<Event>& events) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    for (const Event& event : events) {
      if (insert_event(database, event)) count_event(database, event);
    }
    return {};
  });
}

Result<> Store::add_queries(const std::vector<LoggedQuery>& queries) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    for (const LoggedQuery& q : queries) {
      const Int added = database.run(
          R"(
        insert into query (id, mode, text, words, locale, audience, client_id, shown, at)
        values (:id, :mode, :text, :words, :locale, :audience, :client_id, :shown, :at)
        on conflict do nothing)",
          q.id, q.mode, q.text, q.words, q.locale, name_of(q.audience), q.client_id, join_lines(q.shown),
          q.at);
      if (added != 0) count_shown(database, q.shown);
    }
    return {};
  });
}

Result<> Store::remove_queries(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    for (const std::string& id : ids) database.run("delete from query where id = :id", id);
    garner::recount_use(database);
    return {};
  });
}

Result<std::string> Store::client_of_query(std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::string> {
    auto row = database.one<Text>("select client_id from query where id = :id", id);
    return row ? std::move(std::get<0>(*row)) : std::string();
  });
}

Result<> Store::each_query(const std::function<void(const LoggedQuery&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    database.each<Text, Text, Text, Text, Text, Text, Text, Text, Int>(
        "select id, mode, text, words, locale, audience, client_id, shown, at from query order by number",
        [&](Text&& id, Text&& mode, Text&& text, Text&& words, Text&& locale, const Text& audience,
            Text&& client, const Text& shown, Int at) {
          visit({std::move(id), std::move(mode), std::move(text), std::move(words), std::move(locale),
                 parse_audience(audience).value_or(Audience::kTeam), std::move(client), split_lines(shown),
                 at});
        });
    return {};
  });
}

Result<> Store::each_event(const std::function<void(const Event&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    each_event_of(database, [&](Event&& event) { visit(event); });
    return {};
  });
}

Result<std::vector<UseCount>> Store::use_counts() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<UseCount>> {
    std::vector<UseCount> counts;
    database.each<Int, Int, Int, Int, Int, Int, Int>(
        R"(
        select article.number, place, shown, clicked, used, dismissed, reuse_count
        from use_count
        join article on article.id = use_count.article_id
        union all
        select number, 0, 0, 0, 0, 0, reuse_count
        from article
        where reuse_count > 0 and not exists (select 1 from use_count where article_id = article.id)
        order by 1, 2)",
        [&](Int number, Int place, Int shown, Int clicked, Int used, Int dismissed, Int linked) {
          counts.push_back({number, place, shown, clicked, used, dismissed, linked});
        });
    return counts;
  });
}

Result<std::vector<PopularQuery>> Store::popular_queries(std::size_t askers, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<PopularQuery>> {
    std::map<Text, PopularQuery> popular;
    // The clients of one query at a time, each with the widest audience that it asked for.
    std::array<std::size_t, 5> clients{};  // by audience
    PopularQuery query;
    const auto finish = [&] {
      std::size_t enough = 0;
      for (std::size_t level = clients.size(); level-- > 0;) {
        enough += clients[level];
        if (enough < askers) continue;
        query.audience = static_cast<Audience>(level);
        query.askers =
            static_cast<std::uint32_t>(std::accumulate(clients.begin(), clients.end(), std::size_t{0}));
        popular.emplace(query.words, std::move(query));
        break;
      }
      query = {};
      clients.fill(0);
    };
    Text last_client;
    database.each<Text, Text, Text, Text>(
        R"(
        select words, client_id, audience, max(text)
        from query
        where words <> ''
        group by words, client_id, audience
        order by words, client_id)",
        [&](Text&& words, Text&& client, const Text& audience, Text&& text) {
          if (words != query.words) {
            finish();
            query.words = std::move(words);
            query.text = std::move(text);
            last_client.clear();
          }
          // One that asked with several keys counts once, as the narrowest of them.
          if (client == last_client) return;
          ++clients[static_cast<std::size_t>(parse_audience(audience).value_or(Audience::kTeam))];
          last_client = std::move(client);
        });
    finish();
    database.each<Text, Int>(
        R"(
        select query.words, article.number
        from query
        join event on event.query_id = query.id
        join article on article.id = event.object_id
        where query.words <> '' and event.action_name
          in ('click', 'view', 'attach', 'insert', 'helpful', 'solved')
        group by query.words, article.number
        order by query.words, count(*) desc, article.number)",
        [&](const Text& words, Int number) {
          const auto found = popular.find(words);
          if (found != popular.end() && found->second.answers.size() < kMaxAnswers)
            found->second.answers.push_back(static_cast<std::uint32_t>(number));
        });
    std::vector<PopularQuery> all;
    for (auto& [words, entry] : popular) {
      if (!entry.answers.empty()) all.push_back(std::move(entry));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.askers > b.askers; });
    if (all.size() > limit) all.resize(limit);
    return all;
  });
}

Result<std::vector<std::string>> Store::used_after(std::string_view article_id, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<std::string>> {
    std::map<Text, Int> times;
    database.each<Text, Int>(
        R"(
        select after.object_id, count(distinct after.client_id)
        from (
          select client_id, timestamp
          from event
          where object_id = :id and action_name in ('click', 'view', 'attach', 'insert', 'helpful', 'solved')
          order by number desc
          limit 500) as mine
        join event as after on after.client_id = mine.client_id and after.timestamp >= mine.timestamp
          and after.timestamp <= mine.timestamp + 86400000
        where after.object_id not in ('', :same)
          and after.action_name in ('click', 'view', 'attach', 'insert', 'helpful', 'solved')
        group by after.object_id)",
        [&](Text&& id, Int people) { times[std::move(id)] += people; }, article_id, article_id);
    database.each<Text, Int>(
        R"(
        select other.id, count(*)
        from article as mine
        join link as my_link on my_link.article_number = mine.number
        join link as its_link on its_link.channel = my_link.channel
          and its_link.conversation_id = my_link.conversation_id and its_link.article_number <> mine.number
        join article as other on other.number = its_link.article_number
        where mine.id = :id
        group by other.id)",
        [&](Text&& id, Int cases) { times[std::move(id)] += cases; }, article_id);
    std::vector<std::pair<Int, Text>> best;
    best.reserve(times.size());
    for (const auto& [id, count_of] : times) best.emplace_back(-count_of, id);
    std::sort(best.begin(), best.end());
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < std::min(limit, best.size()); ++i) ids.push_back(std::move(best[i].second));
    return ids;
  });
}

Result<std::int64_t> Store::last_use() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::int64_t> {
    return std::get<0>(database
                           .one<Int>("select coalesce((select max(number) from query), 0) + coalesce((select "
                                     "max(number) from event), 0)")
                           .value());
  });
}

Result<> Store::recount_use() {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    garner::recount_use(database);
    return {};
  });
}

void recount_use(Database& database) {
  database.run("delete from use_count");
  std::vector<std::vector<std::string>> pages;
  database.each<std::string>("select shown from query order by number",
                             [&](const std::string& shown) { pages.push_back(split_lines(shown)); });
  for (const auto& page : pages) count_shown(database, page);
  // Events come back one by one: what was done before each of them decides whether it counts.
  std::vector<Event> events;
  each_event_of(database, [&](Event&& event) { events.push_back(std::move(event)); });
  database.run("delete from event");
  for (const Event& event : events) {
    if (insert_event(database, event)) count_event(database, event);
  }
}

}  // namespace garner

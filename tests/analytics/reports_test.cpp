// The reports over stores whose numbers can be counted by hand.
#include <cmath>

#include "indexer/analytics/report.h"
#include "indexer/core/clock.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

Time at(const std::string& text) {
  const auto time = parse_rfc3339(text);
  REQUIRE(time);
  return *time;
}

Report report(Store& store, std::string_view name, const std::string& from = "2026-03-01",
              const std::string& to = "2026-03-04", const std::string& channel = {}) {
  for (const ReportKind& kind : report_kinds()) {
    if (kind.name != name) continue;
    const ReportScope scope{value_of(Window::of(from, to, Interval::kDay, 0)), channel, {}};
    Report made = value_of(kind.make(store, scope));
    // Whatever the report: a number for each measure, in each interval.
    CHECK(made.totals.size() == made.measures.size());
    for (const auto& date : made.dates) CHECK(date.size() == made.measures.size());
    for (const auto& row : made.rows) CHECK(row.cells.size() == made.columns.size());
    return made;
  }
  FAIL("no such report");
  return {};
}

Number total(const Report& report, std::string_view measure) {
  for (std::size_t i = 0; i < report.measures.size(); ++i) {
    if (report.measures[i].name == measure) return report.totals.at(i);
  }
  FAIL("no such measure");
  return {};
}

Number on_day(const Report& report, std::string_view measure, std::size_t day) {
  for (std::size_t i = 0; i < report.measures.size(); ++i) {
    if (report.measures[i].name == measure) return report.dates.at(day).at(i);
  }
  FAIL("no such measure");
  return {};
}

// "printer 2 1": the cells of a row, numbers without fraction as such.
std::string line(const ReportRow& row) {
  std::string text;
  for (const ReportCell& cell : row.cells) {
    if (!text.empty()) text += ' ';
    if (const auto* number = std::get_if<double>(&cell)) {
      std::string digits = std::to_string(*number);
      digits.erase(digits.find_last_not_of('0') + 1);
      if (digits.back() == '.') digits.pop_back();
      text += digits;
    } else if (const auto* words = std::get_if<std::string>(&cell)) {
      text += *words;
    } else {
      text += '-';
    }
  }
  return text;
}

LoggedQuery asked(const std::string& id, const std::string& client, const std::string& when,
                  const std::string& text, std::vector<std::string> shown, const std::string& mode = "search",
                  Audience audience = Audience::kPublic) {
  return {id,      mode, text, mode == "search" ? text + " " : "", "en", audience, client, std::move(shown),
          at(when)};
}

Event done(const std::string& action, const std::string& query, const std::string& client,
           const std::string& when, const std::string& object = "a1", std::int64_t place = 0,
           const std::string& attributes = {}) {
  return {action, query, client, "", "", object, place, at(when), attributes};
}

Article article(const std::string& id, Confidence confidence = Confidence::kValidated,
                Audience audience = Audience::kPublic, const std::string& created = "2026-02-01") {
  Article made;
  made.id = id;
  made.title = "Title of " + id;
  made.resolution = "Do this.";
  made.confidence = confidence;
  made.audience = audience;
  made.created_at = at(created);
  return made;
}

void talk(Store& store, const std::string& channel, const std::string& id, const std::string& opened,
          const std::string& solved = {}, const std::string& resolution = "resolved confirmed") {
  StoredConversation stored;
  stored.conversation.channel = channel;
  stored.conversation.id = id;
  stored.conversation.created_at = at(opened);
  stored.conversation.updated_at = at(opened);
  if (!solved.empty()) stored.conversation.resolved_at = at(solved);
  stored.resolution = solved.empty() ? "unresolved" : resolution;
  stored.digest = channel + id;
  succeed(store.put_conversation(stored));
}

// Five searches, a suggestion and a question before posting.
void ask(Store& store) {
  succeed(store.put_article(article("a1")));
  succeed(store.put_article(article("a2")));
  succeed(store.add_queries({
      asked("q1", "ann", "2026-03-01T10:00:00Z", "printer offline", {"a1", "a2"}),
      asked("q2", "bob", "2026-03-01T11:00:00Z", "printer offline", {"a1", "a2"}),
      asked("q3", "cid", "2026-03-02T10:00:00Z", "teleport", {}),
      asked("q4", "cid", "2026-03-02T10:01:00Z", "teleport", {}),
      asked("q5", "dan", "2026-03-02T12:00:00Z", "warp drive", {}, "search", Audience::kTeam),
      asked("q6", "eva", "2026-03-03T10:00:00Z", "My scanner hums", {"a2"}, "ask"),
      asked("q7", "agent", "2026-03-03T11:00:00Z", "customer has no ink", {"a1"}, "suggest",
            Audience::kInternal),
  }));
  succeed(store.add_events({
      done("click", "q1", "ann", "2026-03-01T10:01:00Z", "a2", 2),
      done("helpful", "q1", "ann", "2026-03-01T10:02:00Z", "a2"),
      done("click", "q2", "bob", "2026-03-01T11:45:00Z", "a1", 1),  // too late to count as a click
      done("view", "q6", "eva", "2026-03-03T10:01:00Z", "a2", 0, R"({"seconds":25})"),
      done("case_opened", "q6", "eva", "2026-03-05T10:00:00Z", ""),
      done("insert", "q7", "agent", "2026-03-03T11:01:00Z"),
  }));
}

}  // namespace

TEST_CASE("searches are counted by day, and by their words", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  const Report searches = report(*store, "searches");
  CHECK(total(searches, "searches") == 5);
  CHECK(on_day(searches, "searches", 0) == 2);
  CHECK(on_day(searches, "searches", 3) == 0);  // none, which is not "no data"
  REQUIRE(searches.rows.size() == 3);
  // query searches clients without_results without_click last_at
  CHECK(line(searches.rows[0]) == "teleport 2 1 2 0 2026-03-02");
  CHECK(line(searches.rows[1]) == "printer offline 2 2 0 1 2026-03-01");
  CHECK(searches.rows[2].audience == Audience::kTeam);  // the API shows it to them alone
}

TEST_CASE("searches without a result, and without a click", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  const Report none = report(*store, "no-results");
  CHECK(total(none, "no_result_rate") == 0.6);
  CHECK(on_day(none, "no_result_rate", 0) == 0);
  CHECK_FALSE(on_day(none, "no_result_rate", 2));  // nobody searched that day
  REQUIRE(none.rows.size() == 2);
  CHECK(line(none.rows[0]) == "teleport 2 1 2026-03-02");

  const Report untouched = report(*store, "no-clicks");
  CHECK(total(untouched, "no_click_rate") == 0.5);
  REQUIRE(untouched.rows.size() == 1);
  CHECK(line(untouched.rows[0]) == "printer offline 1 2 2026-03-01");
}

TEST_CASE("clicks, their places and their reciprocal rank", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  const Report clicks = report(*store, "ctr");
  CHECK(total(clicks, "click_through") == 0.2);
  CHECK(total(clicks, "click_mrr") == Approx(0.5 / 5).epsilon(1e-9));
  const Report places = report(*store, "click-positions");
  CHECK(total(places, "mean_position") == 2);
  CHECK(line(places.rows[1]) == "2 1 1");
  CHECK(line(places.rows[10]) == "11+ 0 0");
}

TEST_CASE("suggestions that agents made use of", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  const Report suggestions = report(*store, "suggestions");
  CHECK(total(suggestions, "acceptance") == 1);
  CHECK(total(suggestions, "shown") == 1);
}

TEST_CASE("a visit is deflected by a yes and no case within 72 hours; reading is told apart", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  const Report before = report(*store, "deflection");
  // ann, bob, cid, eva; the team's search and the agent's suggestion are not askers'.
  CHECK(total(before, "visits") == 4);
  CHECK(total(before, "deflection_confirmed") == 0.25);
  CHECK(total(before, "deflection_assumed") ==
        0);  // eva read for 25 seconds, and opened a case two days later
  succeed(store->add_queries({asked("q8", "fay", "2026-03-04T10:00:00Z", "My scanner hums", {"a2"}, "ask")}));
  succeed(
      store->add_events({done("view", "q8", "fay", "2026-03-04T10:01:00Z", "a2", 0, R"({"seconds":10})")}));
  CHECK(total(report(*store, "deflection"), "deflection_assumed") == 0.2);
}

TEST_CASE("half an hour of silence ends a visit", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_queries({asked("q1", "ann", "2026-03-01T10:00:00Z", "one", {}),
                              asked("q2", "ann", "2026-03-01T10:29:00Z", "two", {}),
                              asked("q3", "ann", "2026-03-01T11:00:00Z", "three", {})}));
  CHECK(total(report(*store, "deflection"), "visits") == 2);
}

TEST_CASE("gaps: who found nothing counts once, and less with time", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  ask(*store);
  succeed(store->add_events(
      {done("dismiss", "q7", "agent", "2026-03-03T11:02:00Z", "a1", 0, R"({"reason":"other"})")}));
  const Report gaps = report(*store, "gaps", "2026-02-16", "2026-03-15");
  // q2, q3, q4, q5 and the dismissed suggestion; of eva's question an article was viewed.
  CHECK(total(gaps, "unmet") == 5);
  CHECK(total(gaps, "asked") == 7);
  REQUIRE(gaps.rows.size() == 4);
  CHECK(std::get<std::string>(gaps.rows[0].cells[0]) == "customer has no ink");  // the latest
  const double teleport = std::get<double>(gaps.rows[2].cells[1]);
  CHECK(teleport == Approx(std::exp2(-13.58 / 14)).epsilon(0.01));  // one client, though asked twice
}

TEST_CASE("capture: how far conversations come, and how soon", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  talk(*store, "forum", "c1", "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z");
  talk(*store, "forum", "c2", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", "resolved assumed");
  talk(*store, "forum", "c3", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z");
  talk(*store, "mail", "c4", "2026-03-02T11:00:00Z");
  talk(*store, "mail", "c5", "2026-01-02T11:00:00Z", "2026-01-03T11:00:00Z");  // before the window
  Article public_one = article("a1", Confidence::kValidated, Audience::kPublic, "2026-03-01T14:00:00Z");
  public_one.sources = {{"forum", "", "c1"}};
  succeed(store->put_article(public_one));
  Article draft = article("a2", Confidence::kWip, Audience::kInternal, "2026-03-02T16:00:00Z");
  draft.sources = {{"forum", "", "c2"}};
  succeed(store->put_article(draft));
  // Linked, but not within 14 days.
  value_of(store->add_link({"a1", "resolved", "forum", "c3", at("2026-03-20T10:00:00Z")}));

  const Report capture = report(*store, "capture");
  CHECK(total(capture, "conversations") == 4);
  CHECK(total(capture, "resolved") == 3);
  CHECK(total(capture, "captured") == 3);
  CHECK(total(capture, "usable") == 2);
  CHECK(total(capture, "published") == 2);
  CHECK(total(capture, "resolution_rate") == 0.75);
  CHECK(total(capture, "assumed_share") == Approx(1.0 / 3).epsilon(1e-9));
  CHECK(total(capture, "capture_rate") == Approx(1.0 / 3).epsilon(1e-9));
  CHECK(total(capture, "hours_to_capture") == 2);
  CHECK(total(capture, "hours_to_capture_p90") == 6);
  CHECK(on_day(capture, "conversations", 0) == 2);
  CHECK(on_day(capture, "resolved", 0) == 1);
  CHECK_FALSE(on_day(capture, "capture_rate", 3));
  CHECK(total(report(*store, "capture", "2026-03-01", "2026-03-04", "mail"), "conversations") == 1);
}

TEST_CASE("reuse: what solved further cases, and what of it is in debt", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  talk(*store, "forum", "c1", "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z");
  succeed(store->put_article(article("a1")));
  succeed(store->put_article(article("a2", Confidence::kNotValidated)));
  succeed(store->put_article(article("a3", Confidence::kWip)));
  Article made_for_it = article("a4", Confidence::kValidated, Audience::kPublic, "2026-03-02T09:00:00Z");
  made_for_it.sources = {{"forum", "", "c9"}};
  succeed(store->put_article(made_for_it));
  value_of(store->add_link({"a1", "resolved", "forum", "c1", at("2026-03-01T13:00:00Z")}));
  value_of(store->add_link({"a1", "reference", "crm", "case-7", at("2026-03-02T13:00:00Z")}));
  value_of(store->add_link({"a2", "resolved", "crm", "case-8", at("2026-03-03T13:00:00Z")}));
  const Report reuse = report(*store, "reuse");
  CHECK(total(reuse, "reuse_rate") == Approx(2.0 / 3).epsilon(1e-9));  // of a1, a2 and a4
  CHECK(total(reuse, "links") == 3);
  CHECK(total(reuse, "known_cases") == 3);
  CHECK(total(reuse, "new_cases") == 1);
  CHECK(total(reuse, "freshness_debt") == Approx(1.0 / 3).epsilon(1e-9));
  REQUIRE(reuse.rows.size() == 2);
  CHECK(line(reuse.rows[0]) == "a1 2 2026-03-02");
}

TEST_CASE("channels, and the five numbers", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  talk(*store, "forum", "c1", "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z");
  talk(*store, "forum", "c2", "2026-03-02T09:00:00Z");
  talk(*store, "mail", "c3", "2026-02-01T09:00:00Z");  // before the window: the channel stays in the list
  Article from_forum = article("a1", Confidence::kNotValidated, Audience::kPublic, "2026-03-01T12:00:00Z");
  from_forum.sources = {{"forum", "", "c1"}};
  succeed(store->put_article(from_forum));
  ConfiguredChannel chat;
  chat.settings.name = "chat";
  chat.settings.owner = "Care team";
  succeed(store->put_channel(chat));
  Actor agent;
  agent.id = "k-7";
  store->act_as(agent);
  value_of(store->add_link({"a1", "reference", "mail", "case-1", at("2026-03-02T10:00:00Z")}));
  succeed(store->add_queries({asked("q1", "ann", "2026-03-02T10:00:00Z", "offline", {"a1"})}));

  const Report channels = report(*store, "channels");
  REQUIRE(channels.rows.size() == 3);
  CHECK(line(channels.rows[0]) == "forum 2 1 1 0.5 1 1 0 - 2026-03-02");
  CHECK(line(channels.rows[1]) == "chat 0 0 0 - - 0 0 Care team -");
  // The search box showed a1, which the mail case was linked to as well.
  CHECK(line(channels.rows[2]) == "mail 0 0 0 - - 1 1 - -");

  const Report five = report(*store, "overview");
  CHECK_FALSE(total(five, "untouched"));
  CHECK(total(five, "assimilated") == 1);
  CHECK(total(five, "on_own_site") == Approx(2.0 / 3).epsilon(1e-9));
  CHECK(total(five, "tied_to_cases") == Approx(1.0 / 3).epsilon(1e-9));
  CHECK(total(five, "owned") == Approx(1.0 / 3).epsilon(1e-9));
  CHECK(line(five.rows[1]) == "assimilated 1 0.01");
}

TEST_CASE("how much nobody harvests, of the channels that report how many conversations they have",
          "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const char* id : {"c1", "c2", "c3"}) talk(*store, "forum", id, "2025-03-01T09:00:00Z");
  talk(*store, "mail", "m1", "2026-03-01T09:00:00Z");
  talk(*store, "chat", "d1", "2026-03-01T09:00:00Z");
  talk(*store, "chat", "d2", "2026-03-01T09:00:00Z");
  for (const auto& [name, reported] : {std::pair("forum", 10), {"chat", 1}, {"wiki", 4}, {"mail", 0}}) {
    ConfiguredChannel channel;
    channel.settings.name = name;
    channel.settings.conversations = reported;
    succeed(store->put_channel(channel));
  }
  // 7 of the forum and 4 of the wiki, of 15; the chat has grown since it was asked.
  CHECK(total(report(*store, "overview"), "untouched") == Approx(11.0 / 15).epsilon(1e-9));
}

TEST_CASE("an empty store has reports without data", "[analytics]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const ReportKind& kind : report_kinds()) {
    const Report empty = report(*store, kind.name);
    for (std::size_t i = 0; i < empty.measures.size(); ++i) {
      if (empty.measures[i].unit != "count") CHECK_FALSE(empty.totals[i]);
    }
  }
}

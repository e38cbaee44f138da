// Nobody is shown what they may not see, whichever way they ask: articles, keys and tokens at random, every
// reading endpoint, and one word in each article that gives it away. GARNER_SEED repeats a run.
#include <cstdlib>
#include <random>
#include <set>

#include "api/token.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/proposals.h"
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

constexpr int kArticles = 48;
constexpr int kCallers = 24;

using IdSet = std::set<std::string>;

// What the test knows of an article, and decides on its own who may see it.
struct Known {
  std::string id, marker, conversation, locale, channel, product, tag;
  std::string before;  // a word that it had when it was for others
  std::string entry;   // of the queue
  Audience audience = Audience::kPublic, audience_before = Audience::kPublic;
  Confidence confidence = Confidence::kValidated;
};

// A value of one field that an article must have.
struct Limit {
  std::string field, value;
};

struct Caller {
  std::string secret, described;
  Audience audience = Audience::kPublic;
  std::vector<Limit> limits;
  bool token = false;

  bool staff() const { return audience <= Audience::kInternal; }
  bool sees(const Known& article) const {
    const bool ready = article.confidence != Confidence::kWip && article.confidence != Confidence::kArchived;
    return article.audience >= audience && (ready || staff()) &&
           std::all_of(limits.begin(), limits.end(), [&](const Limit& limit) {
             const std::string& has = limit.field == "lang"      ? article.locale
                                      : limit.field == "channel" ? article.channel
                                      : limit.field == "product" ? article.product
                                      : limit.field == "tag"     ? article.tag
                                                                 : "";
             if (limit.field == "status") return limit.value == name_of(article.confidence);
             if (limit.field == "audience") return limit.value == name_of(article.audience);
             return limit.value == has;
           });
  }
  bool saw(Known article) const {
    article.audience = article.audience_before;
    return sees(article);
  }
  // Conversations are for staff; they have neither status nor audience, so that such a limit hides them.
  bool sees_conversation_of(Known article) const {
    const bool fits = std::none_of(limits.begin(), limits.end(), [](const Limit& limit) {
      return limit.field == "status" || limit.field == "audience";
    });
    article.audience = Audience::kPublic;
    article.confidence = Confidence::kValidated;
    article.locale = "en";  // which is what its words are
    return staff() && fits && sees(article);
  }
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    for (int i = 0; i < kArticles; ++i) {
      Known article;
      // Letters alone: a word like any other, that nothing else begins with.
      article.marker =
          std::string("zeta") + static_cast<char>('a' + i / 26) + static_cast<char>('a' + i % 26);
      article.id = "a-" + article.marker;
      article.conversation = "theta" + article.marker.substr(4);
      article.before = "kappa" + article.marker.substr(4);
      article.audience_before = static_cast<Audience>(number(0, 4));
      article.locale = pick({"en", "de", "fr"});
      article.channel = pick({"forum", "chat", "mail"});
      article.product = pick({"brindle x2", "brindle x4", "mossbox"});
      article.tag = pick({"wifi", "paper", "clock"});
      article.audience = static_cast<Audience>(number(0, 4));
      article.confidence = static_cast<Confidence>(number(0, 3));
      articles.push_back(article);
    }
    // Some of everything, so that a slip has something to show.
    articles[0].audience = Audience::kTeam;
    articles[1].audience = Audience::kPublic;
    articles[0].confidence = articles[1].confidence = Confidence::kValidated;
    articles[2].audience = articles[2].audience_before = Audience::kPublic;
    articles[3].audience = articles[3].audience_before = Audience::kTeam;
    articles[2].confidence = articles[3].confidence = Confidence::kArchived;
  }

  // As it is, or as it was before an edit.
  std::string lines(bool before) const {
    std::string lines;
    for (const Known& article : articles) {
      const std::string& word = article.marker;
      const Json json = {{"type", "article"},
                         {"id", article.id},
                         {"title", "Printer offline " + word + (before ? " " + article.before : "")},
                         {"issue", "The printer shows offline after the update, " + word + "."},
                         {"environment", {"Firmware of " + word}},
                         {"resolution", "Restart the printer and say " + word + "."},
                         {"cause", "The update of " + word},
                         {"asked_as", {"my printer is offline " + word}},
                         {"locale", article.locale},
                         {"tags", {article.tag, "tag-" + word}},
                         {"products", {article.product}},
                         {"confidence", name_of(article.confidence)},
                         {"audience", name_of(before ? article.audience_before : article.audience)},
                         {"sources",
                          {{{"channel", article.channel},
                            {"url", "https://forum.example/" + word},
                            {"conversation_id", "c-" + word}}}}};
      lines += dump(json) + "\n";
      if (before) continue;
      const std::string& said = article.conversation;
      lines +=
          dump({{"id", said},
                {"channel", article.channel},
                {"title", "Question of " + said},
                {"product", article.product},
                {"tags", {article.tag}},
                {"locale", article.locale},
                {"messages", {{{"id", "m1"}, {"author", "ann"}, {"body", "I cannot print, " + said}}}}}) +
          "\n";
    }
    return lines;
  }

  Limit limit() {
    const std::string field = pick({"lang", "channel", "product", "tag", "status", "audience"});
    const Known& like = articles[static_cast<std::size_t>(number(0, kArticles - 1))];
    return {field, field == "lang"      ? like.locale
                   : field == "channel" ? like.channel
                   : field == "product" ? like.product
                   : field == "tag"     ? like.tag
                   : field == "status"  ? std::string(name_of(like.confidence))
                                        : std::string(name_of(like.audience))};
  }

  // A key, or a token of one, with all scopes that read.
  Caller caller(RunningApp& running) {
    Caller made;
    made.audience = static_cast<Audience>(number(0, 4));
    ApiKey key;
    std::string filter;
    if (number(0, 1) == 1) filter = add_limit(made);
    made.secret = running.add_key({"search", "suggest", "read", "write", "events", "export"}, made.audience,
                                  [&](ApiKey& each) {
                                    each.role = EditorRole::kPublisher;
                                    each.filter = filter;
                                    key = each;
                                  });
    made.described = std::string(name_of(made.audience)) + " " + filter;
    if (number(0, 1) == 0) return made;
    made.token = true;
    TokenRules rules;
    if (number(0, 1) == 1) rules.audience = static_cast<Audience>(number(0, 4));
    if (number(0, 1) == 1) rules.filter = add_limit(made);
    made.audience = std::max(made.audience, rules.audience.value_or(made.audience));
    made.secret = make_token(key, rules, now() + 600'000);
    made.described += " token " + std::string(name_of(made.audience)) + " " + rules.filter;
    return made;
  }

  std::vector<Known> articles;

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::string pick(const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(number(0, static_cast<int>(from.size()) - 1))];
  }
  std::string add_limit(Caller& caller) {
    caller.limits.push_back(limit());
    const Limit& added = caller.limits.back();
    return added.field + ":\"" + added.value + "\"";
  }

  std::mt19937 random_;
};

unsigned seed_of_this_run() {
  const char* const given = std::getenv("GARNER_SEED");
  return given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::stoul(given));
}

// Editors have done with each article all there is to do.
void work_on_everything(const RunningApp& running, World& world) {
  const auto done = running.app->service().write([&](Store& store) -> Result<> {
    const auto ok = [](const auto& result) { REQUIRE(result); };
    Time at = now();
    for (Known& article : world.articles) {
      const std::string& word = article.marker;
      ok(store.add_link({article.id, "reference", "desk", "case-" + word, ++at}));
      ok(store.add_flag({"f-" + word, article.id, "other", "It says " + word, "k-1", ++at}));
      ok(store.add_check({"c-" + word, article.id, "k-1", ++at, {{"unique", true}}, 1, 1}));
      ok(store.put_feedback(
          {article.id, "client-" + word, false, "other", "I do not like " + word, "", ++at}));
      ok(store.add_scheduled({"s-" + word, article.id, "archived", word, at + 9'000'000'000}));
      ok(store.add_to_queue(
          {article.channel, article.conversation, article.id, 0.5, "same_as", ++at, "", "about " + word}));
      const auto entries = store.queue({.article_id = article.id});
      ok(entries);
      article.entry = entries->front().id;
      // What was made of the conversation, and another one that took the archived ones up.
      auto conversation = store.conversation(article.channel, article.conversation);
      ok(conversation);
      conversation->article_id = article.id;
      conversation->outcome = "captured";
      ok(store.put_conversation(*conversation));
      if (article.confidence != Confidence::kArchived) continue;
      const std::string& other = world.articles[&article == &world.articles[2] ? 0 : 1].id;
      ok(store.set_merged_into(article.id, other));
      ok(store.add_audit({.action = "merged",
                          .article_id = article.id,
                          .subject = other,
                          .changes = {{"merged_into", "", other}}}));
    }
    return {};
  });
  REQUIRE(done);
}

// People asked for each article by its word and took it: completions are made of that.
void use(const RunningApp& running, const World& world) {
  auto client = running.client(running.staff);
  for (const Known& article : world.articles) {
    Json events = Json::array();
    for (int person = 0; person < 5; ++person) {
      const std::string name = "client-" + std::to_string(person);
      const Json answer = body_of(client.Post(
          "/v1/search", dump({{"q", "printer " + article.marker}, {"client_id", name}}), "application/json"));
      events.push_back({{"action_name", "click"},
                        {"timestamp", to_rfc3339(now())},
                        {"query_id", answer["query_id"]},
                        {"client_id", name},
                        {"object_id", article.id},
                        {"position", {{"ordinal", 1}}}});
    }
    REQUIRE(client.Post("/v1/events", dump({{"events", events}}), "application/json")->status == 202);
  }
}

class Prober {
 public:
  Prober(const RunningApp& running, const World& world, const Caller& caller)
      : client_(running.client(caller.secret)), world_(world), caller_(caller) {
    client_.set_decompress(true);
    for (const Known& article : world.articles) {
      const bool sees = caller.sees(article);
      (sees ? seen_ : hidden_).push_back(article);
      if (!sees) secrets_.push_back(article.marker);
      if (!sees || !caller.saw(article)) secrets_.push_back(article.before);
    }
  }

  void probe() {
    lists();
    by_word();
    one_by_one();
    work_on_articles();
    work_on_all();
    exports();
  }

 private:
  // The response names nothing that is hidden; `asked`: a word of ours that it may repeat.
  void is_clean(const std::string& what, const std::string& text, const std::string& asked = {}) {
    for (const std::string& secret : secrets_) {
      if (secret == asked || text.find(secret) == std::string::npos) continue;
      FAIL_CHECK(caller_.described + ": " + what + " tells of " + secret + ": " + text.substr(0, 2000));
      return;
    }
  }
  std::string get(const std::string& target, int status = 200, const std::string& asked = {}) {
    const auto result = client_.Get(target.c_str());
    return checked(result, target, status, asked);
  }
  std::string post(const std::string& target, const Json& body, const std::string& asked = {}) {
    const auto result = client_.Post(target.c_str(), dump(body), "application/json");
    return checked(result, target, 200, asked);
  }
  std::string checked(const httplib::Result& result, const std::string& target, int status,
                      const std::string& asked) {
    REQUIRE(result);
    CAPTURE(caller_.described, target, result->body.substr(0, 500));
    CHECK(result->status == status);
    is_clean(target, result->body, asked);
    for (const auto& [name, value] : result->headers) {
      if (name != "Location") is_clean(target + " " + name, value, asked);
    }
    return result->body;
  }

  std::size_t visible_now() const {  // archived ones are found by staff who ask for them alone
    return static_cast<std::size_t>(std::count_if(seen_.begin(), seen_.end(), [](const Known& article) {
      return article.confidence != Confidence::kArchived;
    }));
  }

  void lists() {
    const std::string facets =
        "tag,product,channel,lang,status" + std::string(caller_.staff() ? ",audience" : "");
    const Json answer = Json::parse(get("/v1/search?q=printer&per_page=50&facets=" + facets));
    CHECK(answer["out_of"] == visible_now());
    std::size_t counted = 0;
    for (const Json& value : answer["facet_counts"]["lang"]) counted += value["count"].get<std::size_t>();
    CHECK(counted <= visible_now());  // another language has another stem of the word
    for (const char* filter : {"tag:wifi", "lang:de", "channel:forum", "product:mossbox", "status:wip",
                               "status:archived", "audience:team", "audience:public"}) {
      get(std::string("/v1/search?q=&per_page=50&sort=newest&facets=" + facets + "&filter=") + filter);
      get(std::string("/v1/search?per_page=50&q=printer+") + filter);
    }
    post("/v1/multi-search", {{"searches", {{{"q", "offline"}}, {{"filter", "tag:clock"}}}}});
    for (const char* prefix : {"z", "zeta", "printer", "printer+z", "printer+zeta", "o"})
      get(std::string("/v1/typeahead?limit=20&q=") + prefix);
    for (const char* mode : {"agent", "ask"}) {
      const Json suggested =
          Json::parse(post("/v1/suggest?limit=50", {{"body", "My printer shows offline"}, {"mode", mode}}));
      CHECK(suggested["documents"].size() <= visible_now());
    }
    IdSet listed, expected;
    const Json conversations = Json::parse(get("/v1/conversations?limit=100"));
    for (const Json& each : conversations["data"]) listed.insert(each["id"].get<std::string>());
    for (const Known& article : world_.articles) {
      if (caller_.sees_conversation_of(article)) expected.insert(article.conversation);
    }
    CHECK(listed == expected);
  }

  // Asked for by the very word that nobody else's article has, typed right and typed wrong.
  void by_word() {
    for (const Known& article : hidden_) {
      const std::string& word = article.marker;
      const Json answer = Json::parse(get("/v1/search?q=" + word, 200, word));
      CHECK(dump(answer["hits"]).find(word) == std::string::npos);  // of its neighbours there may be some
      const bool corrected = answer["corrected_q"].is_string();
      if (corrected) CHECK(answer["corrected_q"].get<std::string>().find(word) == std::string::npos);
      const std::string typo = "zeeta" + word.substr(4);
      is_clean("a mistyped " + word, get("/v1/search?q=" + typo));
      is_clean("a completion of " + word, get("/v1/typeahead?q=" + word));
      const Json suggested = Json::parse(post("/v1/suggest", {{"body", "It says " + word}}, word));
      for (const Json& document : suggested["documents"])
        CHECK(document["id"].get<std::string>() != article.id);
    }
  }

  // A problem but for what tells one request from the next.
  std::string problem_in(const httplib::Result& result, const std::string& target, int status,
                         const std::string& word) {
    Json body = Json::parse(checked(result, target, status, word));
    body.erase("instance");
    body.erase("request_id");
    return dump(body);
  }
  std::string problem(const std::string& target, const httplib::Headers& headers, const std::string& word) {
    return problem_in(client_.Get(target.c_str(), headers), target, 404, word);
  }

  // All that stands with an article, read and written.
  void work_on_articles() {
    for (const Known& article : world_.articles) {
      const bool sees = caller_.staff() && caller_.sees(article);
      const std::string at = "/v1/articles/" + article.id, none = "/v1/articles/none";
      for (const char* tail :
           {"/revisions", "/revisions/1", "/diff", "/diff?from=1&to=2", "/flags", "/checks"}) {
        const bool old = std::string(tail).find("1") != std::string::npos || std::string(tail) == "/diff";
        if (sees && (!old || caller_.saw(article))) {
          get(at + tail);
        } else if (!sees) {
          CHECK(problem(at + tail, {}, article.marker) == problem(none + tail, {}, {}));
        } else {
          problem(at + tail, {}, article.marker);
        }
      }
      if (!caller_.staff()) continue;
      for (const std::string& of :
           {"article_id=" + article.id, "channel=desk&case_ref=case-" + article.marker})
        CHECK(Json::parse(get("/v1/links?" + of, 200, article.marker))["data"].empty() != sees);
      if (caller_.token) continue;
      const Json rows = Json::parse(get("/v1/audit?limit=100&article_id=" + article.id, 200, article.marker));
      CHECK(rows["data"].empty() != sees);
      const Json waiting = Json::parse(get("/v1/queue?article_id=" + article.id, 200, article.marker));
      CHECK(waiting["data"].empty() != sees);
      if (sees) {
        get("/v1/queue/" + article.entry);
      } else {
        CHECK(problem("/v1/queue/" + article.entry, {}, {}) == problem("/v1/queue/none", {}, {}));
        deeds_on(article);
      }
    }
  }

  // What is done to what is hidden fails as if it were not.
  void deeds_on(const Known& article) {
    const auto both = [&](const std::string& path, const std::string& tail, const std::string& word,
                          const Json& body) {
      const auto send = [&](const std::string& id, const std::string& asked) {
        const auto result =
            client_.Post((path + id + tail).c_str(), {{"If-Match", "*"}}, dump(body), "application/json");
        return problem_in(result, path + id + tail, 404, asked);
      };
      CHECK(send(word, article.marker) == send("none", {}));
    };
    both("/v1/articles/", "/transitions", article.id, {{"to", "archived"}});
    both("/v1/articles/", "/flags", article.id, {{"reason", "other"}});
    both("/v1/articles/", "/checks", article.id, {{"answers", {{"unique", true}}}});
    both("/v1/articles/", "/feedback", article.id, {{"client_id", "c"}, {"helpful", true}});
    both("/v1/articles/", "/merge", article.id, {{"into", "a-none"}});
    both("/v1/articles/", "/revisions/1/restore", article.id, Json::object());
    both("/v1/queue/", "/claim", article.entry, Json::object());
    both("/v1/queue/", "/decision", article.entry, {{"decision", "reject"}});
  }

  template <typename Take>
  void each_page(const std::string& target, Take&& take) {
    for (std::string after;;) {
      const Json page = Json::parse(get(target + after));
      for (const Json& each : page["data"]) take(each);
      CHECK(page["has_more"] == !page["next_cursor"].is_null());
      if (page["next_cursor"].is_null()) return;
      after = "&after=" + page["next_cursor"].get<std::string>();
    }
  }

  void work_on_all() {
    IdSet all, listed;
    for (const Known& article : seen_) all.insert(article.id);
    each_page("/v1/articles?limit=7",
              [&](const Json& each) { listed.insert(each["id"].get<std::string>()); });
    CHECK(listed == all);
    for (const char* confidence : {"wip", "not_validated", "validated", "archived"})
      get(std::string("/v1/articles?limit=100&confidence=") + confidence);
    if (!caller_.staff()) {
      for (const char* target : {"/v1/links?article_id=a-none"}) get(target, 404);
      if (!caller_.token)
        for (const char* target : {"/v1/queue", "/v1/audit"}) get(target, 404);
      return;
    }
    for (const char* report : {"overview", "searches", "no-results", "no-clicks", "ctr", "click-positions",
                               "suggestions", "deflection", "reuse", "gaps", "channels", "capture"})
      get(std::string("/v1/analytics/") + report + "?limit=1000");
    if (caller_.token) {  // for reading alone
      for (const char* target : {"/v1/queue", "/v1/audit"}) get(target, 403);
      return;
    }
    IdSet waiting;
    each_page("/v1/queue?limit=9",
              [&](const Json& each) { waiting.insert(each["article"]["id"].get<std::string>()); });
    CHECK(waiting == all);
    each_page("/v1/audit?limit=100", [](const Json&) {});
    each_page("/v1/audit?limit=100&action=merged", [](const Json&) {});
    const Json draft = {{"title", "Printer offline"},
                        {"issue", "The printer shows offline after the update."},
                        {"resolution", "Restart the printer."}};
    post("/v1/articles/similar", draft);
    for (const Known& article : world_.articles) {
      const auto result = client_.Post(
          ("/v1/conversations/" + article.channel + ":" + article.conversation + "/promote").c_str(),
          dump({{"dry_run", true}}), "application/json");
      REQUIRE(result);
      is_clean("promote", result->body);
    }
  }

  // What is hidden is as if it were not: the same status, the same words.
  void one_by_one() {
    for (const Known& article : hidden_) {
      const std::string& word = article.marker;
      for (const char* tail : {"?merged=show", "/related"}) {
        CHECK(problem("/v1/articles/" + article.id + tail, {}, word) ==
              problem(std::string("/v1/articles/none") + tail, {}, {}));
      }
      CHECK(problem("/v1/articles/" + article.id + "?merged=show", {{"If-None-Match", "*"}}, word) ==
            problem("/v1/articles/none", {{"If-None-Match", "*"}}, {}));
    }
    for (const Known& article : seen_) {
      get("/v1/articles/" + article.id + "?merged=show");
      get("/v1/articles/" + article.id + "/related?limit=20");
    }
    for (const Known& article : world_.articles) {
      const std::string target = "/v1/conversations/" + article.conversation;
      if (caller_.sees_conversation_of(article)) {
        get(target);
      } else {
        CHECK(problem(target, {}, {}) == problem("/v1/conversations/none", {}, {}));
      }
    }
  }

  void exports() {
    if (caller_.token) {  // for reading one by one
      get("/v1/export", 403);
      return;
    }
    IdSet found;
    const std::string lines = get("/v1/export?types=article");
    for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1) {
      const Json line = Json::parse(lines.substr(begin, lines.find('\n', begin) - begin));
      found.insert(line["id"].get<std::string>());
    }
    IdSet expected;
    for (const Known& article : seen_) expected.insert(article.id);
    CHECK(found == expected);
    const std::string all = get("/v1/export");
    for (const Known& article : world_.articles)
      CHECK((all.find(R"("type":"conversation","id":")" + article.conversation) != std::string::npos) ==
            caller_.sees_conversation_of(article));
  }

  httplib::Client client_;
  const World& world_;
  const Caller& caller_;
  std::vector<Known> seen_, hidden_;
  std::vector<std::string> secrets_;  // words that no answer may have
};

}  // namespace

TEST_CASE("no endpoint ever shows what a key may not see", "[visibility]") {
  const unsigned seed = seed_of_this_run();
  WARN("GARNER_SEED=" << seed);
  RunningApp running;
  World world(seed);
  ingest(running, world.lines(true));
  ingest(running, world.lines(false));
  use(running, world);
  work_on_everything(running, world);
  auto staff = running.client(running.staff);
  const auto completes = [&] {
    const Json completed =
        body_of(staff.Get(("/v1/typeahead?q=printer+" + world.articles[1].marker).c_str()));
    return !completed["completions"].empty() && completed["completions"][0]["kind"] == "query";
  };
  while (!completes()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  // The queue has its ranks before it is paged through; else the server's sweep moves entries between pages.
  REQUIRE(running.app->service().write([](Store& store) -> Result<> {
    const auto last = propose_some(store, 0, 1000, now());
    return last ? Result<>{} : fail(last.error());
  }));
  for (int i = 0; i < kCallers; ++i) {
    const Caller caller = world.caller(running);
    Prober(running, world, caller).probe();
  }
}

// Revisions and the audit: what was stays, who did what is told, and nobody rewrites it unseen.
#include "indexer/store/database.h"
#include "tests/store/old_store.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

using Texts = std::vector<std::string>;

Article article_of(const std::string& id, const std::string& title) {
  Article article;
  article.id = id;
  article.title = title;
  article.environment = {"Brindle X2", "tab\there"};
  article.resolution = "Hold the power button.\nThen add it again.";
  article.provenance = {{"resolution", 0, 22, "community", "c-1", "m2", 5, 27}};
  return article;
}

// The audit as a person reads it, oldest first.
Texts audit_of(Store& store, const AuditFilter& filter = {.limit = 100}) {
  Texts lines;
  for (const AuditEntry& entry : value_of(store.audit(filter)).entries) {
    std::string line = entry.actor + " " + entry.action + " " + entry.article_id;
    for (const AuditChange& change : entry.changes) {
      if (change.field == "digest") continue;
      line += " " + change.field + (change.to.empty() ? "" : "=" + change.to);
    }
    lines.insert(lines.begin(), line + (entry.note.empty() ? "" : " (" + entry.note + ")"));
  }
  return lines;
}

void run_sql(const TempStore& temp, const char* sql) {
  Database(temp.path(), false, 50).session() << sql;
}

}  // namespace

TEST_CASE("every change of an article is a revision and a row of the audit", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  store->act_as({"harvest", "", false, ""});
  Article article = article_of("a", "Offline");
  succeed(store->put_article(article));
  store->act_as({"k-ann", "clearer", true, ""});
  article.title = "Brindle X2 is offline";
  article.tags = {"offline"};
  article.provenance.clear();
  succeed(store->put_article(article));
  store->act_as({"k-bob", "", true, ""});
  article.confidence = Confidence::kValidated;
  succeed(store->put_article(article));
  ++article.reuse_count;  // use is no change of what it says
  succeed(store->put_article(article));
  succeed(store->put_article(article));

  CHECK(audit_of(*store) ==
        Texts{"harvest created a confidence=not_validated audience=internal governance=experience",
              "k-ann edited a title tags (clearer)", "k-bob transitioned a confidence=validated"});
  const auto status = value_of(store->article_status("a"));
  CHECK(status.revision == 3);
  CHECK(status.revised_by == "k-bob");
  CHECK(status.edited);
  const auto revisions = value_of(store->revisions("a", 0, 10));
  REQUIRE(revisions.size() == 3);
  CHECK(revisions[2].article.title == "Offline");
  CHECK(revisions[2].by == "harvest");
  CHECK(revisions[2].article.environment == article.environment);
  REQUIRE(revisions[2].article.provenance.size() == 1);
  CHECK(revisions[2].article.provenance[0].message_id == "m2");
  CHECK(revisions[2].article.provenance[0].end == 22);
  CHECK(revisions[1].article.provenance.empty());
  CHECK(revisions[2].article.resolution == article.resolution);
  CHECK(revisions[1].article.confidence == Confidence::kNotValidated);
  CHECK(revisions[1].article.tags == Texts{"offline"});
  CHECK(value_of(store->revisions("a", 3, 1))[0].revision == 2);
  CHECK(value_of(store->revision("a", 1)).article.title == "Offline");
  CHECK(store->revision("a", 4).error().code == ErrorCode::kNotFound);
  CHECK(store->revision("b", 1).error().code == ErrorCode::kNotFound);

  succeed(store->delete_article("a"));
  CHECK(audit_of(*store).back() == "k-bob deleted a");
  CHECK(value_of(store->verify_audit()) == 4);
}

TEST_CASE("revisions of a store that kept none of their provenance are read, and new ones have theirs",
          "[store]") {
  const TempStore temp;
  make_old_store(temp, 11, "a");
  run_sql(temp, "insert into revision values (1, 1, 5, 'harvest', 'wip', 'team', 'experience', '')");
  run_sql(temp, "update article set revision = 2, provenance = 'title\t0\t4\tch\tc\tm1\t0\t4\n'");
  const auto store = temp.open();
  auto article = value_of(store->article("a"));
  REQUIRE(article.provenance.size() == 1);
  article.title = "New";
  article.provenance.clear();
  succeed(store->put_article(article));
  CHECK(value_of(store->revision("a", 1)).article.provenance.empty());
  CHECK(value_of(store->revision("a", 2)).article.provenance[0].conversation_id == "c");
  std::vector<std::string> said;
  succeed(store->each_old_sentence(
      [&](const std::string& id, const Provenance& from) { said.push_back(id + " " + from.field); }));
  CHECK(said == Texts{"a title"});
}

TEST_CASE("the audit is filtered and read page by page, newest first", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (int i = 0; i < 5; ++i) {
    store->act_as({i % 2 == 0 ? "k-even" : "k-odd", "", true, ""});
    succeed(store->put_article(article_of("a-" + std::to_string(i), "Title")));
  }
  value_of(store->add_link({"a-1", "resolved", "crm", "case-1", 1}));
  CHECK(audit_of(*store, {.actor = "k-odd", .limit = 10}).size() == 2);
  CHECK(audit_of(*store, {.article_id = "a-1", .limit = 10}).size() == 2);
  CHECK(audit_of(*store, {.stream = AuditStream::kUse, .limit = 10}) ==
        Texts{"k-even linked a-1 kind=resolved channel=crm"});
  AuditFilter filter{.limit = 4};
  const auto first = value_of(store->audit(filter));
  REQUIRE(first.entries.size() == 4);
  CHECK(first.entries[0].number == 6);
  filter.before = first.next;
  const auto second = value_of(store->audit(filter));
  REQUIRE(second.entries.size() == 2);
  CHECK(second.entries[1].number == 1);
  CHECK(second.next == 0);
}

TEST_CASE("the database refuses to change the audit, and verify finds what was changed without it",
          "[store]") {
  const char* const tampering =
      GENERATE("drop trigger audit_is_not_changed; update audit set actor = 'nobody' where number = 2",
               "drop trigger audit_is_not_changed; update audit set at = 0 where number = 2",
               "drop trigger audit_is_not_shortened; delete from audit where number = 2",
               "drop trigger audit_is_not_changed; update audit set hash = 'x' where number = 2");
  const TempStore temp;
  {
    const auto store = temp.open();
    for (const char* id : {"a", "b", "c"}) succeed(store->put_article(article_of(id, "Title")));
    CHECK(value_of(store->verify_audit()) == 3);
  }
  CHECK_THROWS(run_sql(temp, "update audit set actor = 'nobody'"));
  CHECK_THROWS(run_sql(temp, "delete from audit"));
  CAPTURE(tampering);
  const std::string both = tampering;
  run_sql(temp, both.substr(0, both.find(';')).c_str());
  run_sql(temp, both.substr(both.find(';') + 2).c_str());
  const auto verified = temp.open()->verify_audit();
  REQUIRE_FALSE(verified);
  CHECK_THAT(verified.error().message, Catch::Contains("row 2 "));
}

TEST_CASE("rows cut off at the end are missed", "[store]") {
  const TempStore temp;
  for (const char* id : {"a", "b"}) succeed(temp.open()->put_article(article_of(id, "Title")));
  run_sql(temp, "drop trigger audit_is_not_shortened");
  run_sql(temp, "delete from audit where number = 2");
  CHECK_FALSE(temp.open()->verify_audit());
}

TEST_CASE("a note is forgotten and the chain holds; one that was rewritten is found", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  store->act_as({"k-1", "Ann asked for it", true, ""});
  succeed(store->put_article(article_of("a", "Title")));
  succeed(store->put_article(article_of("b", "Title")));
  run_sql(temp, "update audit_note set text = 'Bob asked for it' where number = 2");
  CHECK_FALSE(store->verify_audit());
  succeed(store->forget_audit_note(2));
  CHECK(value_of(store->verify_audit()) == 2);
  CHECK(value_of(store->audit({.limit = 1})).entries[0].note.empty());
}

TEST_CASE("a store from before the audit takes revisions from where it is", "[store]") {
  const TempStore temp;
  make_old_store(temp, 5, "a");
  run_sql(temp, "insert into link values ('ch', 'c', 1, 'resolved', 3)");
  run_sql(temp, "insert into queue values ('ch', 'c', 1, 0.5, 'same_as', 4)");
  const auto store = temp.open();
  auto article = value_of(store->article("a"));
  article.title = "New";
  succeed(store->put_article(article));
  CHECK(value_of(store->revision("a", 1)).article.title == "Kept");
  CHECK(value_of(store->links_of_article("a"))[0].id.starts_with("l-"));
  CHECK(value_of(store->queue({}))[0].at == 4);
  CHECK(value_of(store->verify_audit()) == 1);
}

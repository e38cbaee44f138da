#include "tests/store/temp_store.h"

using namespace garner;

namespace {

ApiKey key_of(const std::string& id) {
  ApiKey key;
  key.id = id;
  key.secret_hash = "hash of " + id;
  key.created_at = 100;
  return key;
}

QuarantineEntry entry_of(const std::string& file, const std::string& position, const std::string& raw) {
  QuarantineEntry entry;
  entry.file = file;
  entry.position = position;
  entry.raw = raw;
  return entry;
}

}  // namespace

TEST_CASE("quarantined input comes back byte by byte", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  const std::vector<std::string> raws = {"{\"id\":",
                                         "",
                                         std::string("a\0b\0", 4),
                                         "\\0 \\\\ \\",
                                         "\xff\xfe\x80 not UTF-8",
                                         std::string(64 * 1024, 'x')};
  int line = 0;
  for (const std::string& raw : raws) {
    QuarantineEntry entry = entry_of("f.ndjson", "line " + std::to_string(++line), raw);
    entry.reason = "not JSON";
    entry.format = "ndjson";
    entry.channel = "ch";
    entry.at = 42;
    succeed(store->add_to_quarantine(entry));
  }
  const auto entries = value_of(store->quarantine(100));
  REQUIRE(entries.size() == raws.size());
  for (std::size_t i = 0; i < raws.size(); ++i) {
    CHECK(entries[i].raw == raws[i]);
    CHECK(entries[i].position == "line " + std::to_string(i + 1));
  }
  CHECK(entries[0].file == "f.ndjson");
  CHECK(entries[0].reason == "not JSON");
  CHECK(entries[0].format == "ndjson");
  CHECK(entries[0].channel == "ch");
  CHECK(entries[0].at == 42);
  CHECK(entries[0].id < entries[1].id);
}

TEST_CASE("the same input is quarantined once", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  const struct {
    const char *file, *position, *raw;
    std::size_t entries;
  } rows[] = {{"f", "1", "x", 1}, {"f", "1", "x", 1}, {"f", "2", "x", 2}, {"g", "1", "x", 3},
              {"f", "1", "y", 4}, {"f1", "", "x", 5}, {"f", "1x", "", 6}, {"g", "1", "x", 6}};
  for (const auto& row : rows) {
    succeed(store->add_to_quarantine(entry_of(row.file, row.position, row.raw)));
    REQUIRE(value_of(store->quarantine(100)).size() == row.entries);
  }
  REQUIRE(value_of(store->stats()).quarantined == 6);
  REQUIRE(value_of(store->quarantine(2)).size() == 2);
}

TEST_CASE("an API key comes back as it went in", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  ApiKey key = key_of("k-1");
  key.description = "help desk";
  key.scopes = {"search", "suggest"};
  key.audience = Audience::kPartner;
  key.expires_at = 200;
  succeed(store->add_key(key));
  succeed(store->add_key(key_of("k-0")));
  const auto keys = value_of(store->keys());
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].id == "k-0");
  CHECK(keys[0].scopes.empty());
  CHECK_FALSE(keys[0].expires_at);
  CHECK(keys[1].id == key.id);
  CHECK(keys[1].secret_hash == key.secret_hash);
  CHECK(keys[1].description == key.description);
  CHECK(keys[1].scopes == key.scopes);
  CHECK(keys[1].audience == key.audience);
  CHECK(keys[1].created_at == 100);
  CHECK(keys[1].expires_at == 200);
  CHECK_FALSE(keys[1].last_used_at);
  CHECK_FALSE(keys[1].revoked_at);
}

TEST_CASE("keys are touched and revoked", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_key(key_of("k-1")));
  succeed(store->touch_key("k-1", 150));
  succeed(store->revoke_key("k-1", 160));
  succeed(store->revoke_key("k-1", 170));
  REQUIRE(value_of(store->keys())[0].last_used_at == 150);
  REQUIRE(value_of(store->keys())[0].revoked_at == 160);  // when it really ended
  REQUIRE(store->revoke_key("k-2", 1).error().code == ErrorCode::kNotFound);
  REQUIRE(store->touch_key("k-2", 1).error().code == ErrorCode::kNotFound);
}

TEST_CASE("neither id nor secret of a key is given twice", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_key(key_of("k-1")));
  REQUIRE(store->add_key(key_of("k-1")).error().code == ErrorCode::kConflict);
  ApiKey same_secret = key_of("k-1");
  same_secret.id = "k-2";
  REQUIRE(store->add_key(same_secret).error().code == ErrorCode::kConflict);
  REQUIRE(value_of(store->keys()).size() == 1);
}

TEST_CASE("a task is put, updated and read", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  REQUIRE(store->task("t-1").error().code == ErrorCode::kNotFound);
  succeed(store->put_task({"t-1", "ingest", "enqueued", "{}", 10, std::nullopt}));
  CHECK_FALSE(value_of(store->task("t-1")).finished_at);
  succeed(store->put_task({"t-1", "ingest", "succeeded", R"({"conversations":3})", 10, 20}));
  const Task task = value_of(store->task("t-1"));
  CHECK(task.uid == "t-1");
  CHECK(task.kind == "ingest");
  CHECK(task.status == "succeeded");
  CHECK(task.detail == R"({"conversations":3})");
  CHECK(task.created_at == 10);
  CHECK(task.finished_at == 20);
}

TEST_CASE("figures count what is there", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  const struct {
    const char *channel, *id, *resolution, *outcome;
    std::size_t messages;
    bool deleted;
  } rows[] = {{"b", "1", "resolved confirmed by=m2", "captured", 3, false},
              {"b", "2", "resolved", "linked", 2, false},
              {"b", "3", "unresolved", "", 1, false},
              {"a", "1", "unknown", "", 0, false},
              {"a", "2", "resolved", "captured", 5, true}};
  for (const auto& row : rows) {
    StoredConversation stored;
    stored.conversation.channel = row.channel;
    stored.conversation.id = row.id;
    stored.conversation.deleted = row.deleted;
    stored.conversation.messages.resize(row.messages);
    stored.resolution = row.resolution;
    stored.outcome = row.outcome;
    succeed(store->put_conversation(stored));
  }
  for (const Confidence confidence : {Confidence::kWip, Confidence::kValidated, Confidence::kValidated}) {
    Article article;
    article.id = std::to_string(value_of(store->article_count()));
    article.confidence = confidence;
    succeed(store->put_article(article));
  }
  Event event;
  event.action_name = "click";
  event.ordinal = 1;
  Event later = event;
  later.timestamp = 1;
  succeed(store->add_events({event, later}));

  const Stats stats = value_of(store->stats());
  REQUIRE(stats.channels.size() == 2);
  CHECK(stats.channels[0].channel == "a");
  CHECK(stats.channels[0].conversations == 1);
  CHECK(stats.channels[0].messages == 0);
  CHECK(stats.channels[1].conversations == 3);
  CHECK(stats.channels[1].resolved == 2);
  CHECK(stats.channels[1].captured == 1);
  CHECK(stats.channels[1].messages == 6);
  CHECK(stats.articles_by_confidence == std::array<std::int64_t, 4>{1, 0, 2, 0});
  CHECK(stats.events == 2);
  CHECK(stats.links == 0);
}

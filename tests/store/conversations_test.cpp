#include "indexer/core/clock.h"
#include "indexer/store/migrations.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

StoredConversation full_conversation() {
  StoredConversation stored;
  Conversation& c = stored.conversation;
  c.channel = "community";
  c.id = "c-1/ü?'\"";
  c.url = "https://example.org/t/1";
  c.title = "Drucker offline — プリンター 🖨";
  c.created_at = 1772355600000;
  c.updated_at = 1772355600001;
  c.resolved_at = 0;
  c.locale = "de-CH";
  c.product = "LaserJet 4";
  c.tags = {"wifi", "", "a\nb", "back\\slash", "tab\there"};
  c.state = ConversationState::kResolved;
  c.deleted = true;
  c.extra = R"({"weight":[1,2,{"x":null}]})";
  Message& m = c.messages.emplace_back();
  m.id = "m1";
  m.author = "u17";
  m.role = Role::kAsker;
  m.at = -5;
  m.in_reply_to = "m0";
  m.format = BodyFormat::kBbcode;
  m.body = "It says `0x8024`\n\nไม่พบเครื่องพิมพ์";
  m.accepted = true;
  m.official = true;
  m.score = -3;
  m.deleted = true;
  m.locale = "th";
  m.extra = R"({"edited":true})";
  c.messages.emplace_back();  // every field at its default
  stored.digest = std::string("\x00\xff\x10 any bytes", 13);
  stored.resolution_score = 0.625;
  stored.resolution = "resolved\nby m1";
  stored.outcome = "captured";
  stored.article_id = "a-1";
  return stored;
}

void require_equal(const Message& a, const Message& b) {
  CHECK(a.id == b.id);
  CHECK(a.author == b.author);
  CHECK(a.role == b.role);
  CHECK(a.at == b.at);
  CHECK(a.in_reply_to == b.in_reply_to);
  CHECK(a.format == b.format);
  CHECK(a.body == b.body);
  CHECK(a.accepted == b.accepted);
  CHECK(a.official == b.official);
  CHECK(a.score == b.score);
  CHECK(a.deleted == b.deleted);
  CHECK(a.locale == b.locale);
  CHECK(a.extra == b.extra);
}

void require_equal(const StoredConversation& a, const StoredConversation& b) {
  CHECK(a.conversation.channel == b.conversation.channel);
  CHECK(a.conversation.id == b.conversation.id);
  CHECK(a.conversation.url == b.conversation.url);
  CHECK(a.conversation.title == b.conversation.title);
  CHECK(a.conversation.created_at == b.conversation.created_at);
  CHECK(a.conversation.updated_at == b.conversation.updated_at);
  CHECK(a.conversation.resolved_at == b.conversation.resolved_at);
  CHECK(a.conversation.locale == b.conversation.locale);
  CHECK(a.conversation.product == b.conversation.product);
  CHECK(a.conversation.tags == b.conversation.tags);
  CHECK(a.conversation.state == b.conversation.state);
  CHECK(a.conversation.deleted == b.conversation.deleted);
  CHECK(a.conversation.extra == b.conversation.extra);
  CHECK(a.digest == b.digest);
  CHECK(a.resolution_score == b.resolution_score);
  CHECK(a.resolution == b.resolution);
  CHECK(a.outcome == b.outcome);
  CHECK(a.article_id == b.article_id);
  REQUIRE(a.conversation.messages.size() == b.conversation.messages.size());
  for (std::size_t i = 0; i < a.conversation.messages.size(); ++i) {
    require_equal(a.conversation.messages[i], b.conversation.messages[i]);
  }
}

StoredConversation small_conversation(const std::string& channel, const std::string& id) {
  StoredConversation stored;
  stored.conversation.channel = channel;
  stored.conversation.id = id;
  return stored;
}

}  // namespace

TEST_CASE("a conversation comes back as it went in, also after the store is opened anew", "[store]") {
  const TempStore temp;
  const auto full = full_conversation();
  const auto empty = small_conversation("", "");
  {
    const auto store = temp.open();
    succeed(store->put_conversation(full));
    succeed(store->put_conversation(empty));
  }
  const auto store = temp.open(true);
  require_equal(value_of(store->conversation("community", full.conversation.id)), full);
  require_equal(value_of(store->conversation("", "")), empty);
  REQUIRE(value_of(store->conversation_digest("community", full.conversation.id)) == full.digest);
}

TEST_CASE("lists with one empty text and with none are told apart", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const auto& tags :
       std::vector<std::vector<std::string>>{{}, {""}, {"", ""}, {"\n"}, {"\\n"}, {"\\"}, {"a", "b"}}) {
    auto stored = small_conversation("c", "1");
    stored.conversation.tags = tags;
    succeed(store->put_conversation(stored));
    REQUIRE(value_of(store->conversation("c", "1")).conversation.tags == tags);
  }
}

TEST_CASE("NUL is taken out of texts", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  auto stored = small_conversation("c", std::string("1\0", 2));
  stored.conversation.title = std::string("a\0b", 3);
  succeed(store->put_conversation(stored));
  REQUIRE(value_of(store->conversation("c", "1")).conversation.title == "ab");
  REQUIRE(value_of(store->conversation("c", std::string("1\0", 2))).conversation.id == "1");
}

TEST_CASE("a conversation put again replaces the old one and its messages", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  auto stored = full_conversation();
  succeed(store->put_conversation(stored));
  stored.conversation.title = "new";
  stored.conversation.messages.resize(1);
  stored.conversation.messages[0].body = "changed";
  stored.digest = "d2";
  succeed(store->put_conversation(stored));
  require_equal(value_of(store->conversation("community", stored.conversation.id)), stored);
  REQUIRE(value_of(store->stats()).channels.empty());  // it is marked as deleted
}

TEST_CASE("what is not there is not found", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->put_conversation(small_conversation("c", "1")));
  REQUIRE(store->conversation("c", "2").error().code == ErrorCode::kNotFound);
  REQUIRE(store->conversation("C", "1").error().code == ErrorCode::kNotFound);
  REQUIRE(value_of(store->conversation_digest("c", "2")).empty());
  REQUIRE(value_of(store->conversations_of_id("2")).empty());
}

TEST_CASE("an id is found in each channel that has it", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const char* channel : {"b", "a", "c"})
    succeed(store->put_conversation(small_conversation(channel, "1")));
  succeed(store->put_conversation(small_conversation("a", "11")));
  std::vector<std::string> channels;
  for (const auto& stored : value_of(store->conversations_of_id("1")))
    channels.push_back(stored.conversation.channel);
  REQUIRE(channels == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("all conversations are visited in the order in which they came first", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  constexpr int kCount = 450;  // more than two pages
  succeed(store->transaction([&]() -> Result<> {
    for (int i = 0; i < kCount; ++i) {
      auto stored = small_conversation("c", std::to_string(i));
      stored.conversation.messages.resize(2);
      if (Result<> put = store->put_conversation(stored); !put) return put;
    }
    return {};
  }));
  succeed(store->put_conversation(small_conversation("c", "7")));  // again: keeps its place

  std::vector<std::string> ids;
  std::size_t messages = 0;
  succeed(store->each_conversation(std::nullopt, [&](const Conversation& c) -> Result<> {
    ids.push_back(c.id);
    messages += c.messages.size();
    return store->conversation("c", c.id).map([](const auto&) {});  // the visitor may use the store
  }));
  REQUIRE(ids.size() == kCount);
  for (int i = 0; i < kCount; ++i) REQUIRE(ids[static_cast<std::size_t>(i)] == std::to_string(i));
  REQUIRE(messages == 2 * (kCount - 1));
}

TEST_CASE("a visitor's error ends the visit and is handed on", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  for (const char* id : {"1", "2", "3"}) succeed(store->put_conversation(small_conversation("c", id)));
  int visited = 0;
  const auto result = store->each_conversation(std::nullopt, [&](const Conversation&) -> Result<> {
    return ++visited == 2 ? fail(ErrorCode::kTooLarge, "enough") : Result<>{};
  });
  REQUIRE(result.error().message == "enough");
  REQUIRE(visited == 2);
}

TEST_CASE("since leaves out what has not been stored since", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->put_conversation(small_conversation("c", "1")));
  const auto count = [&](std::optional<Time> since) {
    int visited = 0;
    succeed(store->each_conversation(since,
                                     [&](const Conversation&) -> Result<> { return ++visited, Result<>{}; }));
    return visited;
  };
  REQUIRE(count(now() - 3'600'000) == 1);
  REQUIRE(count(now() + 3'600'000) == 0);
}

TEST_CASE("of a store from before, it is found out which conversations nobody has answered", "[store]") {
  const TempStore temp;
  {
    constexpr int kBefore = 7;
    Database old(temp.path(), false, 50);
    succeed(migrate(old, false, kBefore));
    for (const char* id : {"1", "2"}) {
      old.session() << std::string(
                           "insert into conversation (channel, id, url, title, locale, product, tags, state, "
                           "deleted, extra, digest, resolution_score, resolution, outcome, article_id, "
                           "message_count, stored_at) values ('c', '") +
                           id + "', '', '', '', '', '', 'open', 0, '', '', 0, '', '', '', 1, 1)";
    }
    const auto say = [&](const char* values) {
      old.session()
          << std::string(
                 "insert into message (conversation_number, position, id, author, role, in_reply_to, "
                 "format, body, accepted, official, score, deleted, locale, extra) values ") +
                 values;
    };
    say("(1, 0, 'm1', 'ann', 'asker', '', 'text', '', 0, 0, 0, 0, '', '')");
    say("(1, 1, 'm2', 'ann', 'asker', '', 'text', '', 0, 0, 0, 0, '', '')");
    say("(2, 0, 'm1', 'ann', 'asker', '', 'text', '', 0, 0, 0, 0, '', '')");
    say("(2, 1, 'm2', 'bob', 'agent', '', 'text', '', 0, 0, 0, 0, '', '')");
  }
  ConversationList unanswered;
  unanswered.unanswered = true;
  const auto found = value_of(temp.open()->list_conversations(unanswered));
  REQUIRE(found.size() == 1);
  CHECK(found[0].stored.conversation.id == "1");
}

// Conversations and their messages.
#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

// A digest is bytes, SQL text is not: it is kept in hex.
std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

#define GARNER_CONVERSATION_COLUMNS                                                                      \
  "number, channel, id, url, title, created_at, updated_at, resolved_at, locale, product, tags, state, " \
  "deleted, "                                                                                            \
  "extra, digest, resolution_score, resolution, outcome, article_id, message_count"

// Reads the rows of a select of those columns.
template <typename... Args>
std::vector<NumberedConversation> conversations_of(Database& database, const char* sql, const Args&... args) {
  using MaybeTime = std::optional<Time>;
  std::vector<NumberedConversation> found;
  database.each<Int, Text, Text, Text, Text, MaybeTime, MaybeTime, MaybeTime, Text, Text, Text, Text, Int,
                Text, Text, double, Text, Text, Text, Int>(
      sql,
      [&](Int number, Text&& channel, Text&& id, Text&& url, Text&& title, MaybeTime created_at,
          MaybeTime updated_at, MaybeTime resolved_at, Text&& locale, Text&& product, Text&& tags,
          Text&& state, Int deleted, Text&& extra, Text&& digest, double score, Text&& resolution,
          Text&& outcome, Text&& article_id, Int message_count) {
        NumberedConversation& row = found.emplace_back();
        row.number = number;
        Conversation& c = row.stored.conversation;
        c.channel = std::move(channel);
        c.id = std::move(id);
        c.url = std::move(url);
        c.title = std::move(title);
        c.created_at = created_at;
        c.updated_at = updated_at;
        c.resolved_at = resolved_at;
        c.locale = std::move(locale);
        c.product = std::move(product);
        c.tags = split_lines(tags);
        c.state = parse_conversation_state(state).value_or(ConversationState::kOpen);
        c.deleted = deleted != 0;
        c.extra = std::move(extra);
        row.stored.digest = from_hex(digest);
        row.stored.resolution_score = score;
        row.stored.resolution = std::move(resolution);
        row.stored.outcome = std::move(outcome);
        row.stored.article_id = std::move(article_id);
        row.message_count = message_count;
      },
      args...);
  return found;
}

void read_messages(Database& database, std::int64_t number, std::vector<Message>& messages) {
  database.each<Text, Text, Text, std::optional<Time>, Text, Text, Text, Int, Int, Int, Int, Text, Text>(
      R"(
        select id, author, role, at, in_reply_to, format, body, accepted, official, score, deleted,
          locale, extra
        from message
        where conversation_number = :number
        order by position)",
      [&](Text&& id, Text&& author, Text&& role, std::optional<Time> at, Text&& in_reply_to, Text&& format,
          Text&& body, Int accepted, Int official, Int score, Int deleted, Text&& locale, Text&& extra) {
        Message& m = messages.emplace_back();
        m.id = std::move(id);
        m.author = std::move(author);
        m.role = parse_role(role).value_or(Role::kUnknown);
        m.at = at;
        m.in_reply_to = std::move(in_reply_to);
        m.format = parse_body_format(format).value_or(BodyFormat::kText);
        m.body = std::move(body);
        m.accepted = accepted != 0;
        m.official = official != 0;
        m.score = score;
        m.deleted = deleted != 0;
        m.locale = std::move(locale);
        m.extra = std::move(extra);
      },
      number);
}

void write_messages(Database& database, std::int64_t number, const std::vector<Message>& messages) {
  database.run("delete from message where conversation_number = :number", number);
  std::int64_t position = 0;
  for (const Message& m : messages) {
    database.run(
        R"(
        insert into message (conversation_number, position, id, author, role, at, in_reply_to, format,
          body, accepted, official, score, deleted, locale, extra)
        values (:conversation_number, :position, :id, :author, :role, :at, :in_reply_to, :format, :body,
          :accepted, :official, :score, :deleted, :locale, :extra))",
        number, position++, m.id, m.author, name_of(m.role), m.at, m.in_reply_to, name_of(m.format), m.body,
        m.accepted, m.official, m.score, m.deleted, m.locale, m.extra);
  }
}

// Each filter has an index that holds its conversations in the order of the list.
#define GARNER_NEWEST(where)                                 \
  "select " GARNER_CONVERSATION_COLUMNS                      \
  " from conversation where deleted = 0 and state = :state " \
  "and number < :before " where " order by number desc limit :limit"

// The newest conversations of one state.
std::vector<NumberedConversation> newest_of(Database& database, const ConversationList& wanted,
                                            ConversationState state) {
  const auto name = name_of(state);
  if (wanted.perhaps_solved) {
    return conversations_of(database,
                            GARNER_NEWEST("and article_id = '' and resolution_score > 0 "
                                          "and resolution not like 'unresolved%' "
                                          "and (:any_channel = 1 or channel = :channel) "
                                          "and unanswered >= :unanswered"),
                            name, wanted.before, std::int64_t{wanted.channel.empty()}, wanted.channel,
                            std::int64_t{wanted.unanswered}, wanted.limit);
  }
  if (wanted.channel.empty() && wanted.unanswered) {
    return conversations_of(database, GARNER_NEWEST("and unanswered = 1"), name, wanted.before, wanted.limit);
  }
  if (wanted.channel.empty())
    return conversations_of(database, GARNER_NEWEST(""), name, wanted.before, wanted.limit);
  if (wanted.unanswered) {
    return conversations_of(database, GARNER_NEWEST("and unanswered = 1 and channel = :channel"), name,
                            wanted.before, wanted.channel, wanted.limit);
  }
  return conversations_of(database, GARNER_NEWEST("and channel = :channel"), name, wanted.before,
                          wanted.channel, wanted.limit);
}

// Nobody but the asker and bots has written.
bool is_unanswered(const Conversation& conversation) {
  const auto& messages = conversation.messages;
  return std::none_of(messages.begin(), messages.end(), [&](const Message& message) {
    return !message.deleted && message.role != Role::kAsker && message.role != Role::kBot &&
           message.author != messages.front().author;
  });
}

}  // namespace

Result<Digest> Store::conversation_digest(std::string_view channel, std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Digest> {
    const auto row = database.one<std::string>(
        "select digest from conversation where channel = :channel and id = :id", channel, id);
    return row ? from_hex(std::get<0>(*row)) : Digest();
  });
}

Result<> Store::put_conversation(const StoredConversation& stored) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const Conversation& c = stored.conversation;
    const auto row = database.one<std::int64_t>(
        R"(
        insert into conversation (channel, id, url, title, created_at, updated_at, resolved_at, locale,
          product, tags, state, deleted, extra, digest, resolution_score, resolution, outcome,
          article_id, message_count, unanswered, stored_at)
        values (:channel, :id, :url, :title, :created_at, :updated_at, :resolved_at, :locale, :product,
          :tags, :state, :deleted, :extra, :digest, :resolution_score, :resolution, :outcome,
          :article_id, :message_count, :unanswered, :stored_at)
        on conflict (id, channel) do update set
          url = excluded.url, title = excluded.title, created_at = excluded.created_at,
          updated_at = excluded.updated_at, resolved_at = excluded.resolved_at,
          locale = excluded.locale, product = excluded.product, tags = excluded.tags,
          state = excluded.state, deleted = excluded.deleted, extra = excluded.extra,
          digest = excluded.digest, resolution_score = excluded.resolution_score,
          resolution = excluded.resolution, outcome = excluded.outcome,
          article_id = excluded.article_id, message_count = excluded.message_count,
          unanswered = excluded.unanswered, stored_at = excluded.stored_at
        returning number)",
        c.channel, c.id, c.url, c.title, c.created_at, c.updated_at, c.resolved_at, c.locale, c.product,
        join_lines(c.tags), name_of(c.state), c.deleted, c.extra, to_hex(stored.digest),
        stored.resolution_score, stored.resolution, stored.outcome, stored.article_id, c.messages.size(),
        is_unanswered(c), now());
    write_messages(database, std::get<0>(row.value()), c.messages);
    return {};
  });
}

Result<StoredConversation> Store::conversation(std::string_view channel, std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<StoredConversation> {
    auto found = conversations_of(database,
                                  "select " GARNER_CONVERSATION_COLUMNS
                                  " from conversation where channel = :channel and id = :id",
                                  channel, id);
    if (found.empty()) return fail(ErrorCode::kNotFound, "there is no such conversation");
    read_messages(database, found[0].number, found[0].stored.conversation.messages);
    return std::move(found[0].stored);
  });
}

Result<std::vector<StoredConversation>> Store::conversations_of_id(std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<StoredConversation>> {
    std::vector<StoredConversation> all;
    for (auto& row : conversations_of(database,
                                      "select " GARNER_CONVERSATION_COLUMNS
                                      " from conversation where id = :id order by channel",
                                      id)) {
      read_messages(database, row.number, row.stored.conversation.messages);
      all.push_back(std::move(row.stored));
    }
    return all;
  });
}

Result<std::vector<NumberedConversation>> Store::list_conversations(const ConversationList& wanted) {
  constexpr std::array<ConversationState, 3> kStates = {
      ConversationState::kOpen, ConversationState::kResolved, ConversationState::kClosed};
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<NumberedConversation>> {
    std::vector<NumberedConversation> page;
    for (const ConversationState state : kStates) {
      if (wanted.state && *wanted.state != state) continue;
      auto some = newest_of(database, wanted, state);
      std::move(some.begin(), some.end(), std::back_inserter(page));
    }
    std::sort(page.begin(), page.end(), [](const auto& x, const auto& y) { return x.number > y.number; });
    if (page.size() > wanted.limit) page.resize(wanted.limit);
    return page;
  });
}

Result<std::vector<NumberedConversation>> Store::conversations_after(std::int64_t after, std::size_t limit,
                                                                     std::optional<Time> since) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<NumberedConversation>> {
    auto rows = conversations_of(database,
                                 "select " GARNER_CONVERSATION_COLUMNS
                                 " from conversation where number > :after and stored_at >= :since "
                                 "order by number limit :limit",
                                 after, since.value_or(0), limit);
    for (auto& row : rows) read_messages(database, row.number, row.stored.conversation.messages);
    return rows;
  });
}

Result<> Store::each_conversation(std::optional<Time> since,
                                  const std::function<Result<>(const Conversation&)>& visit) {
  std::int64_t last = 0;
  while (true) {
    const auto page = conversations_after(last, kPage, since);
    if (!page) return fail(page.error());
    if (page->empty()) return {};
    last = page->back().number;
    for (const NumberedConversation& row : *page) {
      if (Result<> visited = visit(row.stored.conversation); !visited) return visited;
    }
  }
}

}  // namespace garner

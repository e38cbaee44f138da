// Bluesky, the AT protocol: post threads, lists of posts, feeds, searches, records as a repository lists
// them, and events of the Jetstream.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace bluesky {
namespace {

using nlohmann::json;

constexpr std::string_view kPostType = "app.bsky.feed.post";

// The parts of at://did:plc:abc/app.bsky.feed.post/3kabc.
struct AtUri {
  std::string repository, collection, key;
};
std::optional<AtUri> parse_at_uri(std::string_view uri) {
  if (!uri.starts_with("at://")) return std::nullopt;
  uri.remove_prefix(5);
  const auto first = uri.find('/');
  const auto second = first == std::string_view::npos ? first : uri.find('/', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return AtUri{std::string(uri.substr(0, first)), std::string(uri.substr(first + 1, second - first - 1)),
               std::string(uri.substr(second + 1))};
}

std::string page_of(const AtUri& uri) {
  return fmt::format("https://bsky.app/profile/{}/post/{}", uri.repository, uri.key);
}

// The text with shortened links in full. Facets give bytes of the text, each link by its range.
std::string body_of(const json& record) {
  std::string text = text_of(record, "text");
  struct Link {
    std::int64_t begin, end;
    std::string target;
  };
  std::vector<Link> links;
  for (const json& facet : list_of(record, "facets")) {
    const json& index = member(facet, "index");
    for (const json& feature : list_of(facet, "features")) {
      if (text_of(feature, "$type") != "app.bsky.richtext.facet#link") continue;
      links.push_back(
          {integer_of(index, "byteStart"), integer_of(index, "byteEnd"), text_of(feature, "uri")});
    }
  }
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t at = 0;
  for (const Link& link : links) {
    const bool fits = link.begin >= static_cast<std::int64_t>(at) && link.end > link.begin &&
                      link.end <= static_cast<std::int64_t>(text.size()) && !link.target.empty();
    if (!fits) continue;
    const auto begin = static_cast<std::size_t>(link.begin), end = static_cast<std::size_t>(link.end);
    if (cut(text, begin).size() != begin || cut(text, end).size() != end) continue;  // inside a character
    const std::string shown = text.substr(begin, end - begin);
    result.append(text, at, begin - at);
    const bool is_name = shown.find('.') == std::string::npos || shown.find(' ') != std::string::npos;
    result += is_name ? fmt::format("{} ({})", shown, link.target) : link.target;
    at = end;
  }
  result.append(text, at);
  // A card below the text, where the text does not name its page.
  const json& embed = member(record, "embed");
  const json& external = member(embed.contains("media") ? member(embed, "media") : embed, "external");
  const std::string card = text_of(external, "uri");
  if (!card.empty() && result.find(card) == std::string::npos) result += (result.empty() ? "" : "\n") + card;
  return result;
}

bool has_label(const json& object, std::string_view value) {
  const json& labels = list_of(object, "labels");
  return std::any_of(labels.begin(), labels.end(), [&](const json& label) {
    return text_of(label, "val") == value && !flag_of(label, "neg");
  });
}

class BlueskyFile {
 public:
  explicit BlueskyFile(const Sink& sink)
      : sink_(sink), gatherer_(sink, [this](Conversation& whole) { return companies_.complete(whole); }) {}

  Result<> read(Input& input) {
    auto done = each_item(
        input, sink_, "the post", {"posts", "feed", "records", "notifications"},
        [&](const json& item, const json&, const Place& place) { return take(item, place, true); },
        [&](const json& document, std::size_t items, const Place& place) {
          const bool is_list = document.contains("posts") || document.contains("feed") ||
                               document.contains("records") || document.contains("notifications");
          return items > 0 || is_list ? Result<>() : take(document, place, false);
        });
    return done ? gatherer_.finish() : done;
  }

 private:
  // A post in one of its wrappings.
  Result<> take(const json& object, const Place& place, bool in_list) {
    const json& thread = member(object, "thread");
    if (thread.is_object()) return take_thread(thread, place);
    if (thread.is_array()) {  // getPostThreadV2: a flat list
      for (const json& item : thread) {
        const json& post = member(member(item, "value"), "post");
        if (!post.is_object()) continue;
        if (auto done = take_view(post, place); !done) return done;
      }
      return {};
    }
    if (member(object, "post").is_object()) {
      if (member(object, "replies").is_array() || text_of(object, "$type").ends_with("#threadViewPost"))
        return take_thread(object, place);
      return take_feed_item(object, place);
    }
    if (object.contains("commit")) return take_event(object, place);
    if (member(object, "record").is_object() && object.contains("uri")) return take_view(object, place);
    if (member(object, "value").is_object()) {
      return take_record(object["value"], text_of(object, "uri"), json(), place, in_list);
    }
    if (text_of(object, "$type") == kPostType)
      return take_record(object, text_of(object, "uri"), json(), place, in_list);
    return reject(sink_, place.position, not_a_post(object), place.raw);
  }

  static std::string not_a_post(const json& object) {
    const std::string type = text_of(object, "$type");
    if (type.starts_with("chat.bsky.") || object.contains("convo") || object.contains("convos"))
      return "a direct message: private conversations are not taken";
    if (object.contains("error")) return "an error of the server, not a post: fetch it again";
    if (object.contains("did") && object.contains("handle"))
      return "an account, not a post: export its posts (app.bsky.feed.getAuthorFeed)";
    if (type.ends_with("#notFoundPost") || type.ends_with("#blockedPost"))
      return "a post that is deleted or blocked: there is no text to take";
    if (!type.empty())
      return fmt::format("a record of the type {}, not a post ({})", cut(type, 60), kPostType);
    return "not a post of Bluesky: it has none of thread, post, record, value or $type";
  }

  // A post, what it answers, and its answers. The nesting is bounded by kMaxJsonDepth.
  Result<> take_thread(const json& view, const Place& place) {
    if (const json& parent = member(view, "parent"); member(parent, "post").is_object()) {
      if (auto done = take_thread(parent, place); !done) return done;
    }
    const json& post = member(view, "post");
    if (!post.is_object()) {
      return view.contains("parent") || view.contains("replies")
                 ? Result<>()
                 : reject(sink_, place.position, not_a_post(view), place.raw);
    }
    if (auto done = take_view(post, place); !done) return done;
    for (const json& reply : list_of(view, "replies")) {
      if (!member(reply, "post").is_object()) continue;  // deleted or blocked
      if (auto done = take_thread(reply, place); !done) return done;
    }
    return {};
  }

  Result<> take_feed_item(const json& item, const Place& place) {
    if (member(item, "reason").is_object() && text_of(item["reason"], "$type").ends_with("#reasonRepost"))
      return {};
    for (const char* field : {"root", "parent"}) {  // what the post answers comes with it
      const json& post = member(member(item, "reply"), field);
      if (!member(post, "record").is_object()) continue;
      if (auto done = take_view(post, place); !done) return done;
    }
    return take_view(item["post"], place);
  }

  Result<> take_view(const json& view, const Place& place) {
    const json& record = member(view, "record");
    if (text_of(record, "$type") != kPostType) {
      const bool is_notice = view.contains("reason");  // a like, a follower: of a list of notifications
      return is_notice ? Result<>() : reject(sink_, place.position, not_a_post(record), place.raw);
    }
    return take_record(record, text_of(view, "uri"), view, place, false);
  }

  Result<> take_event(const json& event, const Place& place) {
    const json& commit = member(event, "commit");
    if (text_of(commit, "collection") != kPostType) return {};
    const std::string uri =
        fmt::format("at://{}/{}/{}", text_of(event, "did"), kPostType, text_of(commit, "rkey"));
    if (text_of(commit, "operation") != "delete")
      return take_record(member(commit, "record"), uri, event, place, false);
    Conversation gone;
    gone.updated_at = time_of(event, "time_us");
    Message& message = gone.messages.emplace_back();
    message.id = uri;
    message.deleted = true;
    return gatherer_.add(gone, {}, place.position);
  }

  // `view`: what the server tells about the record; may be null. Other records of a repository are passed
  // over where they stand in a list.
  Result<> take_record(const json& record, const std::string& uri, const json& view, const Place& place,
                       bool in_list) {
    if (text_of(record, "$type") != kPostType)
      return in_list ? Result<>() : reject(sink_, place.position, not_a_post(record), place.raw);
    const auto parsed = parse_at_uri(uri);
    if (!parsed) {
      return reject(sink_, place.position,
                    "the record does not say its uri: export with com.atproto.repo.listRecords, which does",
                    place.raw);
    }
    const json& author = member(view, "author");
    Conversation part;
    Message& message = part.messages.emplace_back();
    message.id = uri;
    message.author = text_of(author, "handle");
    if (message.author.empty() || message.author == "handle.invalid") message.author = parsed->repository;
    if (has_label(author, "bot")) message.role = Role::kBot;
    message.at = time_of(record, "createdAt");
    if (auto fault = fault_in_time("createdAt", message.at)) {
      message.at = time_of(view, "indexedAt");  // programs may write any time, the server's own is right
      if (!message.at || fault_in_time("indexedAt", message.at))
        return reject(sink_, place.position, std::move(*fault), place.raw);
    }
    const json& reply = member(record, "reply");
    message.in_reply_to = text_of(member(reply, "parent"), "uri");
    message.body = body_of(record);
    message.score = integer_of(view, "likeCount");
    put_hint(message, {page_of(*parsed), {}});

    std::string root = text_of(member(reply, "root"), "uri");
    if (root.empty()) root = uri;
    part.id = root;
    if (const auto root_uri = parse_at_uri(root)) part.url = page_of(*root_uri);
    part.updated_at = time_of(view, "indexedAt");
    if (!part.updated_at) part.updated_at = message.at;
    if (message.in_reply_to.empty()) {
      const json& languages = list_of(record, "langs");
      if (languages.size() == 1 && languages[0].is_string()) part.locale = languages[0].get<std::string>();
      for (const json& tag : list_of(record, "tags")) {
        if (tag.is_string()) part.tags.push_back(tag.get<std::string>());
      }
      note_mentions(record, message.author);
    }
    gatherer_.join(uri, root);
    return gatherer_.add(part, {}, place.position);
  }

  // Mentions stand in the text by handle, and in the facets by the account's number.
  void note_mentions(const json& record, const std::string& author) {
    const std::string text = text_of(record, "text");
    for (const json& facet : list_of(record, "facets")) {
      const json& index = member(facet, "index");
      for (const json& feature : list_of(facet, "features")) {
        const std::string did = text_of(feature, "did");
        if (did.empty()) continue;
        const auto begin = integer_of(index, "byteStart"), end = integer_of(index, "byteEnd");
        companies_.opened(author, did);
        if (begin < 0 || end <= begin + 1 || end > static_cast<std::int64_t>(text.size())) continue;
        companies_.opened(author, std::string_view(text).substr(static_cast<std::size_t>(begin) + 1,
                                                                static_cast<std::size_t>(end - begin - 1)));
      }
    }
  }

  const Sink& sink_;
  CompanyFinder companies_;
  Gatherer gatherer_;
};

class BlueskyChannel : public Channel {
 public:
  std::string_view format() const override { return "bluesky"; }
  std::string_view default_channel() const override { return "bluesky"; }

  bool recognises(std::string_view head) const override {
    const JsonHead json_head(head);
    if (!json_head.is_json()) return false;
    const bool speaks = json_head.holds("app.bsky.") || json_head.holds("chat.bsky.");
    return speaks && (json_head.holds("\"$type\"") || json_head.holds("at://") || json_head.has("commit"));
  }

  Result<> parse(Input& input, const Sink& sink) const override { return BlueskyFile(sink).read(input); }
};

}  // namespace
}  // namespace bluesky

std::unique_ptr<Channel> make_bluesky_channel() {
  return std::make_unique<bluesky::BlueskyChannel>();
}

}  // namespace garner

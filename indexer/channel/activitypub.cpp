// ActivityPub: activities, posts and collections of them (outboxes), as Mastodon, Lemmy, NodeBB, Discourse,
// WordPress and others give them, and as Mastodon's own archive holds them (outbox.json).
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace activitypub {
namespace {

using nlohmann::json;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool is_post(std::string_view type) {
  return is_one_of(type, {"Note", "Page", "Article", "Question", "Event", "Audio", "Video"});
}
bool is_actor(std::string_view type) {
  return is_one_of(type, {"Person", "Group", "Service", "Application", "Organization"});
}
bool is_collection(std::string_view type) {
  return is_one_of(type, {"OrderedCollection", "OrderedCollectionPage", "Collection", "CollectionPage"});
}

// A field that is a link, an object with an id, or a list of these: the first one's address.
std::string address_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) return value.empty() || value.front().is_array() ? "" : address_of(value.front());
  const std::string id = text_of(value, "id");
  return id.empty() ? text_of(value, "href") : id;
}

// Whether the list of addressees `value` names the public; anyone at all: `told`.
bool names_public(const json& value, bool& told) {
  if (value.is_string()) {
    told = true;
    return is_one_of(value.get_ref<const std::string&>(),
                     {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"});
  }
  if (!value.is_array()) return false;
  told = true;
  return std::any_of(value.begin(), value.end(),
                     [&](const json& entry) { return entry.is_string() && names_public(entry, told); });
}

// Posts of forums without addressees are public: they name the forum they stand in.
bool is_public(const json& post, const json& activity) {
  bool told = false;
  for (const json* object : {&post, &activity}) {
    if (names_public(member(*object, "to"), told) || names_public(member(*object, "cc"), told)) return true;
  }
  return !told && (post.contains("audience") || post.contains("context"));
}

// "https://host/users/ann" and "https://host/@ann" as ann@host.
std::string account_of(const json& attributed_to) {
  std::string address = address_of(attributed_to);
  const auto scheme = address.find("://");
  if (scheme == std::string::npos) return address;
  const auto slash = address.find('/', scheme + 3);
  if (slash == std::string::npos) return address;
  const std::string host = address.substr(scheme + 3, slash - scheme - 3);
  std::string_view path = std::string_view(address).substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string_view name = path.substr(std::min(path.rfind('/') + 1, path.size()));
  if (name.starts_with('@')) name.remove_prefix(1);
  return name.empty() ? host : fmt::format("{}@{}", name, host);
}

// "@ann@host" of a mention.
std::string mentioned(const json& tag) {
  std::string name = text_of(tag, "name");
  if (name.starts_with('@')) name.erase(0, 1);
  return name.find('@') == std::string::npos ? account_of(member(tag, "href")) : name;
}

std::string language_of(const json& post) {
  const json& language = member(post, "language");
  if (std::string named = text_of(language, "identifier"); !named.empty()) return named;
  const json& texts = member(post, "contentMap");
  return texts.is_object() && texts.size() == 1 ? texts.begin().key() : std::string();
}

void set_body(const json& post, Message& message) {
  const std::string media_type = text_of(post, "mediaType");
  message.format = media_type == "text/markdown" ? BodyFormat::kMarkdown
                   : media_type == "text/plain"  ? BodyFormat::kText
                                                 : BodyFormat::kHtml;
  message.body = text_of(post, "content");
  const json& texts = member(post, "contentMap");
  if (message.body.empty() && texts.is_object() && !texts.empty() && texts.front().is_string())
    message.body = texts.front().get<std::string>();
  if (message.body.empty()) {  // a link or a question that is all in its title
    message.format = BodyFormat::kText;
    message.body = text_of(post, "name");
  } else if (text_of(post, "type") == "Note" && text_of(post, "name").empty()) {
    const std::string warning = text_of(post, "summary");  // of an article it is an excerpt
    if (!warning.empty()) message.body = fmt::format("<p>{}</p>{}", warning, message.body);
  }
}

std::vector<std::string> tags_of(const json& post) {
  std::vector<std::string> tags;
  for (const json& tag : list_of(post, "tag")) {
    const std::string type = text_of(tag, "type");
    std::string name = text_of(tag, type == "CommunityPostTag" ? "preferredUsername" : "name");
    if (type != "Hashtag" && type != "CommunityPostTag") continue;
    if (name.starts_with('#')) name.erase(0, 1);
    if (!name.empty()) tags.push_back(std::move(name));
  }
  return tags;
}

class ActivityFile {
 public:
  explicit ActivityFile(const Sink& sink)
      : sink_(sink), gatherer_(sink, [this](Conversation& whole) { return companies_.complete(whole); }) {}

  Result<> read(Input& input) {
    const auto item = [&](const json& object, const json&, const Place& place) {
      return take(object, place, true);
    };
    const auto document = [&](const json& object, std::size_t items, const Place& place) {
      return is_collection(text_of(object, "type")) ? finish_collection(object, items, place)
                                                    : take(object, place, false);
    };
    auto done = each_item(input, sink_, "the activity", {"orderedItems", "items"}, item, document);
    return done ? gatherer_.finish() : done;
  }

 private:
  Result<> finish_collection(const json& collection, std::size_t items, const Place& place) {
    const bool is_empty = collection.contains("totalItems") && integer_of(collection, "totalItems") == 0;
    if (items > 0 || is_empty) return {};
    return reject(sink_, place.position,
                  "a collection that holds no posts, only links or nothing: export the outbox with its pages "
                  "(its `first`, then each `next`)",
                  place.raw);
  }

  Result<> take(const json& object, const Place& place, bool in_collection) {
    // An activity in an announcement of a group, in an announcement: no more.
    const json* activity = &object;
    for (int level = 0; level < 3; ++level) {
      const std::string type = text_of(*activity, "type");
      const json& inner = member(*activity, "object");
      if (type == "Delete") return take_deletion(inner, *activity, place);
      if (!is_one_of(type, {"Create", "Update", "Announce", "Add"}) || !inner.is_object()) break;
      if (is_post(text_of(inner, "type"))) return take_post(inner, *activity, place);
      activity = &inner;
    }
    const std::string type = text_of(*activity, "type");
    if (is_post(type)) return take_post(*activity, json(), place);
    if (type == "Tombstone") return take_deletion(*activity, json(), place);
    if (in_collection && is_one_of(type, {"Announce", "Like", "Follow"}))
      return {};  // say nothing of their own
    return reject(sink_, place.position, not_a_post(*activity), place.raw);
  }

  static std::string not_a_post(const json& object) {
    const std::string type = text_of(object, "type");
    if (type == "ChatMessage") return "a private message (ChatMessage): private conversations are not taken";
    if (is_actor(type)) return fmt::format("an account ({}), not a post: export what its outbox names", type);
    if (type == "Announce") return "a boost: it names a post without its text; export the post itself";
    if (type == "Create" || type == "Update") {
      const std::string inner = text_of(member(object, "object"), "type");
      if (inner.empty())
        return fmt::format("an activity ({}) that only names its post: export the post itself", type);
      return not_a_post(object["object"]);
    }
    if (type.empty()) return "not ActivityPub: the object has no type";
    return fmt::format("an activity or object of the type {}, which holds no post", cut(type, 40));
  }

  Result<> take_deletion(const json& target, const json& activity, const Place& place) {
    Conversation gone;
    Message& message = gone.messages.emplace_back();
    message.id = address_of(target);
    message.deleted = true;
    if (message.id.empty()) return reject(sink_, place.position, "the deletion names no post", place.raw);
    if (message.id == address_of(member(activity, "actor")))
      return reject(sink_, place.position, "the deletion of an account: use garner erase for what it wrote",
                    place.raw);
    gone.updated_at = time_of(target, "deleted");
    if (!gone.updated_at) gone.updated_at = time_of(activity, "published");
    return gatherer_.add(gone, {}, place.position);
  }

  Result<> take_post(const json& post, const json& activity, const Place& place) {
    if (!is_public(post, activity)) {
      return reject(
          sink_, place.position,
          "a private message or a post for followers (Public is neither in to nor in cc): only public "
          "posts are taken",
          place.raw);
    }
    Conversation part;
    Message& message = part.messages.emplace_back();
    message.id = text_of(post, "id");
    if (message.id.empty()) return reject(sink_, place.position, "the post has no id", place.raw);
    message.author = account_of(member(post, "attributedTo"));
    message.at = time_of(post, "published");
    if (auto fault = fault_in_time("published", message.at))
      return reject(sink_, place.position, std::move(*fault), place.raw);
    message.in_reply_to = address_of(member(post, "inReplyTo"));
    message.score = integer_of(member(post, "likes"), "totalItems");
    if (flag_of(post, "distinguished")) message.role = Role::kAgent;  // Lemmy's moderators speaking as such
    set_body(post, message);
    std::string url = address_of(member(post, "url"));
    put_hint(message, {url.empty() ? message.id : std::move(url), {}});

    part.updated_at = time_of(post, "updated");
    if (!part.updated_at) part.updated_at = message.at;
    if (message.in_reply_to.empty()) {
      part.title = text_of(post, "name");
      part.locale = language_of(post);
      part.tags = tags_of(post);
      if (post.contains("commentsEnabled") && !flag_of(post, "commentsEnabled"))
        part.state = ConversationState::kClosed;  // Lemmy: locked
      for (const json& tag : list_of(post, "tag")) {
        if (text_of(tag, "type") == "Mention") companies_.opened(message.author, mentioned(tag));
      }
    }
    for (const char* field : {"conversation", "context"}) {
      const std::string whole = address_of(member(post, field));
      if (!whole.empty()) gatherer_.join(message.id, whole);
    }
    return gatherer_.add(part, {}, place.position);
  }

  const Sink& sink_;
  CompanyFinder companies_;
  Gatherer gatherer_;
};

class ActivityPubChannel : public Channel {
 public:
  std::string_view format() const override { return "activitypub"; }
  std::string_view default_channel() const override { return "activitypub"; }

  bool recognises(std::string_view head) const override {
    const JsonHead json_head(head);
    if (!json_head.is_json() || !json_head.has("type")) return false;
    if (json_head.has("@context") && json_head.holds("activitystreams")) return true;
    if (!json_head.has("id")) return false;
    return json_head.has_any({"@context", "attributedTo", "orderedItems", "inReplyTo", "publicKey"}) ||
           json_head.has_all({"actor", "object"}) || json_head.has_all({"totalItems", "items"}) ||
           json_head.holds("\"Tombstone\"");
  }

  Result<> parse(Input& input, const Sink& sink) const override { return ActivityFile(sink).read(input); }
};

}  // namespace
}  // namespace activitypub

std::unique_ptr<Channel> make_activitypub_channel() {
  return std::make_unique<activitypub::ActivityPubChannel>();
}

}  // namespace garner

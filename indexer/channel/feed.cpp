// Feeds: RSS 2.0 and 1.0, Atom and JSON Feed, with the comments they or the feeds of comments hold, and
// WordPress's export of a whole site (WXR), forums of bbPress included.
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
#include "indexer/channel/mime.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/xml_elements.h"
#include "indexer/core/clock.h"

namespace garner {
namespace feed {
namespace {

using nlohmann::json;

// A post or a comment, whatever the feed calls it.
struct Entry {
  std::string id, link, title, author, parent, body;
  BodyFormat format = BodyFormat::kHtml;
  std::optional<Time> at, updated;
  std::vector<std::string> tags;
};

std::string first_of(std::initializer_list<std::string> texts) {
  for (const auto& text : texts) {
    if (!text.empty()) return text;
  }
  return {};
}

std::optional<Time> parse_date(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (auto time = parse_rfc3339(text)) return time;
  return parse_mail_date(text);
}

// An Atom link of that relation; without any it is the page itself.
std::string link_of(const XmlElement& entry, std::string_view relation) {
  for (const XmlElement& child : entry.children) {
    if (child.name != "link") continue;
    const std::string told = child.attribute("rel");
    std::string address = child.attribute("href");
    if (!address.empty() && (told == relation || (told.empty() && relation == "alternate"))) return address;
  }
  return {};
}

void add_tags(const XmlElement& item, Entry& entry) {
  for (const XmlElement& child : item.children) {
    if (child.name != "category" && child.name != "dc:subject") continue;
    std::string tag = first_of({child.attribute("term"), child.text});
    if (!tag.empty()) entry.tags.push_back(std::move(tag));
  }
}

Entry entry_of(const XmlElement& item) {
  Entry entry;
  entry.link = first_of({item["link"], link_of(item, "alternate"), item.attribute("about")});
  entry.id = first_of({item["guid"], item["id"], entry.link});
  entry.title = item["title"];
  const XmlElement* author = item.child("author");
  entry.author = first_of({item["dc:creator"], author != nullptr ? (*author)["name"] : "",
                           author != nullptr ? author->text : ""});
  entry.at = parse_date(first_of({item["pubDate"], item["published"], item["dc:date"], item["updated"]}));
  entry.updated = parse_date(item["updated"]);
  if (const XmlElement* answered = item.child("thr:in-reply-to"); answered != nullptr)
    entry.parent = answered->attribute("ref");
  const XmlElement* content = item.child("content");
  if (content == nullptr) content = item.child("summary");
  if (content != nullptr) {  // Atom
    const std::string type = content->attribute("type");
    if (type.empty() || type == "text" || type == "text/plain") entry.format = BodyFormat::kText;
    entry.body = content->text;
  } else {
    entry.body = first_of({item["content:encoded"], item["description"]});
  }
  add_tags(item, entry);
  return entry;
}

// The page a comment stands on, by its link ("…/post/#comment-7"); empty: no comment.
std::string commented_page(const std::string& link) {
  const auto mark = link.find('#');
  if (mark == std::string::npos || link.compare(mark, 8, "#comment") != 0) return {};
  return link.substr(0, mark);
}

// Whether an entry is a post of the topic that the whole feed is about, as forums give a topic's feed:
// "…/topic/5/2" in the feed of "…/topic/5", perhaps with an anchor.
bool is_part_of(std::string_view link, std::string_view feed) {
  const bool has_path = feed.find('/', std::min(feed.find("://") + 3, feed.size())) + 1 < feed.size();
  if (feed.empty() || !has_path || link.size() <= feed.size() || !link.starts_with(feed)) return false;
  std::string_view rest = link.substr(feed.size());
  if (rest.starts_with('#')) return true;
  if (!rest.starts_with('/')) return false;
  rest = rest.substr(1, rest.find('#') == std::string_view::npos ? rest.npos : rest.find('#') - 1);
  return !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "Comment on TITLE by NAME" and "Comments on: TITLE", as WordPress calls them; empty where it is neither.
std::string commented_title(std::string_view title) {
  for (const std::string_view begin : {"Comments on: ", "Comment on "}) {
    if (!title.starts_with(begin)) continue;
    title.remove_prefix(begin.size());
    return std::string(title.substr(0, begin.starts_with("Comments") ? title.npos : title.rfind(" by ")));
  }
  return {};
}

class FeedFile {
 public:
  explicit FeedFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> read_xml(Input& input) {
    XmlElements elements(input, {"item", "entry", "title", "link", "language"});
    for (;;) {
      auto found = elements.next();
      if (!found) {
        if (auto done = end_of_input(found.error(), sink_, fmt::format("line {}", line_)); !done) return done;
        return gatherer_.finish();
      }
      line_ = found->line;
      if (found->kind == XmlElements::Kind::kEnd) break;
      if (auto done = take(*found); !done) return done;
    }
    return gatherer_.finish();
  }

  Result<> read_json(Input& input) {
    const auto item = [&](const json& object, const json& frame, const Place& place) {
      page_ = text_of(frame, "home_page_url");
      if (language_.empty()) language_ = text_of(frame, "language");
      return add(json_entry(object), place.position, place.raw);
    };
    const auto document = [&](const json& object, std::size_t, const Place& place) {
      const bool is_feed = text_of(object, "version").starts_with("https://jsonfeed.org/version/");
      return is_feed ? Result<>()
                     : reject(sink_, place.position, "not a JSON Feed: its version is missing", place.raw);
    };
    auto done = each_item(input, sink_, "the item", {"items"}, item, document);
    return done ? gatherer_.finish() : done;
  }

 private:
  static Entry json_entry(const json& object) {
    Entry entry;
    entry.id = id_of(object, "id");
    entry.link = text_of(object, "url");
    if (entry.id.empty()) entry.id = entry.link;
    entry.title = text_of(object, "title");
    entry.author = text_of(member(object, "author"), "name");  // version 1
    const json& authors = list_of(object, "authors");
    if (!authors.empty()) entry.author = text_of(authors.front(), "name");
    entry.body = text_of(object, "content_html");
    if (entry.body.empty()) {
      entry.format = BodyFormat::kText;
      entry.body = first_of({text_of(object, "content_text"), text_of(object, "summary")});
    }
    entry.at = time_of(object, "date_published");
    entry.updated = time_of(object, "date_modified");
    for (const json& tag : list_of(object, "tags")) {
      if (tag.is_string()) entry.tags.push_back(tag.get<std::string>());
    }
    return entry;
  }

  Result<> take(const XmlElements::Found& found) {
    const std::string position = fmt::format("line {}", found.line);
    if (found.kind == XmlElements::Kind::kFault) return reject(sink_, position, found.fault);
    if (found.kind == XmlElements::Kind::kTooLong)
      return reject(sink_, position, fmt::format("the entry is larger than {} MB", kMaxRecordBytes >> 20));
    const XmlElement& element = found.element;
    if (found.root != "rss" && found.root != "rdf:RDF" && found.root != "feed" && found.root != "entry") {
      if (std::exchange(told_root_, true)) return {};
      return reject(
          sink_, position,
          fmt::format("not a feed: its first element is {}, not rss, RDF or feed", cut(found.root, 40)));
    }
    if (element.name == "item" || element.name == "entry") {
      return element.child("wp:post_id") != nullptr ? take_exported(element, position)
                                                    : add(entry_of(element), position, {});
    }
    if (found.parent != "channel" && found.parent != "feed") return {};  // of an image, a text field
    if (element.name == "title") title_ = first_of({title_, element.text});
    if (element.name == "language") language_ = first_of({language_, element.text});
    if (element.name == "link") {
      const std::string relation = element.attribute("rel");
      if (relation.empty() || relation == "alternate")
        page_ = first_of({page_, element.attribute("href"), element.text});
    }
    return {};
  }

  Result<> add(const Entry& entry, const std::string& position, std::string_view raw) {
    if (entry.id.empty()) return reject(sink_, position, "the entry has neither an id nor a link", raw);
    Conversation part;
    Message& message = part.messages.emplace_back(message_of(entry));
    Hint hint{entry.link, {}, {}};
    const std::string page = commented_page(entry.link);
    if (!page.empty()) {  // its own title says no more than who wrote it
      hint.url = page;
      hint.title = first_of({commented_title(entry.title), commented_title(title_)});
      part.id = page + "#comments";
      gatherer_.join(message.id, page);
    } else if (is_part_of(entry.link, page_)) {
      hint.url = page_;
      hint.title = title_;
      part.id = page_;
      gatherer_.join(message.id, page_);
    } else if (entry.parent.empty()) {
      part.id = entry.id;
      part.title = entry.title;
      part.tags = entry.tags;
      part.locale = language_;
      if (!entry.link.empty()) gatherer_.join(message.id, entry.link);
    }
    put_hint(message, hint);
    return check_and_add(std::move(part), entry, position, raw);
  }

  static Message message_of(const Entry& entry) {
    Message message;
    message.id = entry.id;
    message.author = entry.author;
    message.at = entry.at;
    message.in_reply_to = entry.parent;
    message.format = entry.format;
    message.body = entry.body;
    if (message.body.empty()) {
      message.format = BodyFormat::kText;
      message.body = entry.title;
    }
    return message;
  }

  Result<> check_and_add(Conversation&& part, const Entry& entry, const std::string& position,
                         std::string_view raw) {
    if (auto fault = fault_in_time("the date", entry.at))
      return reject(sink_, position, std::move(*fault), raw);
    part.updated_at = entry.updated && !fault_in_time("", entry.updated) ? entry.updated : entry.at;
    return gatherer_.add(part, {}, position);
  }

  // An item of a WordPress export with its comments. What is not public is left out.
  Result<> take_exported(const XmlElement& item, const std::string& position) {
    const std::string type = item["wp:post_type"], status = item["wp:status"];
    const bool is_public = (status == "publish" || status == "closed") && item["wp:post_password"].empty();
    if (!is_public || (type != "post" && type != "topic" && type != "reply" && type != "page")) return {};
    Entry entry = entry_of(item);
    entry.body = first_of({item["content:encoded"], item["excerpt:encoded"]});
    entry.at = parse_date(item["wp:post_date_gmt"]);
    if (!entry.at || fault_in_time("", entry.at)) entry.at = parse_date(item["pubDate"]);
    entry.updated = parse_date(item["wp:post_modified_gmt"]);
    const std::string number = "wp:" + item["wp:post_id"];  // what replies name
    Conversation part;
    if (type == "reply") {
      entry.parent = "wp:" + item["wp:post_parent"];
    } else {
      part.id = entry.id;
      part.title = entry.title;
      part.tags = entry.tags;
      part.locale = language_;
      if (status == "closed") part.state = ConversationState::kClosed;
    }
    Message& message = part.messages.emplace_back(message_of(entry));
    put_hint(message, {entry.link, number, {}});
    gatherer_.join(message.id, number);
    for (const XmlElement& child : item.children) {
      if (child.name != "wp:comment" || child["wp:comment_approved"] != "1") continue;
      const std::string kind = child["wp:comment_type"];
      if (kind == "pingback" || kind == "trackback") continue;
      Message& comment = part.messages.emplace_back();
      comment.id = "comment-" + child["wp:comment_id"];
      comment.author = child["wp:comment_author"];
      comment.at = parse_date(child["wp:comment_date_gmt"]);
      const std::string parent = child["wp:comment_parent"];
      comment.in_reply_to = parent.empty() || parent == "0" ? entry.id : "comment-" + parent;
      comment.format = BodyFormat::kHtml;
      comment.body = child["wp:comment_content"];
    }
    return check_and_add(std::move(part), entry, position, {});
  }

  static std::optional<std::string> complete(Conversation& whole) {
    const std::string id = whole.id;
    take_hints(whole);
    if (!id.empty()) whole.id = id;  // of comments alone the page's, whichever of them came first
    return std::nullopt;
  }

  const Sink& sink_;
  Gatherer gatherer_;
  std::string title_, page_, language_;  // of the feed
  std::uint64_t line_ = 1;
  bool told_root_ = false;
};

bool is_json_feed(std::string_view head) {
  const JsonHead json_head(head);
  return json_head.is_json() && json_head.has("version") && json_head.holds("jsonfeed.org/version/");
}

class FeedChannel : public Channel {
 public:
  std::string_view format() const override { return "feed"; }
  std::string_view default_channel() const override { return "feed"; }

  bool recognises(std::string_view head) const override {
    const auto holds = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
    const auto first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (first == std::string_view::npos) return false;
    if (head[first] != '<') return is_json_feed(head);
    const bool is_atom = holds("http://www.w3.org/2005/Atom") &&
                         (holds("<feed") || holds(":feed") || holds("<entry") || holds(":entry"));
    return holds("<rss") || holds("<rdf:RDF") || is_atom;
  }

  Result<> parse(Input& input, const Sink& sink) const override;
};

// The first bytes tell XML from JSON; they are read again by the reader that follows.
class Replayed : public Input {
 public:
  explicit Replayed(Input& input) : input_(input) {}
  // Reads up to the first byte that is no blank; 0 at the end of the input.
  Result<char> first() {
    for (;;) {
      char c = 0;
      auto got = input_.read(&c, 1);
      if (!got) return fail(got.error());
      if (*got == 0) return '\0';
      begun_ += c;
      const bool mark = c == '\xEF' || c == '\xBB' || c == '\xBF' || c == '\xFE' || c == '\xFF' || c == '\0';
      if (!mark && static_cast<unsigned char>(c) > ' ') return c;
      if (begun_.size() > 1024) return '<';
    }
  }
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (at_ == begun_.size()) return input_.read(buffer, size);
    const std::size_t count = begun_.copy(buffer, size, at_);
    at_ += count;
    return count;
  }
  const std::string& name() const override { return input_.name(); }
  std::uint64_t size() const override { return input_.size(); }
  std::uint64_t position() const override { return input_.position(); }

 private:
  Input& input_;
  std::string begun_;
  std::size_t at_ = 0;
};

Result<> FeedChannel::parse(Input& input, const Sink& sink) const {
  Replayed replayed(input);
  const auto first = replayed.first();
  if (!first) return end_of_input(first.error(), sink, "byte 0");
  FeedFile file(sink);
  return *first == '{' || *first == '[' ? file.read_json(replayed) : file.read_xml(replayed);
}

}  // namespace
}  // namespace feed

std::unique_ptr<Channel> make_feed_channel() {
  return std::make_unique<feed::FeedChannel>();
}

}  // namespace garner

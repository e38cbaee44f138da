// RSS, Atom and JSON feeds: one page, asked for only when it has changed; and the feeds of comments that its
// entries name, as blogs have them, on the feed's own host.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "indexer/channel/channel.h"
#include "indexer/channel/escapes.h"
#include "indexer/channel/input.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/xml_elements.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kMostDiscussed = 50;  // feeds of comments in one poll: more than a feed has entries
constexpr std::size_t kHeadBytes = 64UL * 1024;  // what a feed is recognised from
constexpr const char* kCommentsKind = "comments";

// The feed of comments on one entry.
struct Discussed {
  std::string url;
  std::string count;  // of comments, as the feed tells it; empty: it does not
};

std::string escaped(std::string text) {
  replace_all(text, "&", "&amp;");
  replace_all(text, "<", "&lt;");
  replace_all(text, ">", "&gt;");
  replace_all(text, "\"", "&quot;");
  return text;
}

// What the parser of feeds reads of an entry; the prefixes are those of XmlElement.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSpaces = {{
    {"content", "http://purl.org/rss/1.0/modules/content/"},
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"thr", "http://purl.org/syndication/thread/1.0"},
}};
constexpr std::array<std::string_view, 6> kAttributes = {"about", "href", "ref", "rel", "term", "type"};

bool is_read(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ||
         std::any_of(kSpaces.begin(), kSpaces.end(),
                     [&](const auto& space) { return space.first == name.substr(0, colon); });
}

// In the namespaces of feed_of. As deep as the XML reader takes it, which is bounded.
std::string to_xml(const XmlElement& element) {
  std::string xml = "<" + element.name;
  for (const std::string_view name : kAttributes) {
    const std::string value = element.attribute(name);
    // The text of XHTML holds its markup, as that of HTML does.
    const bool markup = name == "type" && value == "xhtml";
    if (!value.empty()) xml += fmt::format(" {}=\"{}\"", name, markup ? "html" : escaped(value));
  }
  xml += ">" + escaped(element.text);
  for (const XmlElement& child : element.children) {
    if (is_read(child.name)) xml += to_xml(child);
  }
  return xml + "</" + element.name + ">";
}

// Entries of several feeds as one.
std::string feed_of(const std::string& entries) {
  std::string feed = "<rss version=\"2.0\"";
  for (const auto& [prefix, uri] : kSpaces) feed += fmt::format(" xmlns:{}=\"{}\"", prefix, uri);
  return feed + "><channel>" + entries + "</channel></rss>";
}

// Its entries up to the first fault; what is wrong with the feed the channel's parser tells.
std::vector<XmlElement> entries_of(const std::string& feed) {
  std::vector<XmlElement> entries;
  const auto input = input_of(feed, "feed");
  XmlElements elements(*input, {"item", "entry"});
  while (true) {
    auto found = elements.next();
    if (!found || found->kind == XmlElements::Kind::kEnd || found->kind == XmlElements::Kind::kFault)
      return entries;
    if (found->kind == XmlElements::Kind::kElement) entries.push_back(std::move(found->element));
  }
}

// What comments name as what they answer.
std::string id_of_entry(const XmlElement& entry) {
  for (const char* name : {"guid", "id", "link"}) {
    if (std::string id = entry[name]; !id.empty()) return id;
  }
  return {};
}

// "https://blog.example:8443"
std::string_view origin_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", host + 3));
}

std::optional<Discussed> discussed(const XmlElement& entry) {
  Discussed found{entry["wfw:commentRss"], entry["slash:comments"]};
  for (const XmlElement& child : entry.children) {
    const bool replies = (child.name == "link" || child.name == "atom:link") &&
                         child.attribute("rel") == "replies" &&
                         child.attribute("type") == "application/atom+xml";
    if (!replies) continue;
    found.url = child.attribute("href");
    found.count = child.attribute("count");
  }
  if (found.url.empty() || found.count == "0") return std::nullopt;
  return found;
}

// The entry with its comments, each with what it answers: not every feed of comments says so.
std::string with_comments(const std::string& entry, const std::string& comments) {
  const auto entries = entries_of(feed_of(entry));
  if (entries.empty()) return {};
  const std::string id = id_of_entry(entries.front());
  std::string all = entry;
  for (XmlElement& comment : entries_of(comments)) {
    if (id_of_entry(comment) == id) continue;
    if (comment.child("thr:in-reply-to") == nullptr)
      comment.children.push_back({"thr:in-reply-to", "", {{"ref", id}}, {}});
    all += to_xml(comment);
  }
  return feed_of(all);
}

class FeedSource : public LiveSource {
 public:
  std::string_view format() const override { return "feed"; }
  std::string_view query_help() const override { return "none: url is the feed's own address"; }
  // A feed holds its newest entries and comments alone.
  bool gives_parts() const override { return true; }
  std::vector<std::string> headers(const std::string& token) const override {
    std::vector<std::string> headers = {
        "Accept: application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
        "*/*;q=0.5"};
    if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
    return headers;
  }
  // The cursor: how many comments there were behind each address when they were last taken.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    return PageRequest{"feed", settings.url, cursor};
  }
  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    Page page;
    if (request.kind == kCommentsKind) {
      if (!channel_of_format("feed")->recognises(std::string_view(response.body).substr(0, kHeadBytes)))
        return fail(ErrorCode::kInvalidInput, "the feed of comments is no feed");
      page.payload = with_comments(request.carried, response.body);
      return page;
    }
    page.payload = response.body;
    const json known = json::parse(request.carried, nullptr, /*allow_exceptions=*/false);
    json counts = json::object();
    for (const XmlElement& entry : entries_of(response.body)) {
      const auto comments = discussed(entry);
      // Elsewhere the token would go to strangers, and a feed could send us anywhere.
      if (!comments || origin_of(comments->url) != origin_of(settings.url)) continue;
      page.always = true;
      const bool seen = !comments->count.empty() && text_of(known, comments->url.c_str()) == comments->count;
      if (!seen && page.details.size() >= kMostDiscussed) continue;
      counts[comments->url] = comments->count;
      if (!seen) page.details.push_back({kCommentsKind, comments->url, to_xml(entry)});
    }
    page.cursor = counts.empty() ? "" : dump(counts);
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_feed() {
  return std::make_unique<FeedSource>();
}

}  // namespace garner

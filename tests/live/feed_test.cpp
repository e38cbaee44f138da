// Polls of feeds: what has not changed, and the comments that entries name.
#include <nlohmann/json.hpp>

#include "tests/live/channelled.h"

using namespace garner;

namespace {

// A blog as WordPress gives it: a post with so many comments, told or not.
std::string blog(const std::string& url, const std::string& count) {
  return R"(<?xml version="1.0"?><rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:odd="urn:odd"><channel><title>Quillon help</title>
<link>https://help.example</link><description>d</description>
<item><title>Printer asleep after the update</title><link>https://help.example/asleep/</link><guid>https://help.example/?p=7</guid>
<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description>Hold the Wi-Fi button &amp;lt; five seconds ]]&gt;.</description>
<odd:thing odd:type="x" type="y"/><wfw:commentRss>)" +
         url + "/asleep/feed/</wfw:commentRss>" +
         (count.empty() ? "" : "<slash:comments>" + count + "</slash:comments>") +
         R"(</item>
<item><title>Nobody said anything</title><link>https://help.example/quiet/</link><guid>https://help.example/?p=8</guid>
<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><description>Quiet.</description><wfw:commentRss>)" +
         url + R"(/quiet/feed/</wfw:commentRss><slash:comments>0</slash:comments></item>
<item><title>Elsewhere</title><link>https://help.example/else/</link><guid>https://help.example/?p=9</guid>
<pubDate>Sun, 01 Mar 2026 11:00:00 GMT</pubDate><description>Else.</description><wfw:commentRss>http://127.0.0.1:1/feed/</wfw:commentRss>
<slash:comments>4</slash:comments></item></channel></rss>)";
}

std::string comment(int number, const std::string& text, bool linked = true) {
  const std::string link =
      linked ? "https://help.example/asleep/#comment-" + std::to_string(number) : "https://help.example/c";
  return "<item><title>By: ann</title><link>" + link + "</link><guid isPermaLink=\"false\">c" +
         std::to_string(number) + "</guid><pubDate>Sun, 01 Mar 2026 12:00:0" + std::to_string(number) +
         " GMT</pubDate><description>" + text + "</description></item>";
}

std::string comments(const std::string& items) {
  return R"(<?xml version="1.0"?><rss version="2.0"><channel><title>Comments on: Printer asleep</title>)" +
         items + "</channel></rss>";
}

}  // namespace

TEST_CASE("feeds: one page, and nothing where it has not changed") {
  Channelled feed("feed");
  feed.settings.url += "/feed.xml";
  feed.platform.on("/feed.xml",
                   {200,
                    R"(<?xml version="1.0"?><rss version="2.0"><channel><title>Quillon help</title>
<link>https://help.example</link><description>d</description>
<item><title>Printer asleep after the update</title><link>https://help.example/1</link><guid>https://help.example/1</guid>
<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description>Hold the Wi-Fi button for five seconds.</description></item>
</channel></rss>)",
                    {{"Last-Modified", "Sun, 01 Mar 2026 09:00:00 GMT"}}});
  feed.platform.on("/feed.xml", {304, ""});
  CHECK(feed.poll().counts.conversations == 1);
  CHECK(feed.poll().unchanged);
  CHECK(feed.platform.last_header("If-Modified-Since") == "Sun, 01 Mar 2026 09:00:00 GMT");
}

TEST_CASE("feeds: the comments on an entry join it, and are got again when there are more") {
  Channelled feed("feed");
  Platform& api = feed.platform;
  feed.settings.url += "/feed/";
  const std::string post = "https://help.example/?p=7";
  api.on("/feed/", {200, blog(api.url(), "2"), {{"ETag", "\"v1\""}}});
  api.on("/asleep/feed/", {200, comments(comment(2, "That worked, thanks!") + comment(1, "Which button?"))});
  feed.poll();
  Conversation known = feed.stored(post);
  CHECK(known.title == "Printer asleep after the update");
  REQUIRE(known.messages.size() == 3);
  CHECK(known.messages[1].body == "Which button?");
  CHECK(known.messages[2].body == "That worked, thanks!");
  CHECK(api.count("/quiet/feed/") == 0);                                 // nothing to get
  CHECK(feed.stored("https://help.example/?p=9").messages.size() == 1);  // another host is not asked

  // As many as before: nothing to get. The feed itself may be the same while its comments are not.
  feed.poll();
  CHECK(api.last_header("If-None-Match").empty());
  CHECK(api.count("/asleep/feed/") == 1);
  CHECK(feed.stored(post).messages.size() == 3);

  // A feed of comments holds the newest alone: the others stay.
  api.forget("/feed/");
  api.forget("/asleep/feed/");
  api.on("/feed/", {200, blog(api.url(), "3")});
  api.on("/asleep/feed/", {200, comments(comment(3, "It is back."))});
  feed.poll();
  known = feed.stored(post);
  REQUIRE(known.messages.size() == 4);
  CHECK(known.messages[3].body == "It is back.");
  CHECK(known.messages[0].body == "Hold the Wi-Fi button < five seconds ]]>.");
}

TEST_CASE("feeds: comments without a sign of what they answer, of an entry that does not count them") {
  Channelled feed("feed");
  Platform& api = feed.platform;
  feed.settings.url += "/feed/";
  api.on("/feed/", {200, blog(api.url(), "")});
  api.on("/asleep/feed/", {200, comments(comment(1, "Which button?", false))});
  feed.poll();
  feed.poll();
  CHECK(api.count("/asleep/feed/") == 2);
  CHECK(feed.stored("https://help.example/?p=7").messages.size() == 2);
}

TEST_CASE("feeds: replies that an Atom entry links to") {
  Channelled feed("feed");
  Platform& api = feed.platform;
  feed.settings.url += "/atom.xml";
  api.on(
      "/atom.xml",
      {200, R"(<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<title>Quillon help</title><id>tag:help.example,2026:blog</id>
<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:help.example,2026:7</id><title>Printer asleep</title><published>2026-03-01T09:00:00Z</published>
<link rel="alternate" href="https://help.example/7"/><link rel="replies" type="text/html" href="https://help.example/7#replies"/>
<link rel="replies" type="application/atom+xml" href=")" +
                api.url() + R"(/7/comments" thr:count="1"/>
<author><name>petra</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hold the <b>Wi-Fi</b> button.</p></div></content></entry></feed>)"});
  api.on(
      "/7/comments",
      {200,
       R"(<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>c</title>
<entry><id>tag:help.example,2026:7.1</id><title>Which</title><published>2026-03-01T10:00:00Z</published><author><name>ann</name></author>
<thr:in-reply-to ref="tag:help.example,2026:7"/><content type="html">&lt;p&gt;Which button?&lt;/p&gt;</content></entry></feed>)"});
  feed.poll();
  const Conversation known = feed.stored("tag:help.example,2026:7");
  REQUIRE(known.messages.size() == 2);
  CHECK(known.messages[0].body == "Hold the Wi-Fi button.");
  CHECK(known.messages[1].body == "Which button?");
  CHECK(known.messages[1].in_reply_to == "tag:help.example,2026:7");
}

TEST_CASE("feeds: a page of comments that is gone or broken costs no entry") {
  Channelled feed("feed");
  Platform& api = feed.platform;
  feed.settings.url += "/feed/";
  api.on("/feed/", {200, blog(api.url(), "2")});
  SECTION("gone") {
    CHECK(feed.poll().counts.quarantined == 0);
  }
  SECTION("no feed") {
    api.on("/asleep/feed/", {200, "<html>502</html>"});
    Poller poller(*feed.store, [](Fetcher::Milliseconds) { return true; });
    const auto report = poller.poll(feed.settings);
    REQUIRE(report);
    CHECK(report->counts.quarantined == 1);
  }
  CHECK(feed.stored("https://help.example/?p=7").messages.size() == 1);
}

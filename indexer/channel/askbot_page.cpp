#include "indexer/channel/askbot_page.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "indexer/channel/forums.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// One tag: "<div class="post answer">".
struct Tag {
  std::string_view name;  // "div", "/div"
  std::string_view text;  // all of it
  std::size_t begin = 0, end = 0;

  // The value of an attribute, as written.
  std::string_view attribute(std::string_view wanted) const {
    for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
      std::size_t value = at + wanted.size();
      const bool whole = at > 0 && kSpace.find(text[at - 1]) != std::string_view::npos;
      value = std::min(text.find_first_not_of(kSpace, value), text.size());
      if (!whole || value + 1 >= text.size() || text[value] != '=') continue;
      value = std::min(text.find_first_not_of(kSpace, value + 1), text.size());
      if (value == text.size() || (text[value] != '"' && text[value] != '\'')) continue;
      return text.substr(value + 1, text.find(text[value], value + 1) - value - 1);
    }
    return {};
  }

  bool has_class(std::string_view wanted) const {
    std::string_view classes = attribute("class");
    while (!classes.empty()) {
      const auto end_of_word = std::min(classes.find_first_of(kSpace), classes.size());
      if (classes.substr(0, end_of_word) == wanted) return true;
      classes.remove_prefix(std::min(end_of_word + 1, classes.size()));
    }
    return false;
  }
};

// The tags of a page one after the other; comments and scripts are passed over.
class Tags {
 public:
  explicit Tags(std::string_view html) : html_(html) {}

  std::optional<Tag> next() {
    for (;;) {
      const auto begin = html_.find('<', at_);
      if (begin == std::string_view::npos) return std::nullopt;
      if (html_.substr(begin).starts_with("<!--")) {
        if (!skip_past("-->", begin)) return std::nullopt;
        continue;
      }
      Tag tag;
      tag.begin = begin;
      tag.end = end_of_tag(begin);
      if (tag.end == std::string_view::npos) return std::nullopt;
      at_ = tag.end;
      tag.text = html_.substr(begin, tag.end - begin);
      tag.name = tag.text.substr(1, tag.text.find_first_of(" \t\r\n>", 1) - 1);
      if (tag.name == "script" && !skip_past("</script", tag.end)) return std::nullopt;
      if (tag.name == "style" && !skip_past("</style", tag.end)) return std::nullopt;
      return tag;
    }
  }

 private:
  bool skip_past(std::string_view mark, std::size_t from) {
    const auto found = html_.find(mark, from);
    if (found == std::string_view::npos) return false;
    at_ = found + mark.size();
    return true;
  }

  std::size_t end_of_tag(std::size_t begin) const {
    char quote = 0;
    for (std::size_t i = begin + 1; i < html_.size(); ++i) {
      const char c = html_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i + 1;
      }
    }
    return std::string_view::npos;
  }

  std::string_view html_;
  std::size_t at_ = 0;
};

class Page {
 public:
  explicit Page(std::string_view html) : html_(html) {}

  std::optional<Conversation> read() {
    Tags tags(html_);
    while (const auto tag = tags.next()) take(*tag);
    auto& messages = topic_.messages;
    if (messages.empty() || topic_.id.empty()) return std::nullopt;
    const bool accepted = std::any_of(messages.begin(), messages.end(),
                                      [](const Message& message) { return message.accepted; });
    const bool closed = html_.find("['threadIsClosed'] = true") != std::string_view::npos;
    if (accepted || closed)
      topic_.state = accepted ? ConversationState::kResolved : ConversationState::kClosed;
    return std::move(topic_);
  }

 private:
  // How many divs were open where it began; kNone: not inside one.
  static constexpr int kNone = -1;

  void take(const Tag& tag) {
    if (tag.name == "link" && tag.attribute("rel") == "canonical")
      topic_.url = decode_entities(tag.attribute("href"));
    if (tag.name == "div") {
      open(tag);
      ++depth_;
    } else if (tag.name == "/div") {
      --depth_;
      close(tag);
    } else if (message() != nullptr) {
      take_detail(tag);
    }
  }

  Message* message() {
    if (post_at_ == kNone) return nullptr;
    return comment_at_ == kNone ? &topic_.messages[post_] : &topic_.messages.back();
  }

  void open(const Tag& tag) {
    const std::string_view post = tag.attribute("data-post-id"), comment = tag.attribute("data-comment-id");
    const bool question = tag.has_class("js-question");
    if (!post.empty() && (question || (tag.has_class("post") && tag.has_class("answer")))) {
      Message added;
      added.id = post;
      if (question) {
        added.role = Role::kAsker;
        topic_.id = post;
      } else {
        added.in_reply_to = topic_.id;
      }
      added.accepted = tag.has_class("accepted-answer");
      start(std::move(added));
      post_ = topic_.messages.size() - 1;
      post_at_ = depth_;
      comment_at_ = kNone;
    } else if (post_at_ != kNone && tag.has_class("js-comment") && !comment.empty() && comment != "0") {
      Message added;
      added.id = comment;
      added.in_reply_to = topic_.messages[post_].id;
      start(std::move(added));
      comment_at_ = depth_;
    } else if (message() != nullptr) {
      if (tag.has_class(comment_at_ == kNone ? "post-body" : "comment-body")) {
        body_at_ = depth_;
        body_begin_ = tag.end;
      } else if (tag.has_class("post-update-info-container")) {
        info_at_ = depth_;
      } else if (tag.has_class("vote-number") || tag.has_class("js-score")) {
        take_score(tag);
      }
    }
  }

  void start(Message&& added) {
    added.format = BodyFormat::kHtml;
    topic_.messages.push_back(std::move(added));
    body_at_ = info_at_ = kNone;
  }

  void close(const Tag& tag) {
    if (depth_ == info_at_) {
      info_at_ = kNone;
      body_begin_ = tag.end;  // who asked and when stands before the text
    } else if (depth_ == body_at_) {
      body_at_ = kNone;
      Message* whole = message();
      if (whole != nullptr && whole->body.empty())
        whole->body = std::string(trimmed(html_.substr(body_begin_, tag.begin - body_begin_)));
    } else if (depth_ == comment_at_) {
      comment_at_ = kNone;
    } else if (depth_ == post_at_) {
      post_at_ = kNone;
    }
  }

  void take_detail(const Tag& tag) {
    Message& at = *message();
    const bool about = info_at_ != kNone || (comment_at_ != kNone && body_at_ == kNone);
    if (about && tag.name == "abbr" && tag.has_class("timeago") && !at.at) {
      at.at = parse_spaced_time(tag.attribute("title"));
    } else if (about && tag.name == "a" && at.author.empty()) {
      if (tag.attribute("href").find("/users/") != std::string_view::npos) at.author = text_after(tag);
    } else if (tag.name == "a" && at.id == topic_.id && topic_.title.empty() && body_at_ == kNone &&
               tag.attribute("href").find("/question/") != std::string_view::npos) {
      topic_.title = text_after(tag);
    } else if (at.id == topic_.id && at.body.empty() && !tag.attribute("data-tag-name").empty()) {
      topic_.tags.push_back(decode_entities(tag.attribute("data-tag-name")));
    }
  }

  // The text between a tag and the next one.
  std::string text_after(const Tag& tag) const {
    return decode_entities(trimmed(html_.substr(tag.end, html_.find('<', tag.end) - tag.end)));
  }

  void take_score(const Tag& tag) {
    const std::string text = text_after(tag);
    std::from_chars(text.data(), text.data() + text.size(), message()->score);
  }

  std::string_view html_;
  Conversation topic_;
  int depth_ = 0;
  int post_at_ = kNone, comment_at_ = kNone, body_at_ = kNone, info_at_ = kNone;
  std::size_t post_ = 0, body_begin_ = 0;
};

}  // namespace

std::optional<Conversation> read_askbot_page(std::string_view html) {
  return Page(html).read();
}

}  // namespace garner

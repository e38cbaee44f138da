// Discourse topics as Markdown files, one topic a file, as archives of forums keep them: a head with topic_id
// and url between "---", then "## Post #N by @user (2026-03-01 09:00 UTC)" before each post's HTML.
#include <fmt/format.h>

#include <charconv>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/input.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace discourse_archive {
namespace {

constexpr std::string_view kPost = "## Post #";

// "topic_id: 16914" or "**URL**: https://…" -> the value.
std::string_view value_of(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return {};
  line.remove_prefix(key.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

struct PostHead {
  std::uint32_t number = 0;
  std::string author;
  std::optional<Time> at;
};

// "## Post #2 by @sam (2026-03-01 09:00 UTC)"
std::optional<PostHead> post_head(std::string_view line) {
  if (!line.starts_with(kPost)) return std::nullopt;
  line.remove_prefix(kPost.size());
  PostHead head;
  const auto number = std::from_chars(line.data(), line.data() + line.size(), head.number);
  if (number.ec != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(number.ptr - line.data()));
  const auto open = line.rfind(" ("), close = line.rfind(')');
  if (!line.starts_with(" by @") || open == std::string_view::npos || close == std::string_view::npos ||
      close < open || open < 5)
    return std::nullopt;
  head.author = line.substr(5, open - 5);
  head.at = parse_spaced_time(line.substr(open + 2, close - open - 2));
  return head;
}

// A post ends with the line "---" before the next one, and has blank lines around it.
void trim_body(std::string& body) {
  const auto trim = [&] { body.erase(body.find_last_not_of(" \t\r\n") + 1); };
  trim();
  body.erase(0, std::min(body.find_first_not_of("\r\n"), body.size()));
  if (!body.ends_with("\n---") && body != "---") return;
  body.resize(body.size() - 3);
  trim();
}

class TopicFile {
 public:
  TopicFile(Input& input, const Sink& sink) : input_(input), sink_(sink) {}

  Result<> read() {
    LineReader lines(input_);
    for (;;) {
      auto line = lines.next();
      if (!line) {
        if (auto told = end_of_input(line.error(), sink_, "the end"); !told) return told;
        break;
      }
      if (line->kind == LineReader::Kind::kEnd) break;
      if (line->kind == LineReader::Kind::kTooLong) {
        auto told = reject(sink_, fmt::format("line {}", line->number),
                           fmt::format("the line is longer than {} MB", kMaxRecordBytes >> 20), line->text);
        if (!told) return told;
        continue;
      }
      if (!take(line->text))
        return reject(sink_, fmt::format("line {}", line->number),
                      fmt::format("the topic is larger than {} MB or has more than {} posts",
                                  kMaxRecordBytes >> 20, kMaxMessages));
    }
    return finish();
  }

 private:
  bool take(std::string_view line) {
    auto post = post_head(line);
    if (post && post->number > number_) {  // a post may quote such a line
      number_ = post->number;
      Message message;
      message.id = std::to_string(post->number);
      message.author = std::move(post->author);
      message.at = post->at;
      message.format = BodyFormat::kHtml;
      topic_.messages.push_back(std::move(message));
    } else if (!topic_.messages.empty()) {
      topic_.messages.back().body += line;
      topic_.messages.back().body += '\n';
      bytes_ += line.size() + 1;
    } else {
      take_head(line);
    }
    return bytes_ <= kMaxRecordBytes && topic_.messages.size() <= kMaxMessages;
  }

  void take_head(std::string_view line) {
    if (const auto id = value_of(line, "topic_id:"); !id.empty()) topic_.id = id;
    for (const std::string_view key : {"url:", "**URL**:"}) {
      if (const auto url = value_of(line, key); !url.empty()) topic_.url = url;
    }
    if (line.starts_with("# ")) topic_.title = decode_entities(value_of(line, "#"));
    if (const auto date = value_of(line, "date:"); !date.empty()) topic_.created_at = parse_spaced_time(date);
  }

  Result<> finish() {
    if (topic_.id.empty() || topic_.messages.empty())
      return reject(sink_, "line 1", "not a topic: no topic_id, or no line \"## Post #1 by @…\"");
    for (Message& message : topic_.messages) {
      trim_body(message.body);
      if (message.author == "system" || message.author == "discobot") message.role = Role::kBot;
    }
    // The head has the day, the first post the minute.
    if (topic_.messages.front().at) topic_.created_at.reset();
    settle(topic_);
    return deliver(sink_, std::move(topic_), "line 1");
  }

  Input& input_;
  const Sink& sink_;
  Conversation topic_;
  std::uint32_t number_ = 0;
  std::size_t bytes_ = 0;
};

class DiscourseArchiveChannel : public Channel {
 public:
  std::string_view format() const override { return "discourse-archive"; }
  std::string_view default_channel() const override { return "discourse"; }
  bool recognises(std::string_view head) const override {
    return head.starts_with("---") && head.find("\ntopic_id:") != std::string_view::npos &&
           head.find(std::string("\n") + std::string(kPost)) != std::string_view::npos;
  }
  Result<> parse(Input& input, const Sink& sink) const override { return TopicFile(input, sink).read(); }
};

}  // namespace
}  // namespace discourse_archive

std::unique_ptr<Channel> make_discourse_archive_channel() {
  return std::make_unique<discourse_archive::DiscourseArchiveChannel>();
}

}  // namespace garner

// Stack Exchange data dumps: Posts.xml, with the Comments.xml and Users.xml that lie beside it. The posts of
// one question are scattered over the file, and a dump may be far larger than memory: rows are sorted by
// their question on disk. In memory are 8 bytes per post and, with Users.xml, a name per user.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/input.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/sorter.h"
#include "indexer/channel/xml_rows.h"
#include "indexer/core/clock.h"
#include "indexer/core/record.h"

namespace garner {
namespace stackexchange {
namespace {

using PostId = std::uint32_t;
constexpr std::string_view kQuestion = "1", kAnswer = "2";  // PostTypeId
constexpr std::string_view kComment = "comment";

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.empty() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What of a row is kept until its question is complete. The order is that of the sorter's records.
enum Field : std::size_t {
  kKind,
  kRow,
  kId,
  kUser,
  kUserName,
  kCreated,
  kScore,
  kText,
  kParent,
  kTitle,
  kTags,
  kAccepted,
  kClosed,
  kActive,
  kFieldCount
};
using Stored = std::vector<std::string_view>;

std::string record_of(std::string_view kind, const XmlRows::Row& row) {
  const bool comment = kind == kComment;
  const std::string number = std::to_string(row.number);
  const std::array<std::string_view, kFieldCount> fields = {
      kind,
      number,
      row["Id"],
      row[comment ? "UserId" : "OwnerUserId"],
      row[comment ? "UserDisplayName" : "OwnerDisplayName"],
      row["CreationDate"],
      row["Score"],
      row[comment ? "Text" : "Body"],
      row[comment ? "PostId" : "ParentId"],
      row["Title"],
      row["Tags"],
      row["AcceptedAnswerId"],
      row["ClosedDate"],
      row["LastActivityDate"]};
  std::string record;
  for (const auto field : fields) append_field(record, field);
  return record;
}

// "<wifi><offline>" or, in newer dumps, "|wifi|offline|".
std::vector<std::string> tags_of(std::string_view text) {
  std::vector<std::string> tags;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of("<>|"), text.size()));
    if (text.empty()) return tags;
    const auto end = std::min(text.find_first_of("<>|"), text.size());
    tags.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// The site's address where the dump's folder is named after it, as archive.org does
// ("cooking.stackexchange.com").
std::string site_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().filename().string();
  const bool host = folder.ends_with(".com") || folder.ends_with(".net");
  return host ? "https://" + folder : std::string();
}

// Display names by user id, sorted by id.
class Users {
 public:
  void add(std::int64_t id, std::string_view name) {
    entries_.push_back({id, names_.size(), name.size()});
    names_ += name;
  }
  void finish() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  }
  std::string_view name_of(std::int64_t id) const {
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), id,
                         [](const Entry& entry, std::int64_t wanted) { return entry.id < wanted; });
    if (found == entries_.end() || found->id != id) return {};
    return std::string_view(names_).substr(found->offset, found->size);
  }

 private:
  struct Entry {
    std::int64_t id;
    std::size_t offset, size;
  };
  std::vector<Entry> entries_;
  std::string names_;
};

// One dump being read.
class Dump {
 public:
  Dump(Input& posts, const Sink& sink) : posts_(posts), sink_(sink), site_(site_of(posts.name())) {}

  Result<> read() {
    auto ok = read_rows(posts_, "Posts.xml", [&](const XmlRows::Row& row) { return add_post(row); });
    if (!ok) return ok;
    std::sort(questions_.begin(), questions_.end());
    ok = read_part("Comments.xml", [&](const XmlRows::Row& row) { return add_comment(row); });
    if (!ok) return ok;
    ok = read_part("Users.xml", [&](const XmlRows::Row& row) { return add_user(row); });
    if (!ok) return ok;
    users_.finish();
    ok = sorter_.drain(
        [&](std::uint64_t question, std::string_view record) { return gather(question, record); });
    if (!ok) return ok;
    return finish_question();
  }

 private:
  template <typename Take>
  Result<> read_rows(Input& input, const char* file, const Take& take) {
    XmlRows rows(input);
    std::uint64_t number = 0;
    for (;;) {
      auto row = rows.next();
      if (!row) return end_of_input(row.error(), sink_, fmt::format("{} row {}", file, number + 1));
      if (row->kind == XmlRows::Kind::kEnd) return {};
      number = row->number;
      Result<> taken;
      if (row->kind == XmlRows::Kind::kRow) {
        taken = take(*row);
      } else {
        taken = reject(sink_, fmt::format("{} row {}", file, number), row->fault, row->raw);
      }
      if (!taken) return taken;
    }
  }

  // A file beside Posts.xml, packed or not; it need not be there.
  template <typename Take>
  Result<> read_part(const char* file, const Take& take) {
    const std::filesystem::path path(posts_.name());
    if (!path.filename().string().starts_with("Posts.xml")) return {};
    for (const char* packing : {"", ".gz", ".zst"}) {
      auto input = open_input((path.parent_path() / (std::string(file) + packing)).string());
      if (input) return read_rows(**input, file, take);
      if (input.error().code != ErrorCode::kNotFound) return fail(input.error());
    }
    return {};
  }

  Result<> add_post(const XmlRows::Row& row) {
    const std::string_view kind = row["PostTypeId"];
    if (kind != kQuestion && kind != kAnswer) {
      if (!kind.empty()) return {};  // a tag's wiki, a moderator's nomination: nothing that anyone asked
      return fault_in_row("Posts.xml", row, "PostTypeId is missing");
    }
    const auto id = number_of<PostId>(row["Id"]);
    if (!id) return fault_in_row("Posts.xml", row, "Id is missing or not a number");
    const auto question = kind == kQuestion ? id : number_of<PostId>(row["ParentId"]);
    if (!question)
      return fault_in_row("Posts.xml", row, "the answer has no ParentId: its question is not known");
    questions_.emplace_back(*id, *question);
    return sorter_.add(*question, kind == kQuestion ? 0 : order_of(row), record_of(kind, row));
  }

  Result<> add_comment(const XmlRows::Row& row) {
    const auto post = number_of<PostId>(row["PostId"]);
    if (!post) return fault_in_row("Comments.xml", row, "PostId is missing or not a number");
    if (row["Id"].empty()) return fault_in_row("Comments.xml", row, "Id is missing");
    const auto found =
        std::lower_bound(questions_.begin(), questions_.end(), std::pair<PostId, PostId>(*post, 0));
    if (found == questions_.end() || found->first != *post)
      return {};  // on a post that is not read, such as a wiki
    return sorter_.add(found->second, order_of(row), record_of(kComment, row));
  }

  Result<> add_user(const XmlRows::Row& row) {
    const auto id = number_of<std::int64_t>(row["Id"]);
    if (id && !row["DisplayName"].empty()) users_.add(*id, row["DisplayName"]);
    return {};
  }

  // Answers and comments follow their question in the order of time; those without a time come last.
  static std::uint64_t order_of(const XmlRows::Row& row) {
    const auto at = parse_rfc3339(row["CreationDate"]);
    if (!at) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(std::max<Time>(*at, 1));
  }

  Result<> fault_in_row(const char* file, const XmlRows::Row& row, const char* reason) {
    return reject(sink_, fmt::format("{} row {}", file, row.number), reason, row.raw);
  }

  Result<> gather(std::uint64_t question, std::string_view record) {
    if (question != question_ || records_.empty()) {
      if (auto ok = finish_question(); !ok) return ok;
      question_ = question;
    }
    ++record_count_;
    record_bytes_ += record.size();
    if (record_count_ <= kMaxMessages && record_bytes_ <= kMaxRecordBytes) {
      records_.emplace_back(record);
    } else if (records_.empty()) {
      records_.emplace_back();  // says that there is something
    }
    return {};
  }

  // Delivers what has been gathered.
  Result<> finish_question() {
    if (records_.empty()) return {};
    const std::vector<std::string> records = std::move(records_);
    records_.clear();
    const std::size_t count = std::exchange(record_count_, 0);
    const std::size_t bytes = std::exchange(record_bytes_, 0);
    const auto first = split_record(records.front());
    const std::string position =
        first && first->size() == kFieldCount ? fmt::format("Posts.xml row {}", (*first)[kRow]) : "Posts.xml";
    if (bytes > kMaxRecordBytes || count > kMaxMessages) {
      return reject(
          sink_, position,
          fmt::format("question {} has {} posts and comments of {} bytes: at most {} of {} MB are taken",
                      question_, count, bytes, kMaxMessages, kMaxRecordBytes >> 20));
    }
    if (!first || (*first)[kKind] != kQuestion) {
      return reject(sink_, position,
                    fmt::format("question {} is not in the dump: its {} answers and comments are left out",
                                question_, count));
    }
    return deliver(sink_, conversation_of(records), position);
  }

  Conversation conversation_of(const std::vector<std::string>& records) const {
    Conversation conversation;
    std::string accepted, owner;
    for (const auto& record : records) {
      const auto fields = split_record(record);
      if (!fields) continue;
      const Stored& row = *fields;
      if (conversation.messages.empty()) {
        conversation.id = row[kId];
        if (!site_.empty()) conversation.url = fmt::format("{}/questions/{}", site_, row[kId]);
        conversation.title = row[kTitle];
        conversation.created_at = parse_rfc3339(row[kCreated]);
        conversation.updated_at = parse_rfc3339(row[kActive]);
        conversation.tags = tags_of(row[kTags]);
        if (!row[kClosed].empty()) conversation.state = ConversationState::kClosed;
        accepted = row[kAccepted];
        if (!accepted.empty()) conversation.state = ConversationState::kResolved;
        owner = row[kUser].empty() ? row[kUserName] : row[kUser];
      }
      conversation.messages.push_back(message_of(row, owner, accepted));
    }
    mend_replies(conversation);
    return conversation;
  }

  Message message_of(const Stored& row, const std::string& owner, const std::string& accepted) const {
    Message message;
    const bool comment = row[kKind] == kComment;
    message.id = fmt::format("{}{}", comment ? "c" : "", row[kId]);
    const std::string_view user = row[kUser].empty() ? row[kUserName] : row[kUser];
    const auto id = number_of<std::int64_t>(row[kUser]);
    const std::string_view name = id ? users_.name_of(*id) : std::string_view();
    message.author = name.empty() ? user : name;
    message.role = Role::kHelper;
    if (id && *id < 0) {
      message.role = Role::kBot;  // "Community" asks and edits for the site
    } else if (row[kKind] == kQuestion || (!user.empty() && user == owner)) {
      message.role = Role::kAsker;
    }
    message.at = parse_rfc3339(row[kCreated]);
    message.in_reply_to = row[kParent];
    message.format = comment ? BodyFormat::kMarkdown : BodyFormat::kHtml;
    message.body = row[kText];
    message.accepted = !comment && !accepted.empty() && row[kId] == accepted;
    message.score = number_of<std::int64_t>(row[kScore]).value_or(0);
    return message;
  }

  Input& posts_;
  const Sink& sink_;
  std::string site_;
  Sorter sorter_;
  std::vector<std::pair<PostId, PostId>> questions_;  // post, its question
  Users users_;
  std::uint64_t question_ = 0;  // being gathered
  std::vector<std::string> records_;
  std::size_t record_count_ = 0, record_bytes_ = 0;
};

class StackExchangeChannel : public Channel {
 public:
  std::string_view format() const override { return "stackexchange"; }
  std::string_view default_channel() const override { return "stackexchange"; }
  bool recognises(std::string_view head) const override {
    const auto first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    return first != std::string_view::npos && head[first] == '<' &&
           head.find("<posts") != std::string_view::npos;
  }
  Result<> parse(Input& input, const Sink& sink) const override { return Dump(input, sink).read(); }
  bool is_part(const std::string& path) const override {
    const std::string filename = std::filesystem::path(path).filename().string();
    constexpr std::array<std::string_view, 7> kParts = {"Badges.xml",    "Comments.xml", "PostHistory.xml",
                                                        "PostLinks.xml", "Tags.xml",     "Users.xml",
                                                        "Votes.xml"};
    return std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) {
      return filename == part || (filename.starts_with(part) && (filename.substr(part.size()) == ".gz" ||
                                                                 filename.substr(part.size()) == ".zst"));
    });
  }
};

}  // namespace
}  // namespace stackexchange

std::unique_ptr<Channel> make_stackexchange_channel() {
  return std::make_unique<stackexchange::StackExchangeChannel>();
}

}  // namespace garner

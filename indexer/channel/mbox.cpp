// Mailing lists and support mailboxes as mbox (mboxo, mboxrd), or one mail as it is. Threads are rebuilt from
// References and In-Reply-To, and from the subject where a reply has neither.
#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/input.h"
#include "indexer/channel/mail_folder.h"
#include "indexer/channel/mime.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/sorter.h"
#include "indexer/channel/threads.h"
#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/core/record.h"

namespace garner {
namespace mbox {
namespace {

// "From sender Wed Dec  1 08:26:40 2010": the time of day tells it from a sentence that begins with From.
bool is_separator(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  for (auto at = line.find(':'); at != std::string_view::npos; at = line.find(':', at + 1)) {
    if (at >= 2 && at + 2 < line.size() && is_digit(line[at - 2]) && is_digit(line[at - 1]) &&
        is_digit(line[at + 1]) && is_digit(line[at + 2])) {
      return true;
    }
  }
  return false;
}

// mboxrd puts one '>' before each line of the body that looks like a separator, or like one so marked.
std::string_view unquote(std::string_view line) {
  const auto mark = line.find_first_not_of('>');
  const bool quoted = mark != std::string_view::npos && mark > 0 && line.substr(mark).starts_with("From ");
  return quoted ? line.substr(1) : line;
}

// An id for a mail that has none: the same mail always gets the same.
std::string digest_of(std::string_view bytes) {
  const std::unique_ptr<char, decltype(&g_free)> digest(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(bytes.data()),
                                  bytes.size()),
      g_free);
  return "mail-" + std::string(digest.get(), 24);
}

// What is kept of a mail until its thread is complete. The order is that of the sorter's records.
enum Field : std::size_t {
  kPlace,
  kId,
  kParent,
  kName,
  kAddress,
  kDomains,
  kAutomatic,
  kAt,
  kSubject,
  kFormat,
  kBody,
  kFieldCount
};
using Stored = std::vector<std::string_view>;

// What replies to one subject have in common. `is_reply` is set where a prefix says so.
std::string subject_key(std::string_view subject, bool& is_reply) {
  bool has_prefix = false;
  std::string key(bare_subject(subject, has_prefix));
  std::transform(key.begin(), key.end(), key.begin(), [](char c) { return g_ascii_tolower(c); });
  is_reply = is_reply || has_prefix;
  return key;
}

std::optional<Time> time_of(std::string_view text) {
  Time time = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time);
  if (error != std::errc() || text.empty()) return std::nullopt;
  return time;
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string() : std::string(address.substr(at + 1));
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// One mailbox being read: mails are put aside while the threads are found, then sorted by thread.
class Mailbox {
 public:
  Mailbox(Input& input, const Sink& sink) : lines_(input), sink_(sink) {}

  Result<> read() {
    if (auto ok = read_mails(); !ok) return ok;
    Sorter by_thread;
    std::uint64_t last_time = 0;  // a mail without a time was sent about when the one before it was
    auto ok = in_order_.drain([&](std::uint64_t, std::string_view record) -> Result<> {
      const auto fields = split_record(record);
      if (!fields) return {};
      const auto at = time_of((*fields)[kAt]);
      last_time = at ? static_cast<std::uint64_t>(*at) : last_time;
      return by_thread.add(threads_.thread_of(threads_.number_of((*fields)[kId])), last_time, record);
    });
    if (!ok) return ok;
    ok = by_thread.drain([&](std::uint64_t thread, std::string_view record) -> Result<> {
      if (thread != thread_) {
        if (auto done = finish_thread(); !done) return done;
        thread_ = thread;
      }
      ++mail_count_;
      byte_count_ += record.size();
      if (records_.empty() || (mail_count_ <= kMaxMessages && byte_count_ <= kMaxRecordBytes)) {
        records_.emplace_back(record);
      }
      return {};
    });
    if (!ok) return ok;
    return finish_thread();
  }

 private:
  Result<> read_mails() {
    std::string mail, place = "line 1";
    bool too_long = false, started = false;
    for (;;) {
      auto line = lines_.next();
      if (!line) {
        if (auto ok = finish_mail(mail, place, too_long, started); !ok) return ok;
        return end_of_input(line.error(), sink_, place);
      }
      const bool end = line->kind == LineReader::Kind::kEnd;
      const bool separator = !end && is_separator(line->text);
      if (end || separator) {
        if (auto ok = finish_mail(mail, place, too_long, started); !ok) return ok;
        if (end) return {};
        mail.clear();
        const std::string_view file = mail_file_in(line->text);
        place = file.empty() ? fmt::format("line {}", line->number) : std::string(file);
        too_long = false;
        started = true;
        continue;
      }
      if (!started && line->text.empty()) continue;
      started = true;
      too_long = too_long || line->kind == LineReader::Kind::kTooLong || mail.size() > kMaxRecordBytes;
      if (too_long) continue;
      mail += unquote(line->text);
      mail += '\n';
    }
  }

  Result<> finish_mail(const std::string& bytes, const std::string& position, bool too_long, bool started) {
    if (!started) return {};
    if (too_long) {
      return reject(sink_, position, fmt::format("the mail is larger than {} MB", kMaxRecordBytes >> 20),
                    bytes);
    }
    Mail mail = parse_mail(bytes);
    if (mail.address.empty() && mail.name.empty() && mail.subject.empty() && mail.id.empty()) {
      return reject(sink_, position, "not a mail: it has no From, Subject or Message-ID", bytes);
    }
    if (auto fault = fault_in_time("Date", mail.at)) return reject(sink_, position, std::move(*fault), bytes);
    if (mail.id.empty()) mail.id = digest_of(bytes);
    return add(mail, position);
  }

  Result<> add(const Mail& mail, const std::string& position) {
    const auto number = threads_.number_of(mail.id);
    const bool answers_known = std::any_of(mail.answers.begin(), mail.answers.end(),
                                           [&](const std::string& id) { return threads_.knows(id); });
    for (const auto& id : mail.answers) threads_.join(number, threads_.number_of(id));
    bool is_reply = !mail.answers.empty();
    std::string subject = subject_key(mail.subject, is_reply);
    const auto key = std::hash<std::string>{}(subject);
    const auto same = subjects_.find(key);
    if (same != subjects_.end() && is_reply && !answers_known && !subject.empty())
      threads_.join(number, same->second);
    subjects_[key] = number;

    std::string domains;
    for (const auto& domain : mail.recipient_domains) domains += domain + " ";
    std::string record;
    append_field(record, position);
    append_field(record, mail.id);
    append_field(record, mail.answers.empty() ? std::string() : mail.answers.back());
    append_field(record, mail.name);
    append_field(record, mail.address);
    append_field(record, domains);
    append_field(record, mail.automatic ? "1" : "");
    append_field(record, mail.at ? std::to_string(*mail.at) : std::string());
    append_field(record, mail.subject);
    append_field(record, name_of(mail.format));
    append_field(record, mail.body);
    return in_order_.add(sequence_++, 0, record);
  }

  // Delivers the mails gathered, which are in the order of time.
  Result<> finish_thread() {
    const std::vector<std::string> records = std::exchange(records_, {});
    const std::size_t count = std::exchange(mail_count_, 0);
    const std::size_t bytes = std::exchange(byte_count_, 0);
    std::vector<Stored> mails;
    std::unordered_map<std::string_view, std::size_t> positions;  // by id
    for (const auto& record : records) {
      auto fields = split_record(record);
      if (!fields || fields->size() != kFieldCount) continue;
      const Stored& mail = *fields;
      const auto [known, is_new] = positions.emplace(mail[kId], mails.size());
      if (is_new) {
        mails.push_back(std::move(*fields));
      } else if (mails[known->second][kBody] != mail[kBody]) {  // the very same again is dropped
        auto ok = reject(sink_, std::string(mail[kPlace]),
                         fmt::format("its Message-ID is that of the mail at {}, whose text differs",
                                     mails[known->second][kPlace]));
        if (!ok) return ok;
      }
    }
    if (mails.empty()) return {};
    const std::string position(mails.front()[kPlace]);
    if (count > kMaxMessages || bytes > kMaxRecordBytes) {
      return reject(sink_, position,
                    fmt::format("the thread has {} mails of {} bytes: at most {} of {} MB are taken", count,
                                bytes, kMaxMessages, kMaxRecordBytes >> 20));
    }
    return deliver(sink_, conversation_of(mails), position);
  }

  static Conversation conversation_of(const std::vector<Stored>& mails) {
    Conversation conversation;
    for (const auto& mail : mails) {
      Message& message = conversation.messages.emplace_back();
      message.id = mail[kId];
      message.author = mail[kName];
      message.at = time_of(mail[kAt]);
      message.in_reply_to = mail[kParent];
      message.format = parse_body_format(mail[kFormat]).value_or(BodyFormat::kText);
      message.body = mail[kBody];
    }
    mend_replies(conversation);
    set_roles(mails, conversation.messages);

    const auto& messages = conversation.messages;
    const auto root = std::find_if(messages.begin(), messages.end(),
                                   [](const Message& message) { return message.in_reply_to.empty(); });
    const auto first = static_cast<std::size_t>(root == messages.end() ? 0 : root - messages.begin());
    bool is_reply = false;
    conversation.id = messages[first].id;
    conversation.title = bare_subject(mails[first][kSubject], is_reply);
    conversation.created_at = messages.front().at;
    for (const auto& message : messages) {
      if (message.at) conversation.updated_at = message.at;
    }
    return conversation;
  }

  // The first sender asks; who writes from the domain that was written to is an agent, the others help.
  static void set_roles(const std::vector<Stored>& mails, std::vector<Message>& messages) {
    const auto question =
        std::find_if(mails.begin(), mails.end(), [](const Stored& mail) { return mail[kAutomatic].empty(); });
    if (question == mails.end()) {
      for (auto& message : messages) message.role = Role::kBot;
      return;
    }
    auto domains = words_of((*question)[kDomains]);
    domains.erase(domain_of((*question)[kAddress]));  // colleagues, or customers of the same mail provider
    for (std::size_t i = 0; i < mails.size(); ++i) {
      if (!mails[i][kAutomatic].empty()) {
        messages[i].role = Role::kBot;
      } else if (mails[i][kAddress] == (*question)[kAddress]) {
        messages[i].role = Role::kAsker;
      } else {
        messages[i].role = domains.contains(domain_of(mails[i][kAddress])) ? Role::kAgent : Role::kHelper;
      }
    }
  }

  LineReader lines_;
  const Sink& sink_;
  Threads threads_;
  std::unordered_map<std::size_t, std::uint32_t> subjects_;  // the last mail with a subject, by its hash
  Sorter in_order_;
  std::uint64_t sequence_ = 0;
  std::uint64_t thread_ = std::numeric_limits<std::uint64_t>::max();  // being gathered
  std::vector<std::string> records_;
  std::size_t mail_count_ = 0, byte_count_ = 0;
};

// Whether the head begins with mail headers: a single mail, or a news article.
bool is_mail(std::string_view head) {
  const auto colon = head.find(':');
  const auto name = head.substr(0, colon);
  const bool header =
      colon != std::string_view::npos && !name.empty() &&
      std::all_of(name.begin(), name.end(), [](char c) { return g_ascii_isalnum(c) != 0 || c == '-'; });
  if (!header) return false;
  const auto has = [&](std::string_view field) {
    return head.starts_with(field.substr(1)) || head.find(field) != std::string_view::npos;
  };
  return has("\nFrom:") && (has("\nMessage-ID:") || has("\nMessage-Id:") || has("\nSubject:"));
}

class MboxChannel : public Channel {
 public:
  std::string_view format() const override { return "mbox"; }
  std::string_view default_channel() const override { return "mail"; }
  bool recognises(std::string_view head) const override {
    head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
    return is_separator(head.substr(0, head.find('\n'))) || is_mail(head);
  }
  Result<> parse(Input& input, const Sink& sink) const override { return Mailbox(input, sink).read(); }
};

}  // namespace
}  // namespace mbox

std::unique_ptr<Channel> make_mbox_channel() {
  return std::make_unique<mbox::MboxChannel>();
}

}  // namespace garner

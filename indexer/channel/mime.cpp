#include "indexer/channel/mime.h"

#include <fmt/format.h>
#include <gmime/gmime.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <sstream>
#include <utility>

#include "indexer/channel/mail_text.h"
#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

constexpr int kMaxParts = 32;  // levels of multiparts that are looked into

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

std::string string_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

// A header as it stands in the mail, encoded and folded.
std::string header_of(GMimeMessage* message, const char* name) {
  GMimeHeader* header =
      g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name);
  return header == nullptr ? std::string() : string_of(g_mime_header_get_raw_value(header));
}

struct TextPart {
  BodyFormat format = BodyFormat::kText;
  std::string text;
};
using TextParts = std::vector<TextPart>;

bool has_text(const TextParts& parts, BodyFormat format) {
  return std::any_of(parts.begin(), parts.end(), [&](const TextPart& part) {
    return part.format == format && !trimmed(part.text).empty();
  });
}

std::string bytes_of(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

void collect_part(GMimePart* part, TextParts& parts) {
  const auto disposition = lowered(string_of(g_mime_object_get_disposition(GMIME_OBJECT(part))));
  if (disposition == "attachment" || g_mime_part_get_filename(part) != nullptr) return;
  GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  const bool html = g_mime_content_type_is_type(type, "text", "html") != 0;
  if (!html && g_mime_content_type_is_type(type, "text", "plain") == 0) return;
  const auto parameter = [&](const char* name) {
    return lowered(string_of(g_mime_content_type_get_parameter(type, name)));
  };
  std::string text = decode_charset(bytes_of(part), parameter("charset"));
  if (!html)
    text = parameter("format") == "flowed" ? unflow(text, parameter("delsp") == "yes") : unwrap(text);
  parts.push_back({html ? BodyFormat::kHtml : BodyFormat::kText, std::move(text)});
}

// NOLINTNEXTLINE(misc-no-recursion): at most kMaxParts deep
void collect(GMimeObject* object, int depth, TextParts& parts) {
  if (object == nullptr || depth > kMaxParts) return;
  if (GMIME_IS_PART(object)) return collect_part(GMIME_PART(object), parts);
  if (!GMIME_IS_MULTIPART(object)) return;  // a mail inside the mail: forwarded, not written
  auto* multipart = GMIME_MULTIPART(object);
  GMimeContentType* type = g_mime_object_get_content_type(object);
  const bool alternative = g_mime_content_type_is_type(type, "multipart", "alternative") != 0;
  TextParts found;
  for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
    collect(g_mime_multipart_get_part(multipart, i), depth + 1, found);
  }
  if (alternative) {  // the same thing several times: one format is enough
    const auto wanted = has_text(found, BodyFormat::kText) ? BodyFormat::kText : BodyFormat::kHtml;
    std::erase_if(found, [&](const TextPart& part) { return part.format != wanted; });
  }
  std::move(found.begin(), found.end(), std::back_inserter(parts));
}

void take_body(GMimeMessage* message, Mail& mail) {
  TextParts parts;
  collect(g_mime_message_get_mime_part(message), 0, parts);
  mail.format = has_text(parts, BodyFormat::kText) ? BodyFormat::kText : BodyFormat::kHtml;
  if (!has_text(parts, mail.format)) mail.format = BodyFormat::kText;
  for (const auto& part : parts) {
    if (part.format != mail.format || trimmed(part.text).empty()) continue;
    if (!mail.body.empty()) mail.body += '\n';
    mail.body += part.text;
  }
  mail.body.resize(without_scrub_notes(mail.body).size());
  mail.body.resize(mail.body.find_last_not_of("\r\n") + 1);
}

// The ids in a Message-ID, References or In-Reply-To header, which also holds other words in old mails.
std::vector<std::string> ids_in(std::string_view header) {
  std::vector<std::string> ids;
  for (;;) {
    const auto open = header.find('<');
    if (open == std::string_view::npos) return ids;
    header.remove_prefix(open + 1);
    const auto close = header.find('>');
    if (close == std::string_view::npos) return ids;
    std::string id(header.substr(0, close));
    std::erase_if(id,
                  [](unsigned char c) { return std::isspace(c) != 0 || std::iscntrl(c) != 0; });  // folded
    if (!id.empty()) ids.push_back(std::move(id));
    header.remove_prefix(close + 1);
  }
}

std::string id_of(const std::string& header) {
  auto ids = ids_in(header);
  if (!ids.empty()) return std::move(ids.front());
  std::string bare = header;
  std::erase_if(bare, [](unsigned char c) { return std::isspace(c) != 0 || std::iscntrl(c) != 0; });
  return bare;
}

// Archives hide addresses as "goran at example.com (Göran)".
void take_hidden_sender(const std::string& header, Mail& mail) {
  const auto at = header.find(" at ");
  if (at == std::string::npos) return;
  const auto end = std::min(header.find_first_of(" (", at + 4), header.size());
  mail.address = lowered(header.substr(0, at) + "@" + header.substr(at + 4, end - at - 4));
  const auto open = header.find('(', end), close = header.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return;
  mail.name = decode_header(header.substr(open + 1, close - open - 1));
}

void take_sender(GMimeMessage* message, Mail& mail) {
  const std::string header = header_of(message, "From");
  take_hidden_sender(header, mail);
  InternetAddressList* list = g_mime_message_get_from(message);
  if (mail.address.empty() && list != nullptr && internet_address_list_length(list) > 0) {
    InternetAddress* first = internet_address_list_get_address(list, 0);
    mail.name = string_of(internet_address_get_name(first));
    if (INTERNET_ADDRESS_IS_MAILBOX(first)) {
      mail.address = lowered(string_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))));
    }
  }
  if (mail.name.empty() || mail.name.find('@') != std::string::npos) {  // no address where a name is expected
    mail.name = mail.address.substr(0, mail.address.find('@'));
  }
}

void take_recipients(InternetAddressList* list, Mail& mail) {
  for (int i = 0; list != nullptr && i < internet_address_list_length(list); ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
    const auto text =
        lowered(string_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))));
    const auto at = text.rfind('@');
    if (at != std::string::npos) mail.recipient_domains.push_back(text.substr(at + 1));
  }
}

// "Mon, 1 Jan 1900 00:00:00 +0000": the library reads no date before the epoch, and such a one is to be seen
// as wrong rather than as missing.
std::optional<Time> old_date(const std::string& header) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto comma = header.find(',');
  std::istringstream words(header.substr(comma == std::string::npos ? 0 : comma + 1));
  int day = 0, year = 0;
  std::string month;
  if (!(words >> day >> month >> year) || month.size() != 3) return std::nullopt;
  const auto found = kMonths.find(month);
  if (found == std::string_view::npos || found % 3 != 0) return std::nullopt;
  return parse_rfc3339(fmt::format("{:04}-{:02}-{:02}", year, found / 3 + 1, day));
}

bool is_automatic(GMimeMessage* message, const std::string& address) {
  const std::string submitted = lowered(header_of(message, "Auto-Submitted"));
  if (!submitted.empty() && submitted != "no") return true;
  constexpr std::array<std::string_view, 4> kMachines = {"mailer-daemon@", "postmaster@", "noreply@",
                                                         "no-reply@"};
  return std::any_of(kMachines.begin(), kMachines.end(),
                     [&](std::string_view machine) { return address.starts_with(machine); });
}

void start_library() {
  static const bool ready = [] {
    g_mime_init();
    return true;
  }();
  (void)ready;
}

}  // namespace

std::optional<Time> parse_mail_date(const std::string& text) {
  start_library();
  GDateTime* date = g_mime_utils_header_decode_date(text.c_str());
  if (date == nullptr) return old_date(text);
  const Time time = g_date_time_to_unix(date) * 1000;
  g_date_time_unref(date);
  return time;
}

Mail parse_mail(std::string_view bytes) {
  start_library();
  Mail mail;
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return mail;

  mail.id = id_of(header_of(message.get(), "Message-ID"));
  mail.answers = ids_in(header_of(message.get(), "References"));
  const auto parents = ids_in(header_of(message.get(), "In-Reply-To"));
  if (!parents.empty()) mail.answers.push_back(parents.front());
  mail.subject = decode_header(header_of(message.get(), "Subject"));
  take_sender(message.get(), mail);
  take_recipients(g_mime_message_get_to(message.get()), mail);
  take_recipients(g_mime_message_get_cc(message.get()), mail);
  if (GDateTime* date = g_mime_message_get_date(message.get()); date != nullptr) {
    mail.at = g_date_time_to_unix(date) * 1000;
  } else {
    mail.at = old_date(header_of(message.get(), "Date"));
  }
  mail.automatic = is_automatic(message.get(), mail.address);
  take_body(message.get(), mail);
  return mail;
}

std::string_view bare_subject(std::string_view subject, bool& is_reply) {
  constexpr std::array<std::string_view, 10> kPrefixes = {
      "re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "rv:", "antw:", "rif:"};
  is_reply = false;
  for (;;) {
    subject.remove_prefix(std::min(subject.find_first_not_of(" \t"), subject.size()));
    const auto prefix = std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view candidate) {
      return subject.size() >= candidate.size() &&
             ::strncasecmp(subject.data(), candidate.data(), candidate.size()) == 0;
    });
    if (prefix == kPrefixes.end()) break;
    subject.remove_prefix(prefix->size());
    is_reply = true;
  }
  subject = subject.substr(0, subject.find_last_not_of(" \t") + 1);
  return subject;
}

}  // namespace garner

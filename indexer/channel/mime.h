// One mail taken apart by GMime: its headers and its text as UTF-8. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

struct Mail {
  std::string id;                              // Message-ID without angle brackets; empty: none
  std::vector<std::string> answers;            // ids it refers to, the one it answers last
  std::string name;                            // of the sender, else what stands before the @
  std::string address;                         // of the sender, lower case
  std::vector<std::string> recipient_domains;  // of To and Cc, lower case
  std::string subject;
  std::optional<Time> at;
  bool automatic = false;  // sent by a machine
  BodyFormat format = BodyFormat::kText;
  std::string body;  // of the text parts; attachments are left out. Bytes of an unknown charset are handed on
                     // as they are
};

// `bytes`: headers and body, without the From_ line. Never fails: what is not there is empty.
Mail parse_mail(std::string_view bytes);

// A date as mails and feeds write it: "Tue, 10 Jun 2003 04:00:00 GMT". Nothing where it is none.
std::optional<Time> parse_mail_date(const std::string& text);

// The subject without "Re:", "Fwd:" and their like in other languages. `is_reply` says whether there was one.
std::string_view bare_subject(std::string_view subject, bool& is_reply);

}  // namespace garner

// Folders of mails, one a file: *.eml, and Maildir. All mails of a folder are read as one mailbox, because
// threads run across them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

bool is_eml_file(std::string_view path);
// Whether a folder is a Maildir (it has cur and new) or one of its parts.
bool holds_mails_only(const std::string& folder);

// The mails below a folder: *.eml, and those in cur and new of each Maildir, also of its subfolders such as
// .Sent; without drafts, junk and what is in the trash. In the order of their names, which in a Maildir is
// that of their arrival. Hidden folders outside of a Maildir are left out. Errors: kUnavailable.
Result<std::vector<std::string>> mails_below(const std::string& folder);

// The mails one after the other, as an mbox: a line "From NAME ..." begins each, and lines that look like one
// are quoted (mboxrd). A mail that cannot be unpacked ends early; the error comes after the last mail.
// Errors: kInvalidInput where there are none, kUnavailable.
Result<std::unique_ptr<Input>> open_mail_folder(const std::string& folder);

// The name in a line that begins a mail of such a folder, empty for any other line.
std::string_view mail_file_in(std::string_view line);

}  // namespace garner

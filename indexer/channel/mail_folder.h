// Folders of mails, one a file: *.eml, Maildir and MH. All mails of a folder are read as one mailbox, because
// threads run across them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

// Whether a file is a mail by its name: *.eml, or a number in a folder of MH, removed ones too. Looks at the
// disk.
bool is_mail_file(const std::string& path);
// Whether a folder is a Maildir (it has cur and new) or one of its parts.
bool holds_mails_only(const std::string& folder);

// The mails below a folder: *.eml, those in cur and new of each Maildir, also of its subfolders such as
// .Sent, and the numbered ones of MH folders; without drafts, junk and what is in the trash. In the order of
// their names and numbers, which in a Maildir and in MH is that of their arrival. Hidden folders outside of a
// Maildir are left out. Errors: kUnavailable.
Result<std::vector<std::string>> mails_below(const std::string& folder);

// The mails one after the other, as an mbox: a line "From NAME ..." begins each, and lines that look like one
// are quoted (mboxrd). A mail that cannot be unpacked ends early; the error comes after the last mail.
// Errors: kInvalidInput where there are none, kUnavailable.
Result<std::unique_ptr<Input>> open_mail_folder(const std::string& folder);

// The name in a line that begins a mail of such a folder, empty for any other line.
std::string_view mail_file_in(std::string_view line);

}  // namespace garner

#include "indexer/channel/mail_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "indexer/channel/input.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFrom = "From ";
constexpr std::string_view kFileMark = " Thu Jan  1 00:00:00 1970 (a file)";
constexpr std::size_t kChunk = 64UL * 1024;

bool is_maildir(const fs::path& folder) {
  std::error_code missing;
  return fs::is_directory(folder / "cur", missing) && fs::is_directory(folder / "new", missing);
}

bool is_maildir_part(const fs::path& folder) {
  const fs::path name = folder.filename();
  return (name == "cur" || name == "new") && is_maildir(folder.parent_path());
}

// As MH, Sylpheed and Claws Mail keep a folder: mails are files named by a number; what was removed has
// another character before it.
bool is_mh(const fs::path& folder) {
  std::error_code missing;
  return fs::is_regular_file(folder / ".mh_sequences", missing);
}

bool is_number(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_eml(std::string_view name) {
  constexpr std::string_view kEnding = ".eml";
  return name.size() > kEnding.size() &&
         std::equal(kEnding.begin(), kEnding.end(), name.end() - static_cast<std::ptrdiff_t>(kEnding.size()),
                    [](char ending, char c) { return ending == lower(c); });
}

// Without the slash at its end.
fs::path plain(const std::string& folder) {
  const fs::path path(folder);
  return path.has_filename() ? path : path.parent_path();
}

// Maildir++ writes .INBOX.Trash, others Trash.
bool is_left_out(const fs::path& folder) {
  constexpr std::array<std::string_view, 6> kNames = {"trash",  "junk",          "spam",
                                                      "drafts", "deleted items", "deleted messages"};
  std::string name = folder.filename().string();
  name.erase(0, name.rfind('.') + 1);
  std::transform(name.begin(), name.end(), name.begin(), lower);
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// The flags of "1700000000.M1P2.host:2,FST": T is in the trash, D a draft.
bool is_flagged_away(std::string_view name) {
  const auto flags = name.rfind(":2,");
  return flags != std::string_view::npos && name.find_first_of("DT", flags) != std::string_view::npos;
}

class Collector {
 public:
  std::vector<std::string> mails;
  std::error_code error;

  void take_folder(const fs::path& folder) {
    const bool numbered = is_mh(folder);
    each_in(folder, [&](const fs::directory_entry& entry, bool is_folder) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.')) return;
      if (is_folder) {
        if (!is_mh(entry.path()) || !is_left_out(entry.path())) folders_.push_back(entry.path());
      } else if (is_eml(name)) {
        mails.push_back(entry.path().string());
      } else if (numbered && is_number(name)) {
        take_numbered(folder, entry.path());
      }
    });
  }

  void take_maildir(const fs::path& folder) {
    for (const char* part : {"cur", "new"}) take_part(folder / part);
    each_in(folder, [&](const fs::directory_entry& entry, bool is_folder) {
      if (is_folder && !is_left_out(entry.path()) && is_maildir(entry.path()))
        folders_.push_back(entry.path());
    });
  }

  // cur or new
  void take_part(const fs::path& folder) {
    each_in(folder, [&](const fs::directory_entry& entry, bool is_folder) {
      const std::string name = entry.path().filename().string();
      if (!is_folder && !name.starts_with('.') && !is_flagged_away(name))
        arrived_.emplace_back(name, entry.path().string());
    });
  }

  // A list instead of recursion: folders may be nested as deep as they like.
  void run(const fs::path& folder) {
    if (is_maildir_part(folder)) {
      take_part(folder);
    } else {
      folders_.push_back(folder);
    }
    while (!folders_.empty() && !error) {
      const fs::path next = std::move(folders_.back());
      folders_.pop_back();
      is_maildir(next) ? take_maildir(next) : take_folder(next);
    }
    std::sort(mails.begin(), mails.end());
    for (auto* more : {&numbered_, &arrived_}) {
      std::sort(more->begin(), more->end());
      for (auto& [key, path] : *more) mails.push_back(std::move(path));
    }
  }

 private:
  // Behind the folder stands how long the number is, so that 9 comes before 10.
  void take_numbered(const fs::path& folder, const fs::path& mail) {
    const std::string name = mail.filename().string();
    numbered_.emplace_back(fmt::format("{}/{:03} {}", folder.string(), name.size(), name), mail.string());
  }

  template <typename Take>
  void each_in(const fs::path& folder, const Take& take) {
    auto entry = fs::directory_iterator(folder, error);
    while (!error && entry != fs::directory_iterator()) {
      std::error_code vanished;
      const bool is_folder = entry->is_directory(vanished) && !entry->is_symlink(vanished);
      if (is_folder || entry->is_regular_file(vanished)) take(*entry, is_folder);
      entry.increment(error);
    }
  }

  std::vector<fs::path> folders_;                                        // still to be looked at
  std::vector<std::pair<std::string, std::string>> numbered_, arrived_;  // key and path, of MH and Maildirs
};

// Doubles the mark of lines such as "From " and ">From ", as mboxrd has it: a '>' before the word, whatever
// stands before that.
class Quoter {
 public:
  void begin() {
    held_ = 0;
    at_start_ = true;
  }
  void add(std::string_view bytes, std::string& out) {
    for (const char c : bytes) {
      if (at_start_ && c == kFrom[held_]) {
        if (++held_ < kFrom.size()) continue;
        out += '>';
        release(out);
        at_start_ = false;
        continue;
      }
      const bool marks = at_start_ && held_ == 0 && c == '>';
      release(out);
      out += c;
      at_start_ = marks || c == '\n';
    }
  }
  void end(std::string& out) {
    release(out);
    out += '\n';
  }

 private:
  void release(std::string& out) {
    out += kFrom.substr(0, held_);
    held_ = 0;
  }

  std::size_t held_ = 0;  // bytes of kFrom that were seen and not given yet
  bool at_start_ = true;  // of a line, or behind its marks
};

class MailFolderInput : public Input {
 public:
  MailFolderInput(std::string folder, std::vector<std::string> mails, std::uint64_t size)
      : folder_(std::move(folder)), mails_(std::move(mails)), size_(size) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    while (begin_ == ready_.size()) {
      ready_.clear();
      begin_ = 0;
      if (!mail_ && next_ == mails_.size()) {
        if (error_) return fail(*error_);
        return 0;
      }
      if (auto ok = mail_ ? go_on() : open_next(); !ok) return fail(ok.error());
    }
    const std::size_t count = ready_.copy(buffer, size, begin_);
    begin_ += count;
    return count;
  }
  const std::string& name() const override { return folder_; }
  std::uint64_t size() const override { return size_; }
  std::uint64_t position() const override { return done_ + (mail_ ? mail_->position() : 0); }

 private:
  Result<> open_next() {
    const std::string& path = mails_[next_++];
    auto opened = open_input(path);
    if (!opened) return opened.error().code == ErrorCode::kNotFound ? Result<>{} : fail(opened.error());
    mail_ = std::move(*opened);
    auto head = peek(mail_, kFrom.size());
    const bool is_mbox = head && *head == kFrom;  // begins its mails itself
    quotes_ = !is_mbox;
    quoter_.begin();
    if (!is_mbox) {
      std::string name = fs::path(path).lexically_relative(folder_).string();
      std::replace_if(
          name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
      ready_ = fmt::format("{}{}{}\n", kFrom, name, kFileMark);
    }
    if (!head) return end_mail(head.error());
    return {};
  }

  Result<> go_on() {
    std::string chunk(kChunk, '\0');
    const auto got = mail_->read(chunk.data(), chunk.size());
    if (!got) return end_mail(got.error());
    chunk.resize(*got);
    if (chunk.empty()) return end_mail(std::nullopt);
    if (quotes_) {
      quoter_.add(chunk, ready_);
    } else {
      ready_ += chunk;
    }
    return {};
  }

  Result<> end_mail(std::optional<Error> error) {
    if (error && error->code == ErrorCode::kUnavailable) return fail(*error);
    if (error && !error_) {
      error_ = std::move(error);
      error_->message = mails_[next_ - 1] + ": " + error_->message;
    }
    quoter_.end(ready_);
    done_ += mail_->size();
    mail_.reset();
    return {};
  }

  std::string folder_;
  std::vector<std::string> mails_;
  std::uint64_t size_, done_ = 0;
  std::size_t next_ = 0;
  std::unique_ptr<Input> mail_;  // being read
  bool quotes_ = true;
  Quoter quoter_;
  std::string ready_;
  std::size_t begin_ = 0;
  std::optional<Error> error_;  // the first one
};

}  // namespace

bool is_mail_file(const std::string& path) {
  const fs::path file(path);
  std::string name = file.filename().string();
  if (name.starts_with(',') || name.starts_with('#')) name.erase(0, 1);  // removed
  return is_eml(name) || (is_number(name) && is_mh(file.parent_path()));
}

bool holds_mails_only(const std::string& folder) {
  return is_maildir(plain(folder)) || is_maildir_part(plain(folder));
}

Result<std::vector<std::string>> mails_below(const std::string& folder) {
  Collector collector;
  collector.run(plain(folder));
  if (collector.error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("{} cannot be listed: {}", folder, collector.error.message()));
  }
  return std::move(collector.mails);
}

Result<std::unique_ptr<Input>> open_mail_folder(const std::string& folder) {
  auto mails = mails_below(folder);
  if (!mails) return fail(mails.error());
  if (mails->empty()) return fail(ErrorCode::kInvalidInput, folder + " is a folder without mails");
  std::uint64_t size = 0;
  for (const std::string& mail : *mails) {
    std::error_code vanished;
    const auto bytes = fs::file_size(mail, vanished);
    if (!vanished) size += bytes;
  }
  return std::make_unique<MailFolderInput>(folder, std::move(*mails), size);
}

std::string_view mail_file_in(std::string_view line) {
  if (!line.starts_with(kFrom) || !line.ends_with(kFileMark)) return {};
  line.remove_prefix(kFrom.size());
  return line.substr(0, line.size() - std::min(line.size(), kFileMark.size()));
}

}  // namespace garner

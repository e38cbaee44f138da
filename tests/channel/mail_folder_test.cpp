// Folders of mails, one a file: read as one mailbox, whose threads run across the files.
#include "indexer/channel/mail_folder.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "indexer/channel/files.h"
#include "tests/channel/parsed.h"

using namespace garner;
namespace fs = std::filesystem;

namespace {

class MailFolder {
 public:
  MailFolder() {
    std::string pattern = fs::temp_directory_path() / "garner-mails-XXXXXX";
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~MailFolder() { fs::remove_all(path); }
  MailFolder(const MailFolder&) = delete;
  MailFolder& operator=(const MailFolder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((fs::path(path) / name).parent_path());
    std::ofstream(path + "/" + name, std::ios::binary) << text;
  }
  test::Parsed parse() const {
    auto input = open_input(path);
    REQUIRE(input);
    const auto head = peek(*input, 1000);
    REQUIRE(head);
    const Channel* const channel = recognise(*head);
    REQUIRE(channel != nullptr);
    CHECK(channel->format() == "mbox");
    return test::parse(*channel, **input);
  }

  std::string path;
};

std::string mail(int number, int answers, const std::string& from, const std::string& body) {
  std::string text =
      "From: " + from + "\r\nTo: help@quillon.example\r\nSubject: " + (answers > 0 ? "Re: " : "") +
      "Mossbox is offline\r\nMessage-ID: <" + std::to_string(number) +
      "@mail.example>\r\nDate: Mon, 2 Mar 2026 10:0" + std::to_string(number) + ":00 +0000\r\n";
  if (answers > 0) text += "In-Reply-To: <" + std::to_string(answers) + "@mail.example>\r\n";
  return text + "\r\n" + body;
}

const std::string kQuestion = mail(1, 0, "ann@home.example", "The hub blinks red.\r\n");
const std::string kAnswer =
    mail(2, 1, "lena@quillon.example", "From 10:00 on it works again.\r\n>From here on\r\n");
const std::string kThanks = mail(3, 2, "ann@home.example", "That fixed it, thank you!");

}  // namespace

TEST_CASE("the mails of a Maildir and of its folder of sent ones are one mailbox") {
  const MailFolder folder;
  folder.write("cur/1001.M1.host:2,S", kQuestion);
  folder.write("new/1003.M1.host", kThanks);
  folder.write("tmp/1004.M1.host", mail(4, 3, "ann@home.example", "half writ"));
  folder.write("dovecot-uidlist", "3 V1 N4\n");
  folder.write(".Sent/cur/1002.M1.host:2,S", kAnswer);
  folder.write(".Sent/new/.keep", "");
  folder.write(".Trash/cur/1005.M1.host:2,S", mail(5, 1, "bob@home.example", "Thrown away."));
  folder.write(".Trash/new/.keep", "");
  folder.write("cur/1006.M1.host:2,ST", mail(6, 1, "bob@home.example", "Thrown away too."));
  CHECK(list_files({folder.path}).value() == std::vector<std::string>{folder.path});

  const auto parsed = folder.parse();
  CHECK(parsed.rejections.empty());
  REQUIRE(parsed.conversations.size() == 1);
  const auto& messages = parsed.conversations[0].messages;
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].role == Role::kAsker);
  CHECK(messages[1].role == Role::kAgent);
  CHECK(messages[1].body == "From 10:00 on it works again.\n>From here on");  // as it was written
  CHECK(messages[2].body == "That fixed it, thank you!");
}

TEST_CASE("mails as .eml files are one mailbox beside the other exports of the folder") {
  const MailFolder folder;
  folder.write("a/1.eml", kQuestion);
  folder.write("b/2.EML", kAnswer);
  folder.write("b/3.eml",
               "From ann@home.example Mon Mar  2 10:03:00 2026\n" + kThanks);  // an mbox of one mail
  folder.write("topics.ndjson", "{}\n");
  CHECK(list_files({folder.path}).value() ==
        std::vector<std::string>{folder.path + "/topics.ndjson", folder.path});
  const auto parsed = folder.parse();
  CHECK(parsed.rejections.empty());
  REQUIRE(parsed.conversations.size() == 1);
  CHECK(parsed.conversations[0].messages.size() == 3);
  // One file by its name is that mail alone.
  CHECK(list_files({folder.path + "/a/1.eml"}).value().size() == 1);
}

TEST_CASE("a part of a Maildir may be named, with or without a slash") {
  const MailFolder folder;
  folder.write("cur/1001.M1.host:2,", kQuestion);
  folder.write("new/1002.M1.host", kAnswer);
  const std::string end = GENERATE("", "/");
  const std::string part = folder.path + "/cur" + end;
  CHECK(list_files({part}).value() == std::vector<std::string>{part});
  auto input = open_input(part);
  REQUIRE(input);
  CHECK(test::parse(*channel_of_format("mbox"), **input).conversations.size() == 1);
  CHECK(bytes_of(part) == kQuestion.size());
}

TEST_CASE("the numbered mails of MH folders are one mailbox, without what was removed") {
  const MailFolder folder;
  folder.write("inbox/.mh_sequences", "unseen: 2\ncur: 9\n");
  folder.write("inbox/9", kQuestion);
  folder.write("inbox/10", kThanks);
  folder.write("inbox/,11", mail(4, 1, "bob@home.example", "Removed."));
  folder.write("inbox/12.txt", "no mail\n");
  folder.write("outbox/.mh_sequences", "");
  folder.write("outbox/1", kAnswer);
  folder.write("trash/.mh_sequences", "");
  folder.write("trash/1", mail(5, 1, "bob@home.example", "Thrown away."));
  folder.write("notes/7", "a file that happens to have a number for its name\n");
  CHECK(list_files({folder.path}).value() ==
        std::vector<std::string>{folder.path + "/inbox/12.txt", folder.path + "/notes/7", folder.path});
  CHECK(mails_below(folder.path).value() == std::vector<std::string>{folder.path + "/inbox/9",
                                                                     folder.path + "/inbox/10",
                                                                     folder.path + "/outbox/1"});
  const auto parsed = folder.parse();
  CHECK(parsed.rejections.empty());
  REQUIRE(parsed.conversations.size() == 1);
  const auto& messages = parsed.conversations[0].messages;
  REQUIRE(messages.size() == 3);
  CHECK(messages[1].role == Role::kAgent);
  CHECK(messages[2].body == "That fixed it, thank you!");
}

TEST_CASE("what is no mail is rejected under its name, and the others are read") {
  const MailFolder folder;
  folder.write("1.eml", kQuestion);
  folder.write("2.eml", "");
  folder.write("3.eml", "\x1f\x8b\x08 no gzip at all");
  folder.write("4.eml", "just words\n");
  folder.write("5.eml", kAnswer);
  const auto parsed = folder.parse();
  REQUIRE(parsed.conversations.size() == 1);
  CHECK(parsed.conversations[0].messages.size() == 2);
  std::string positions, reasons;
  for (const Rejection& rejection : parsed.rejections) {
    positions += rejection.position + " ";
    reasons += rejection.reason + "\n";
  }
  CHECK(positions.find("2.eml 3.eml 4.eml") == 0);
  CHECK(reasons.find("3.eml: the gzip data is damaged") != std::string::npos);
}

TEST_CASE("a folder without mails is no export") {
  const MailFolder folder;
  folder.write("cur/.keep", "");
  folder.write("new/.keep", "");
  CHECK(list_files({folder.path}).value().empty());
  CHECK_FALSE(open_input(folder.path));
}

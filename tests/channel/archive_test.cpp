// Archives: what comes out of them, what is told about what does not, and that nothing is left behind.
#include "indexer/channel/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "indexer/channel/files.h"
#include "indexer/channel/input.h"
#include "tests/channel/parsed.h"

using namespace garner;
namespace fs = std::filesystem;

namespace {

// A folder that is also TMPDIR, so that what is left behind is seen.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "garner-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::create_directory(path_ / "tmp");
    const char* before = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): one thread
    before_ = before == nullptr ? "" : before;
    ::setenv("TMPDIR", (path_ / "tmp").c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }
  ~Folder() {
    if (before_.empty()) {
      ::unsetenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe)
    } else {
      ::setenv("TMPDIR", before_.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    }
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }
  bool nothing_left() const { return fs::is_empty(path_ / "tmp"); }

 private:
  fs::path path_;
  std::string before_;
};

struct Entry {
  std::string name, content;
  unsigned type = AE_IFREG;
};

enum class Format { kZip, k7z, kTar, kTarGz, kTarXz, kTarZst, kEncryptedZip };

void write_archive(const fs::path& path, Format format, const std::vector<Entry>& entries) {
  struct archive* writer = archive_write_new();
  switch (format) {
    case Format::kEncryptedZip:
    case Format::kZip:
      archive_write_set_format_zip(writer);
      break;
    case Format::k7z:
      archive_write_set_format_7zip(writer);
      break;
    case Format::kTarGz:
      archive_write_add_filter_gzip(writer);
      archive_write_set_format_ustar(writer);
      break;
    case Format::kTarXz:
      archive_write_add_filter_xz(writer);
      archive_write_set_format_ustar(writer);
      break;
    case Format::kTarZst:
      archive_write_add_filter_zstd(writer);
      archive_write_set_format_ustar(writer);
      break;
    case Format::kTar:
      archive_write_set_format_ustar(writer);
      break;
  }
  if (format == Format::kEncryptedZip) {
    REQUIRE(archive_write_set_options(writer, "zip:encryption=traditional") == ARCHIVE_OK);
    REQUIRE(archive_write_set_passphrase(writer, "secret") == ARCHIVE_OK);
  }
  REQUIRE(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  for (const Entry& entry : entries) {
    struct archive_entry* header = archive_entry_new();
    archive_entry_set_pathname(header, entry.name.c_str());
    archive_entry_set_filetype(header, entry.type);
    archive_entry_set_perm(header, 0644);
    archive_entry_set_size(header, static_cast<la_int64_t>(entry.content.size()));
    if (entry.type == AE_IFLNK) archive_entry_set_symlink(header, "/etc/passwd");
    REQUIRE(archive_write_header(writer, header) == ARCHIVE_OK);
    archive_write_data(writer, entry.content.data(), entry.content.size());
    archive_entry_free(header);
  }
  REQUIRE(archive_write_close(writer) == ARCHIVE_OK);
  archive_write_free(writer);
}

struct Unpacked {
  std::vector<std::string> files;  // as they are named to the user, without the folder before the archive
  std::vector<std::string> reasons;
  std::string content;  // of all, one after the other
};

Unpacked unpack(const fs::path& path) {
  Unpacked result;
  auto archive = UnpackedArchive::unpack(path.string(), [&](Rejection&& rejection) -> Result<> {
    result.reasons.push_back(rejection.reason);
    return {};
  });
  REQUIRE(archive);
  const auto files = list_files({archive->folder()});
  REQUIRE(files);
  for (const auto& file : *files) {
    result.files.push_back(fs::path(archive->name_of(file)).lexically_relative(path.parent_path()).string());
    std::ifstream stream(file, std::ios::binary);
    result.content.append(std::istreambuf_iterator<char>(stream), {});
  }
  return result;
}

bool tells(const Unpacked& unpacked, std::string_view words) {
  return std::any_of(unpacked.reasons.begin(), unpacked.reasons.end(),
                     [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("archives of every kind give their files, named by the archive, and leave nothing behind") {
  const Folder folder;
  const std::vector<std::pair<std::string, Format>> kinds = {
      {"export.zip", Format::kZip},      {"export.7z", Format::k7z},
      {"export.tar", Format::kTar},      {"export.tar.gz", Format::kTarGz},
      {"export.tar.xz", Format::kTarXz}, {"export.tar.zst", Format::kTarZst}};
  for (const auto& [name, format] : kinds) {
    INFO(name);
    write_archive(folder / name, format, {{"general/2026-01-02.json", "[]"}, {"./users.json", "{}"}});
    CHECK(is_archive((folder / name).string()));
    const auto unpacked = unpack(folder / name);
    CHECK(unpacked.files == Names{name + "/general/2026-01-02.json", name + "/users.json"});
    CHECK(unpacked.content == "[]{}");
    CHECK(unpacked.reasons.empty());
    CHECK(folder.nothing_left());
  }
}

TEST_CASE("names in other scripts survive, whatever the locale") {
  const Folder folder;
  for (const auto format : {Format::kZip, Format::kTar}) {
    write_archive(folder / "a", format, {{"gr\xC3\xB6\xC3\x9F\x65/\xE6\x97\xA5.json", "x"}});
    CHECK(unpack(folder / "a").files == Names{"a/gr\xC3\xB6\xC3\x9F\x65/\xE6\x97\xA5.json"});
  }
}

TEST_CASE("files that are not archives are told apart") {
  const Folder folder;
  std::ofstream(folder / "plain.json") << "{}";
  std::ofstream(folder / "empty.zip") << "";
  CHECK_FALSE(is_archive((folder / "plain.json").string()));
  CHECK_FALSE(is_archive((folder / "empty.zip").string()));
  CHECK_FALSE(is_archive((folder / "missing").string()));
  CHECK_FALSE(is_archive((folder / "tmp").string()));
}

TEST_CASE("names that lead out, links and media stay outside") {
  const Folder folder;
  write_archive(folder / "a.zip", Format::kZip,
                {{"../escaped.json", "x"},
                 {"/tmp/absolute.json", "x"},
                 {"a/../../b.json", "x"},
                 {"link.json", "", AE_IFLNK},
                 {".hidden.json", "x"},
                 {"__MACOSX/y.json", "x"},
                 {"photo.JPG", "x"},
                 {"good.json", "kept"}});
  const auto unpacked = unpack(folder / "a.zip");
  CHECK(unpacked.files == Names{"a.zip/good.json"});
  CHECK(tells(unpacked, "links, devices or names that lead out of the archive were left out"));
  CHECK_FALSE(fs::exists(folder / "escaped.json"));
  CHECK(folder.nothing_left());
}

TEST_CASE("an encrypted archive says so") {
  const Folder folder;
  write_archive(folder / "a.zip", Format::kEncryptedZip, {{"a.json", "secret text"}});
  const auto unpacked = unpack(folder / "a.zip");
  CHECK(tells(unpacked, "encrypted"));
  CHECK(unpacked.content.find("secret text") == std::string::npos);
}

TEST_CASE("a damaged archive keeps what came before") {
  const Folder folder;
  std::string noise(200'000, ' ');
  std::uint32_t seed = 1;
  for (char& c : noise) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  write_archive(folder / "a.tar.gz", Format::kTarGz, {{"first.json", "whole"}, {"second.json", noise}});
  fs::resize_file(folder / "a.tar.gz", fs::file_size(folder / "a.tar.gz") / 2);
  const auto unpacked = unpack(folder / "a.tar.gz");
  REQUIRE_FALSE(unpacked.files.empty());
  CHECK(unpacked.files[0] == "a.tar.gz/first.json");
  CHECK(unpacked.content.starts_with("whole"));
  CHECK(tells(unpacked, "damaged"));
  CHECK(folder.nothing_left());
}

TEST_CASE("an archive that is a bomb is refused") {
  const Folder folder;
  write_archive(folder / "a.zip", Format::kZip, {{"zeros.json", std::string(100 * 1024 * 1024, '\0')}});
  const auto unpacked = unpack(folder / "a.zip");
  CHECK(tells(unpacked, "refused as a bomb"));
  CHECK(folder.nothing_left());
}

TEST_CASE("archives inside an archive are not followed") {
  const Folder folder;
  write_archive(folder / "inner.zip", Format::kZip, {{"a.json", "x"}});
  std::ifstream stream(folder / "inner.zip", std::ios::binary);
  const std::string inner(std::istreambuf_iterator<char>(stream), {});
  write_archive(folder / "outer.zip", Format::kZip, {{"inner.zip", inner}});
  CHECK(unpack(folder / "outer.zip").files == Names{"outer.zip/inner.zip"});
}

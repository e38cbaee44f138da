#include "indexer/channel/input.h"

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "indexer/channel/files.h"
#include "tests/channel/parsed.h"

using namespace garner;
namespace fs = std::filesystem;

namespace {

std::string gzip(const std::string& plain) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(const std::string& plain) {
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
  return packed;
}

struct Read {
  std::string text;
  std::optional<Error> error;
};

Read read_all(Input& input) {
  Read read;
  std::string buffer(64 * 1024, '\0');
  for (;;) {
    auto got = input.read(buffer.data(), buffer.size());
    if (!got) {
      read.error = got.error();
      return read;
    }
    if (*got == 0) return read;
    read.text.append(buffer, 0, *got);
  }
}

Read read_bytes(std::string bytes) {
  return read_all(*input_of(std::move(bytes), "test"));
}

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (fs::temp_directory_path() / "garner-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TempFolder() { fs::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string add(const std::string& name, const std::string& bytes = "x") const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("plain, gzip and zstd read alike") {
  const std::string text = "first\nsecond\n";
  CHECK(read_bytes(text).text == text);
  CHECK(read_bytes(gzip(text)).text == text);
  CHECK(read_bytes(zstd(text)).text == text);
  CHECK(read_bytes(gzip(text) + gzip(text)).text == text + text);
  CHECK(read_bytes(zstd(text) + zstd(text)).text == text + text);
  CHECK(read_bytes("").text.empty());
  CHECK(read_bytes(gzip("")).text.empty());
}

TEST_CASE("a damaged archive gives what was whole and then says why") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  for (const auto& packed : {gzip(text), zstd(text)}) {
    const auto truncated = read_bytes(packed.substr(0, packed.size() / 2));
    REQUIRE(truncated.error);
    CHECK(truncated.error->code == ErrorCode::kInvalidInput);
    CHECK(truncated.error->message.find("truncated") != std::string::npos);
    CHECK_FALSE(truncated.text.empty());
    CHECK(text.starts_with(truncated.text));

    std::string scribbled = packed;
    for (std::size_t i = scribbled.size() / 2; i < scribbled.size() / 2 + 64; ++i) scribbled[i] = '\x55';
    CHECK(read_bytes(scribbled).error);
  }
}

TEST_CASE("a damaged archive costs a channel no more than the damage") {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += R"({"id":"c)" + std::to_string(i) + R"(","messages":[{"body":"number )" +
            std::to_string(i * 7919) + "\"}]}\n";
  }
  const std::string packed = gzip(text);
  const auto input = input_of(packed.substr(0, packed.size() / 2), "half");
  const auto parsed = test::parse(*channel_of_format("ndjson"), *input);
  CHECK(parsed.result);
  CHECK(parsed.conversations.size() > 1000);
  REQUIRE(parsed.rejections.size() == 1);
  CHECK(parsed.rejections[0].reason.find("truncated") != std::string::npos);
}

TEST_CASE("archives that are not read are named") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {std::string("PK\x03\x04", 4) + "rest", "zip"},
      {"7z\xBC\xAF\x27\x1C", "7z"},
      {"BZh91AY", "bzip2"},
      {std::string("\xFD"
                   "7zXZ\0",
                   6),
       "xz"}};
  for (const auto& [bytes, name] : cases) {
    const auto read = read_bytes(bytes);
    REQUIRE(read.error);
    CHECK(read.error->message.find(name) != std::string::npos);
    CHECK(read.error->hint.find("unpack") != std::string::npos);
  }
}

TEST_CASE("a zip bomb is refused") {
  const std::string zeros(128 * 1024 * 1024, '\0');
  for (const auto& bomb : {gzip(zeros), zstd(zeros)}) {
    const auto input = input_of(bomb, "bomb");
    std::string buffer(1 << 20, '\0');
    std::uint64_t read = 0;
    for (;;) {
      auto got = input->read(buffer.data(), buffer.size());
      if (!got) {
        CHECK(got.error().code == ErrorCode::kTooLarge);
        break;
      }
      REQUIRE(*got > 0);
      read += *got;
    }
    CHECK(read < zeros.size());
  }
}

TEST_CASE("peek loses nothing") {
  auto input = input_of("0123456789", "digits");
  CHECK(peek(input, 4) == std::string("0123"));
  CHECK(peek(input, 100) == std::string("0123456789"));
  CHECK(input->name() == "digits");
  CHECK(read_all(*input).text == "0123456789");
}

TEST_CASE("lines") {
  auto input = input_of(
      "\xEF\xBB\xBF"
      "one\r\n\ntoo long a line\nlast",
      "test");
  LineReader lines(*input, 8);
  auto line = lines.next();
  CHECK(line->text == "one");
  CHECK(line->number == 1);
  CHECK(line->offset == 0);
  line = lines.next();
  CHECK(line->text.empty());
  CHECK(line->offset == 8);
  line = lines.next();
  CHECK(line->kind == LineReader::Kind::kTooLong);
  CHECK(line->text == "too long");
  CHECK(line->offset == 9);
  line = lines.next();
  CHECK(line->text == "last");
  CHECK(line->number == 4);
  CHECK(line->offset == 25);
  CHECK(lines.next()->kind == LineReader::Kind::kEnd);
  CHECK(lines.next()->kind == LineReader::Kind::kEnd);
}

TEST_CASE("lines that span several reads") {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += std::string(static_cast<std::size_t>(i) * 37, static_cast<char>('a' + i % 26)) + "\n";
  auto input = input_of(text, "test");
  LineReader lines(*input);
  std::string joined;
  for (auto line = lines.next(); line->kind == LineReader::Kind::kLine; line = lines.next()) {
    CHECK(line->offset == joined.size());
    joined += std::string(line->text) + "\n";
  }
  CHECK(joined == text);
}

TEST_CASE("the files of a folder: sorted, hidden ones left out") {
  const TempFolder folder;
  const auto b = folder.add("b.ndjson");
  const auto a = folder.add("sub/a.ndjson");
  folder.add(".hidden");
  folder.add(".git/config");
  CHECK(list_files({folder.path()}) == std::vector<std::string>{b, a});
  CHECK(list_files({a, "-"}) == std::vector<std::string>{a, "-"});
  CHECK(list_files({folder.path() + "/none"}).error().code == ErrorCode::kNotFound);
  CHECK(open_input(folder.path() + "/none").error().code == ErrorCode::kNotFound);
  CHECK(open_input(folder.path()).error().code == ErrorCode::kInvalidInput);
  CHECK(read_all(**open_input(folder.add("c.gz", gzip("packed")))).text == "packed");
}

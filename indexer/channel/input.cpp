#include "indexer/channel/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "indexer/channel/mail_folder.h"

namespace garner {
namespace {

// The bytes as they lie on disk. Not thread-safe.
class Source {
 public:
  virtual ~Source() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
  virtual std::uint64_t size() const = 0;
};

class FileSource : public Source {
 public:
  FileSource(int fd, std::string name, std::uint64_t size) : fd_(fd), name_(std::move(name)), size_(size) {}
  ~FileSource() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(fd_, buffer, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be read: {}", name_, std::strerror(errno)));
    }
  }
  std::uint64_t size() const override { return size_; }

 private:
  int fd_;
  std::string name_;
  std::uint64_t size_;
};

class BufferSource : public Source {
 public:
  explicit BufferSource(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = bytes_.copy(buffer, size, at_);
    at_ += count;
    return count;
  }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

// One decompressor. Takes what it can of the input and says how much it took and gave.
class Codec {
 public:
  struct Step {
    std::size_t taken = 0, given = 0;
  };
  virtual ~Codec() = default;
  virtual Result<Step> step(std::string_view in, char* out, std::size_t size) = 0;
  // Whether the input may end here.
  virtual bool complete() const = 0;
};

class PlainCodec : public Codec {
 public:
  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    const std::size_t count = in.copy(out, size);
    return Step{count, count};
  }
  bool complete() const override { return true; }
};

class GzipCodec : public Codec {
 public:
  GzipCodec() { ready_ = inflateInit2(&stream_, MAX_WBITS + 16) == Z_OK; }
  ~GzipCodec() override { inflateEnd(&stream_); }
  GzipCodec(const GzipCodec&) = delete;
  GzipCodec& operator=(const GzipCodec&) = delete;

  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    if (!ready_) return fail(ErrorCode::kUnavailable, "no memory to unpack gzip");
    if (complete_) {  // a gzip file may be several members, one after the other
      inflateReset(&stream_);
      complete_ = false;
    }
    // zlib takes a pointer to bytes that it does not change.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));  // NOLINT
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      return fail(ErrorCode::kInvalidInput, "the gzip data is damaged");
    }
    complete_ = status == Z_STREAM_END;
    return Step{in.size() - stream_.avail_in, size - stream_.avail_out};
  }
  bool complete() const override { return complete_; }

 private:
  z_stream stream_{};
  bool ready_ = false, complete_ = false;
};

class ZstdCodec : public Codec {
 public:
  ZstdCodec() : stream_(ZSTD_createDStream()) {}
  ~ZstdCodec() override { ZSTD_freeDStream(stream_); }
  ZstdCodec(const ZstdCodec&) = delete;
  ZstdCodec& operator=(const ZstdCodec&) = delete;

  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    if (stream_ == nullptr) return fail(ErrorCode::kUnavailable, "no memory to unpack zstd");
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, size, 0};
    const std::size_t status = ZSTD_decompressStream(stream_, &output, &input);
    if (ZSTD_isError(status) != 0) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("the zstd data is damaged: {}", ZSTD_getErrorName(status)));
    }
    complete_ = status == 0;
    return Step{input.pos, output.pos};
  }
  bool complete() const override { return complete_; }

 private:
  ZSTD_DStream* stream_;
  bool complete_ = false;
};

// Archives that hold several files or that nobody asked for: named, so that the message can say what to do.
std::string_view foreign_archive(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMagic = {
      {{"PK\x03\x04"sv, "zip"sv},
       {"7z\xBC\xAF\x27\x1C"sv, "7z"sv},
       {"BZh"sv, "bzip2"sv},
       {"\xFD"sv
        "7zXZ\0"sv,
        "xz"sv}}};
  for (const auto& [magic, name] : kMagic) {
    if (head.starts_with(magic)) return name;
  }
  return {};
}

std::unique_ptr<Codec> codec_for(std::string_view head) {
  if (head.starts_with("\x1F\x8B")) return std::make_unique<GzipCodec>();
  if (head.starts_with("\x28\xB5\x2F\xFD")) return std::make_unique<ZstdCodec>();
  return std::make_unique<PlainCodec>();
}

// A source with its decompression. Errors are final: each further read gives the same one.
class ExportInput : public Input {
 public:
  ExportInput(std::unique_ptr<Source> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (error_) return fail(*error_);
    auto got = unpack(buffer, size);
    if (!got) error_ = got.error();
    return got;
  }
  const std::string& name() const override { return name_; }
  std::uint64_t size() const override { return source_->size(); }
  std::uint64_t position() const override { return taken_; }

 private:
  Result<> refill() {
    packed_.resize(kReadBytes);
    auto got = source_->read(packed_.data(), packed_.size());
    packed_.resize(got ? *got : 0);
    begin_ = 0;
    if (!got) return fail(got.error());
    source_ended_ = *got == 0;
    return {};
  }

  Result<> choose_codec() {
    if (auto ok = refill(); !ok) return ok;
    if (const auto archive = foreign_archive(packed_); !archive.empty()) {
      return fail(
          ErrorCode::kInvalidInput,
          fmt::format("{} is a {} archive, which is read only where it is a file of its own", name_, archive),
          "give its path, or unpack it first; gzip and zstd are read as they are");
    }
    codec_ = codec_for(packed_);
    return {};
  }

  Result<std::size_t> unpack(char* buffer, std::size_t size) {
    if (size == 0) return 0;
    if (!codec_) {
      if (auto ok = choose_codec(); !ok) return fail(ok.error());
    }
    for (;;) {
      if (begin_ == packed_.size() && !source_ended_) {
        if (auto ok = refill(); !ok) return fail(ok.error());
      }
      const auto in = std::string_view(packed_).substr(begin_);
      if (in.empty() && codec_->complete()) return 0;
      auto step = codec_->step(in, buffer, size);
      if (!step) return fail(step.error());
      begin_ += step->taken;
      taken_ += step->taken;
      given_ += step->given;
      if (given_ > kFreeExpansion + kMaxExpansion * taken_) {
        return fail(
            ErrorCode::kTooLarge,
            fmt::format("{} unpacks to more than {} times its size: refused as a bomb", name_, kMaxExpansion),
            "unpack it yourself if it is what it should be");
      }
      if (step->given > 0) return step->given;
      if (step->taken > 0) continue;
      if (source_ended_) {
        return fail(ErrorCode::kInvalidInput, fmt::format("{} is truncated: the archive has no end", name_),
                    "fetch the file again");
      }
    }
  }

  std::unique_ptr<Source> source_;
  std::string name_;
  std::unique_ptr<Codec> codec_;
  std::string packed_;
  std::size_t begin_ = 0;
  bool source_ended_ = false;
  std::uint64_t taken_ = 0, given_ = 0;
  std::optional<Error> error_;
};

// An input whose first bytes have been looked at, and the error that ended the look, if one did.
class PeekedInput : public Input {
 public:
  PeekedInput(std::string head, std::optional<Error> error, std::unique_ptr<Input> rest)
      : head_(std::move(head)), error_(std::move(error)), rest_(std::move(rest)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (begin_ < head_.size()) {
      const std::size_t count = head_.copy(buffer, size, begin_);
      begin_ += count;
      return count;
    }
    if (error_) return fail(*error_);
    return rest_->read(buffer, size);
  }
  const std::string& name() const override { return rest_->name(); }
  std::uint64_t size() const override { return rest_->size(); }
  std::uint64_t position() const override { return rest_->position(); }

 private:
  std::string head_;
  std::optional<Error> error_;
  std::unique_ptr<Input> rest_;
  std::size_t begin_ = 0;
};

}  // namespace

Result<std::unique_ptr<Input>> open_input(const std::string& path) {
  if (path == "-") {
    return std::make_unique<ExportInput>(std::make_unique<FileSource>(STDIN_FILENO, path, 0), path);
  }
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return fail(missing ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                fmt::format("{} cannot be opened: {}", path, std::strerror(errno)));
  }
  struct stat info {};
  const bool known = ::fstat(fd, &info) == 0;
  auto source = std::make_unique<FileSource>(fd, path, known ? static_cast<std::uint64_t>(info.st_size) : 0);
  if (known && S_ISDIR(info.st_mode)) return open_mail_folder(path);
  return std::make_unique<ExportInput>(std::move(source), path);
}

std::unique_ptr<Input> input_of(std::string bytes, std::string name) {
  return std::make_unique<ExportInput>(std::make_unique<BufferSource>(std::move(bytes)), std::move(name));
}

Result<std::string> peek(std::unique_ptr<Input>& input, std::size_t size) {
  std::string head(size, '\0');
  std::size_t filled = 0;
  std::optional<Error> error;
  while (filled < size) {
    auto got = input->read(head.data() + filled, size - filled);
    if (!got) {
      error = got.error();
      break;
    }
    if (*got == 0) break;
    filled += *got;
  }
  if (error && filled == 0) return fail(*error);
  head.resize(filled);
  input = std::make_unique<PeekedInput>(head, std::move(error), std::move(input));
  return head;
}

LineReader::LineReader(Input& input, std::size_t max_line) : input_(input), max_line_(max_line) {}

Result<LineReader::Line> LineReader::next() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::size_t kept = std::min(max_line_, kMaxRejectedBytes);
  std::size_t scanned = begin_;
  std::uint64_t dropped = 0;  // bytes of a line that is too long, past its kept beginning
  std::size_t newline = buffer_.find('\n', scanned);
  while (newline == std::string::npos && !end_) {
    buffer_.erase(0, begin_);  // the lines handed out before
    begin_ = 0;
    if (buffer_.size() > max_line_) {
      dropped += buffer_.size() - kept;
      buffer_.resize(kept);
    }
    scanned = buffer_.size();
    buffer_.resize(scanned + kReadBytes);
    auto got = input_.read(buffer_.data() + scanned, kReadBytes);
    buffer_.resize(scanned + (got ? *got : 0));
    if (!got) return fail(got.error());
    end_ = *got == 0;
    newline = buffer_.find('\n', scanned);
  }
  if (newline == std::string::npos && begin_ == buffer_.size())
    return Line{Kind::kEnd, {}, number_ + 1, offset_};

  const std::size_t end = newline == std::string::npos ? buffer_.size() : newline;
  const std::size_t next = newline == std::string::npos ? end : end + 1;
  Line line{Kind::kLine, std::string_view(buffer_).substr(begin_, end - begin_), ++number_, offset_};
  offset_ += next - begin_ + dropped;
  begin_ = next;
  if (dropped > 0 || line.text.size() > max_line_) {
    line.kind = Kind::kTooLong;
    line.text = line.text.substr(0, kept);
    return line;
  }
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  if (number_ == 1 && line.text.starts_with(kByteOrderMark)) line.text.remove_prefix(kByteOrderMark.size());
  return line;
}

}  // namespace garner

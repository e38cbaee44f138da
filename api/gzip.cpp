#include "api/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace garner::api {
namespace {

constexpr std::size_t kPartBytes = 64 * 1024;

class Packer {
 public:
  Packer() {
    constexpr int kGzipOfAnySize = 15 + 16, kMemory = 8;
    deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipOfAnySize, kMemory, Z_DEFAULT_STRATEGY);
  }
  ~Packer() { deflateEnd(&stream_); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  void add(std::string& input, bool last, std::string& output) {
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = static_cast<uInt>(input.size());
    std::array<Bytef, 16 * 1024> buffer{};
    do {
      stream_.next_out = buffer.data();
      stream_.avail_out = static_cast<uInt>(buffer.size());
      deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      output.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
};

}  // namespace

Parts gzipped(Parts parts) {
  // Shared, as what a std::function holds must be one that can be copied.
  const auto packer = std::make_shared<Packer>();
  const auto ended = std::make_shared<bool>(false);
  return [parts = std::move(parts), packer, ended]() -> Result<std::string> {
    std::string packed;
    while (!*ended && packed.size() < kPartBytes) {
      auto part = parts();
      if (!part) return fail(part.error());
      *ended = part->empty();
      packer->add(*part, *ended, packed);
    }
    return packed;
  };
}

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view one = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(one.size() + 1, accept_encoding.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    std::string_view name = one.substr(0, one.find(';'));
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name != "gzip" && name != "*") continue;
    const std::size_t weight = one.find("q=0");
    return weight == std::string_view::npos ||
           one.substr(weight + 3).find_first_not_of(".0 ") != std::string_view::npos;
  }
  return false;
}

}  // namespace garner::api

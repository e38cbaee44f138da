// The HTTP head and body reader on any bytes, in pieces of any size: no crash, and the same requests however
// it is cut.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "api/request_reader.h"

namespace {

using garner::api::Head;
using garner::api::RequestReader;

std::vector<std::string> requests_of(std::string_view bytes, std::size_t piece) {
  static const garner::api::BodyLimit limit = [](const Head&) { return std::size_t{1000}; };
  RequestReader reader(limit);
  std::vector<std::string> requests;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    auto state = reader.feed(bytes.substr(at, piece));
    while (state == RequestReader::State::kReady) {
      requests.push_back(reader.head().method + ' ' + reader.head().target + ' ' + reader.body());
      if (reader.body().size() > 1000) std::abort();
      state = reader.next();
    }
  }
  return requests;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 17 + 1;
  // A refusal may come sooner in larger pieces, but requests that were whole before it are the same.
  const auto whole = requests_of(bytes, bytes.size() + 1);
  const auto cut = requests_of(bytes, piece);
  const std::size_t common = std::min(whole.size(), cut.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (whole[i] != cut[i]) std::abort();
  }
  return 0;
}

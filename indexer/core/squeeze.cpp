#include "indexer/core/squeeze.h"

#include <zstd.h>

#include <memory>
#include <new>

namespace garner {
namespace {

constexpr unsigned long long kMost = 1ULL << 30;  // bytes: more is no record

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string squeeze(std::string_view bytes) {
  // Making one takes longer than using it.
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  std::string squeezed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), squeezed.data(), squeezed.size(), bytes.data(), bytes.size(), 1);
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // there was room for it
  squeezed.resize(size);
  return squeezed;
}

std::optional<std::string> unsqueeze(std::string_view squeezed) {
  const unsigned long long size = ZSTD_getFrameContentSize(squeezed.data(), squeezed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kMost) return std::nullopt;
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  std::string bytes(size, '\0');
  const std::size_t read =
      ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), squeezed.data(), squeezed.size());
  if (ZSTD_isError(read) != 0 || read != size) return std::nullopt;
  return bytes;
}

}  // namespace garner

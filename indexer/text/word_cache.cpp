#include "indexer/text/word_cache.h"

#include <cstring>
#include <random>

namespace garner {
namespace {

constexpr std::size_t kFirstSlots = 1 << 13;
constexpr std::size_t kBlock = 64 * 1024;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* from, std::size_t bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  return value;
}

}  // namespace

WordCache::WordCache() : slots_(kFirstSlots) {
  std::random_device device;
  seed_ = (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::uint64_t WordCache::hash(std::string_view spelling, std::uint16_t kind) const {
  const char* at = spelling.data();
  std::size_t left = spelling.size();
  std::uint64_t state = seed_ ^ (static_cast<std::uint64_t>(kind) << 48) ^ left;
  for (; left > 8; at += 8, left -= 8) state = mix(state ^ load(at, 8), 0x9e3779b97f4a7c15u);
  state = mix(state ^ load(at, left), 0xd6e8feb86659fd93u);
  return mix(state, 0xa0761d6478bd642fu) | 1;
}

const WordCache::Entry* WordCache::find(std::string_view spelling, std::uint16_t kind) {
  const std::uint64_t wanted = hash(spelling, kind);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = (wanted >> 1) & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.hash == 0) return nullptr;
    if (slot.hash == wanted && slot.spelling == spelling) return &slot.entry;
  }
}

const WordCache::Entry& WordCache::add(std::string_view spelling, std::uint16_t kind, std::string_view word,
                                       std::string_view term) {
  if (2 * (size_ + 1) > slots_.size()) grow();
  const std::uint64_t wanted = hash(spelling, kind);
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = (wanted >> 1) & mask;
  while (slots_[i].hash != 0) i = (i + 1) & mask;
  ++size_;
  Slot& slot = slots_[i];
  slot.hash = wanted;
  slot.spelling = keep(spelling);
  slot.entry.word = word == spelling ? slot.spelling : keep(word);
  slot.entry.term = slot.entry.word.starts_with(term) ? slot.entry.word.substr(0, term.size()) : keep(term);
  return slot.entry;
}

void WordCache::clear() {
  slots_.assign(kFirstSlots, Slot{});
  blocks_.clear();
  block_used_ = 0;
  size_ = 0;
}

std::string_view WordCache::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (blocks_.empty() || block_used_ + bytes.size() > kBlock) {
    blocks_.push_back(std::make_unique<char[]>(kBlock));
    block_used_ = 0;
  }
  char* to = blocks_.back().get() + block_used_;
  std::memcpy(to, bytes.data(), bytes.size());
  block_used_ += bytes.size();
  return {to, bytes.size()};
}

void WordCache::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.hash == 0) continue;
    std::size_t i = (slot.hash >> 1) & mask;
    while (larger[i].hash != 0) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace garner

#include "indexer/core/learned.h"

#include <cstring>
#include <sstream>

#include "indexer/core/schema.h"

namespace garner {
namespace {

// The index stays on the machine that wrote it or one of its kind: numbers are as they are in memory.
template <typename T>
void append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
void take(std::string_view& bytes, T& value) {
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
}

constexpr std::size_t kHeadBytes = 5 * 4;

}  // namespace

std::string pack(const LearnedArticle& learned) {
  std::string bytes;
  bytes.reserve(kHeadBytes + learned.meaning.size() + learned.weights.size() * sizeof(std::uint32_t));
  append(bytes, learned.scale);
  append(bytes, learned.bias);
  append(bytes, learned.wordings);
  append(bytes, learned.meaning_scale);
  append(bytes, static_cast<std::uint32_t>(learned.meaning.size()));
  for (const std::int8_t weight : learned.meaning) append(bytes, weight);
  for (const std::uint32_t weight : learned.weights) append(bytes, weight);
  return bytes;
}

std::optional<LearnedArticle> unpack_learned(std::string_view bytes) {
  if (bytes.size() < kHeadBytes) return std::nullopt;
  LearnedArticle learned;
  std::uint32_t dimensions = 0;
  take(bytes, learned.scale);
  take(bytes, learned.bias);
  take(bytes, learned.wordings);
  take(bytes, learned.meaning_scale);
  take(bytes, dimensions);
  if (bytes.size() < dimensions || (bytes.size() - dimensions) % sizeof(std::uint32_t) != 0)
    return std::nullopt;
  learned.meaning.resize(dimensions);
  for (std::int8_t& weight : learned.meaning) take(bytes, weight);
  learned.weights.resize(bytes.size() / sizeof(std::uint32_t));
  for (std::uint32_t& weight : learned.weights) take(bytes, weight);
  return learned;
}

std::string format_catalog(const LearnedCatalog& catalog) {
  std::string text = std::to_string(catalog.step) + '\n';
  for (const auto& [number, step] : catalog.step_of)
    text += std::to_string(number) + ' ' + std::to_string(step) + '\n';
  return text;
}

LearnedCatalog read_catalog(const std::string& text) {
  LearnedCatalog catalog;
  std::istringstream lines(text);
  lines >> catalog.step;
  std::int64_t number = 0;
  std::uint64_t step = 0;
  while (lines >> number >> step) catalog.step_of.emplace(number, step);
  return catalog;
}

std::string learned_key(std::int64_t number) {
  return std::string(metadata::kLearned) + '/' + std::to_string(number);
}

std::string meanings_key(std::int64_t number) {
  return std::string(metadata::kMeanings) + '/' + std::to_string(number);
}

}  // namespace garner

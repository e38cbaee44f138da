#include "indexer/core/use.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "indexer/core/names.h"
#include "indexer/core/record.h"

namespace garner {
namespace {

constexpr std::size_t kPriorBytes = 5;  // number, big-endian, and lift
constexpr double kSteps = 127;

std::uint32_t count_in(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string pack(const std::vector<UsePrior>& priors) {
  std::string bytes;
  bytes.reserve(priors.size() * kPriorBytes);
  for (const UsePrior& prior : priors) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(prior.article_number >> shift);
    bytes += static_cast<char>(std::lround(std::clamp(prior.lift, -1.0, 1.0) * kSteps));
  }
  return bytes;
}

std::optional<std::vector<UsePrior>> unpack_use_priors(std::string_view bytes) {
  if (bytes.size() % kPriorBytes != 0) return std::nullopt;
  std::vector<UsePrior> priors;
  priors.reserve(bytes.size() / kPriorBytes);
  for (std::size_t at = 0; at < bytes.size(); at += kPriorBytes) {
    UsePrior prior;
    for (std::size_t i = at; i < at + 4; ++i)
      prior.article_number = prior.article_number << 8 | static_cast<unsigned char>(bytes[i]);
    prior.lift = static_cast<signed char>(bytes[at + 4]) / kSteps;
    priors.push_back(prior);
  }
  return priors;
}

std::string pack(const std::vector<PopularQuery>& queries) {
  std::string record;
  for (const PopularQuery& query : queries) {
    append_field(record, query.text);
    append_field(record, query.words);
    append_field(record, name_of(query.audience));
    append_field(record, std::to_string(query.askers));
    std::string answers;
    for (const std::uint32_t number : query.answers) append_field(answers, std::to_string(number));
    append_field(record, answers);
  }
  return record;
}

std::optional<std::vector<PopularQuery>> unpack_popular_queries(std::string_view bytes) {
  constexpr std::size_t kFields = 5;
  const auto fields = split_record(bytes);
  if (!fields || fields->size() % kFields != 0) return std::nullopt;
  std::vector<PopularQuery> queries;
  for (std::size_t at = 0; at < fields->size(); at += kFields) {
    const auto audience = parse_audience((*fields)[at + 2]);
    const auto answers = split_record((*fields)[at + 4]);
    if (!audience || !answers) return std::nullopt;
    PopularQuery& query = queries.emplace_back();
    query.text = (*fields)[at];
    query.words = (*fields)[at + 1];
    query.audience = *audience;
    query.askers = count_in((*fields)[at + 3]);
    for (const std::string_view number : *answers) query.answers.push_back(count_in(number));
  }
  return queries;
}

}  // namespace garner

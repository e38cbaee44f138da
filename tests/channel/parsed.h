// What a channel made of an export, as the lines of an .expected.ndjson file. For tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/channel/channel.h"
#include "indexer/channel/input.h"
#include "indexer/channel/interchange.h"

namespace garner::test {

struct Parsed {
  std::vector<Conversation> conversations;
  std::vector<Article> articles;
  std::vector<Rejection> rejections;
  std::string lines;  // in the order of delivery: to_json of each, {"rejected":{…}} for rejections
  Result<> result;
};

inline std::string line_of(const Rejection& rejection) {
  const nlohmann::ordered_json line = {
      {"rejected", {{"position", rejection.position}, {"reason", rejection.reason}}}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

inline Parsed parse(const Channel& channel, Input& input) {
  Parsed parsed;
  Sink sink;
  sink.conversation = [&](Conversation&& conversation) -> Result<> {
    parsed.lines += to_json(conversation) + '\n';
    parsed.conversations.push_back(std::move(conversation));
    return {};
  };
  sink.article = [&](Article&& article) -> Result<> {
    parsed.lines += to_json(article) + '\n';
    parsed.articles.push_back(std::move(article));
    return {};
  };
  sink.reject = [&](Rejection&& rejection) -> Result<> {
    parsed.lines += line_of(rejection) + '\n';
    parsed.rejections.push_back(std::move(rejection));
    return {};
  };
  parsed.result = channel.parse(input, sink);
  return parsed;
}

inline Parsed parse_text(std::string_view format, std::string text, std::string name = "test") {
  const auto input = input_of(std::move(text), std::move(name));
  return parse(*channel_of_format(format), *input);
}

// The exports of a format in corpora/channels, as bytes.
inline std::vector<std::string> samples_of(std::string_view format) {
  namespace fs = std::filesystem;
  std::vector<std::string> samples;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(GARNER_SOURCE_DIR) / "corpora/channels" / format)) {
    if (!entry.is_regular_file() || entry.path().string().ends_with(".expected.ndjson")) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    samples.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return samples;
}

}  // namespace garner::test

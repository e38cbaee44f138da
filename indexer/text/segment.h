// Words of scripts that are written without spaces, by ICU's dictionaries.
// Holds an ICU iterator: one per thread, not shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace garner {

class DictionarySegmenter {
 public:
  DictionarySegmenter();
  ~DictionarySegmenter();

  // The ends of the words of `run`, in bytes, ascending; the last is run.size(). `run` is valid UTF-8 of such
  // scripts. Valid until the next call.
  const std::vector<std::uint32_t>& word_ends(std::string_view run);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner

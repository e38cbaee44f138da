// capture: a resolved conversation -> a draft article, every sentence with the message it was taken from; or
// the finding that an article says it already. Extracts, never invents. Pure but for its ICU iterators: one
// Capturer per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/resolve.h"
#include "indexer/text/analyze.h"
#include "indexer/text/sentences.h"

namespace garner {

class Capturer {
 public:
  // The draft of a normalised conversation that `verdict` calls resolved: title from the question, issue from
  // the asker's messages, environment from mentions of product and version, resolution from the solving
  // messages, greetings, thanks and signatures gone. Confidence not_validated, audience internal. Its id is
  // derived from (channel, conversation id): the same conversation always gives the same article. An empty
  // title, or nothing in issue or resolution, means that there is nothing to keep.
  Article draft(const Conversation& conversation, const Verdict& verdict);

  // The distinct terms that an article is compared by, hashed and ascending: words without meaning of their
  // own left out.
  struct Terms {
    std::vector<std::uint64_t> issue, resolution;
    std::vector<std::uint64_t> marks;  // of the title: numbers, codes, models, versions; on and off
  };
  Terms terms(const Article& article);

  // What near-duplicates are found by: a few 64-bit keys of which two texts of the same content share at
  // least one with high probability (MinHash bands over the terms of issue and resolution). Not comparable
  // between analyser versions.
  std::vector<std::uint64_t> fingerprint(const Article& article);
  static std::vector<std::uint64_t> fingerprint(const Terms& terms);

  // How much two articles say the same, 0 to 1, by the terms of their issues and of their resolutions.
  struct Similarity {
    double issue = 0, resolution = 0;
    std::size_t shared = 0;  // terms that the issues have in common
    bool apart = false;      // each title has a mark that the other has not: another model, another version
  };
  Similarity compare(const Article& a, const Article& b);
  static Similarity compare(const Terms& a, const Terms& b);

 private:
  Analyzer analyzer_;
  SentenceSplitter splitter_;
};

// What to do with a new draft, given its likeness to an article that exists.
enum class Sameness : std::uint8_t { kDifferent, kUnsure, kSame };
Sameness judge(const Capturer::Similarity& similarity);

std::string article_id_of(std::string_view channel, std::string_view conversation_id);

}  // namespace garner

// Generator: support conversations of any number, written in the manner of the samples, and questions about
// them. Each is made from the seed and its number alone: conversation 7 is the same in a corpus of ten and of
// a million, and memory does not grow. Immutable: thread-safe.
//
// What makes the text look like support text to an index: the frequent words and the sentences are those of
// the samples; what a sentence is about comes from the conversation's topic (a product, some sixty words,
// pairs that stand together), from the conversation itself (words it says again and again), from the samples'
// vocabulary, and from a long tail of rare words, so that the vocabulary goes on growing with the corpus.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "tools/benchmark/corpus/random.h"
#include "tools/benchmark/corpus/sample_language.h"

namespace garner::bench {

// What someone asks about a conversation that exists.
struct Question {
  std::string conversation_id;  // the known item
  std::string message;          // about 60 words: the asker's, some left out, order changed, noise between
  std::string search;           // 2 to 4 of its telling words
  std::string prefix;           // the first 1 to 12 letters of its title
};

class Generator {
 public:
  // `samples`: the folder of sample conversations. Errors: those of SampleLanguage::learn.
  static Result<Generator> create(const std::string& samples, std::uint64_t seed);

  // A resolved conversation of about 250 words. Its id is "c-" and the number.
  Conversation conversation(std::uint64_t number) const;
  // One as people write them in chats: 2 to 4 messages, most of them of 15 to 40 words, some with an address
  // or an order number. Not resolved; its id is "s-" and the number.
  Conversation short_conversation(std::uint64_t number) const;
  // The question of that number about a corpus of conversations 0 to `count` - 1.
  Question question(std::uint64_t number, std::uint64_t count) const;

 private:
  struct Topic;
  struct Subject;
  class Writer;
  class Talk;
  Generator(SampleLanguage language, std::uint64_t seed) : language_(std::move(language)), seed_(seed) {}
  Topic topic(std::uint64_t number) const;
  Subject subject(std::uint64_t number) const;
  std::string rare_word(std::uint64_t number) const;

  SampleLanguage language_;
  std::uint64_t seed_;
};

}  // namespace garner::bench

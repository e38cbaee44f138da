#include "tools/benchmark/corpus/sample_language.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "indexer/channel/channel.h"
#include "indexer/channel/files.h"
#include "indexer/channel/input.h"
#include "indexer/core/ascii.h"
#include "indexer/participants.h"
#include "indexer/phrases.h"
#include "indexer/text/normalise.h"
#include "indexer/text/sentences.h"

namespace garner::bench {
namespace {

// Words that stay where they stand: the frequent ones, which hold sentences together. About half of all that
// is said.
constexpr std::size_t kGlueWords = 220;
constexpr std::size_t kShortestSentence = 4, kLongestSentence = 32;  // words

std::string lower(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// Calls `visit(begin, end)` for each run of letters, digits and inner apostrophes.
template <typename Visit>
void each_word(std::string_view text, Visit&& visit) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at]) && !is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) ||
                                 (text[end] == '\'' && end + 1 < text.size() && is_letter(text[end + 1])))) {
      ++end;
    }
    visit(at, end);
    at = end;
  }
}

bool is_plain(std::string_view sentence) {
  return std::all_of(sentence.begin(), sentence.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '`' && c != '[' && c != '@'; }) &&
         sentence.find("://") == std::string_view::npos;
}

// Whether it says how the conversation went: the generator says that itself.
bool tells_outcome(std::string_view sentence) {
  for (const CueMatch& match : find_cues(sentence, words_of(sentence))) {
    if (match.cue != Cue::kClarify) return true;
  }
  return false;
}

std::size_t words_in(std::string_view text) {
  std::size_t count = 0;
  each_word(text, [&](std::size_t, std::size_t) { ++count; });
  return count;
}

// The sentence with its content words left open.
std::string open_slots(std::string_view sentence, const std::set<std::string>& glue) {
  std::string open;
  std::size_t done = 0;
  each_word(sentence, [&](std::size_t begin, std::size_t end) {
    open += sentence.substr(done, begin - done);
    const std::string_view word = sentence.substr(begin, end - begin);
    if (std::all_of(word.begin(), word.end(), is_digit)) {
      open += kNumberSlot;
    } else if (glue.count(lower(word)) > 0 || word.size() < 3 || word.find('\'') != std::string_view::npos) {
      open += word;
    } else {
      open += is_upper(word[0]) ? kCapitalSlot : kWordSlot;
    }
    done = end;
  });
  open += sentence.substr(done);
  return open;
}

Result<> read_file(const std::string& path, std::vector<Conversation>& conversations) {
  constexpr std::size_t kHead = 64 * 1024;
  auto input = open_input(path);
  if (!input) return fail(input.error());
  const auto head = peek(*input, kHead);
  if (!head) return fail(head.error());
  const Channel* channel = recognise(*head);
  if (channel == nullptr) return {};
  Sink sink;
  sink.conversation = [&](Conversation&& conversation) -> Result<> {
    conversations.push_back(std::move(conversation));
    return {};
  };
  sink.reject = [](Rejection&&) -> Result<> { return {}; };
  return channel->parse(**input, sink);
}

bool is_part(const std::string& path) {
  return std::any_of(channels().begin(), channels().end(),
                     [&](const auto& channel) { return channel->is_part(path); });
}

}  // namespace

void Spelling::learn(std::string_view word) {
  constexpr std::size_t kEnd = kLetters - 1;
  std::size_t first = kEnd;
  std::size_t second = kEnd;
  if (!std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return;
  for (std::size_t at = 0; at <= word.size(); ++at) {
    const std::size_t third = at < word.size() ? static_cast<std::size_t>(word[at] - 'a') : kEnd;
    ++counts_[(first * kLetters + second) * kLetters + third];
    first = second;
    second = third;
  }
}

std::string Spelling::coin(Random& random, std::size_t low, std::size_t high) const {
  constexpr std::size_t kEnd = kLetters - 1;
  const std::size_t size = random.between(low, high);
  std::string word;
  std::size_t first = kEnd;
  std::size_t second = kEnd;
  while (word.size() < size) {
    const std::uint32_t* row = &counts_[(first * kLetters + second) * kLetters];
    std::uint64_t total = 0;
    for (std::size_t letter = 0; letter < kEnd; ++letter) total += row[letter];
    std::size_t third = 0;
    if (total == 0) {  // only seen at the end of words: go on with any vowel
      third = static_cast<std::size_t>("aeiou"[random.below(5)] - 'a');
    } else {
      std::uint64_t at = random.below(total);
      while (at >= row[third]) at -= row[third++];
    }
    word += static_cast<char>('a' + third);
    first = second;
    second = third;
  }
  return word;
}

Result<SampleLanguage> SampleLanguage::learn(const std::string& folder) {
  const auto files = list_files({folder});
  if (!files) return fail(files.error());
  std::vector<Conversation> conversations;
  for (const std::string& file : *files) {
    if (is_part(file)) continue;
    if (auto read = read_file(file, conversations); !read) return fail(read.error());
  }
  Normaliser normaliser;
  for (Conversation& conversation : conversations) normaliser.apply(conversation);
  SampleLanguage language;
  language.build(conversations);
  constexpr std::size_t kEnough = 50;
  if (language.questions_.size() < kEnough || language.answers_.size() < kEnough ||
      language.titles_.size() < kEnough || language.words_.size() < kEnough) {
    return fail(ErrorCode::kInvalidInput, "there are too few English conversations in " + folder,
                "name the folder of the samples with --samples");
  }
  return language;
}

void SampleLanguage::build(const std::vector<Conversation>& conversations) {
  std::vector<std::string> questions, answers, titles;
  SentenceSplitter splitter;
  std::map<std::string, std::uint64_t> frequencies;
  const auto count_words = [&](std::string_view text) {
    each_word(text, [&](std::size_t begin, std::size_t end) {
      const std::string word = lower(text.substr(begin, end - begin));
      if (std::none_of(word.begin(), word.end(), is_digit)) ++frequencies[word];
    });
  };
  for (const Conversation& conversation : conversations) {
    const Participants participants(conversation);
    if (conversation.locale == "en" && is_plain(conversation.title) && words_in(conversation.title) >= 3) {
      titles.push_back(conversation.title);
      count_words(conversation.title);
    }
    for (const Message& message : conversation.messages) {
      if (message.locale != "en" || message.role == Role::kBot) continue;
      for (const TextSpan span : splitter.split(message.body, "en")) {
        const std::string_view sentence =
            std::string_view(message.body).substr(span.begin, span.end - span.begin);
        const std::size_t words = words_in(sentence);
        if (!is_plain(sentence) || words < kShortestSentence || words > kLongestSentence) continue;
        count_words(sentence);
        if (tells_outcome(sentence)) continue;
        (participants.is_asker(message) ? questions : answers).emplace_back(sentence);
      }
    }
  }

  std::vector<std::pair<std::string, std::uint64_t>> ranked(frequencies.begin(), frequencies.end());
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::set<std::string> glue;
  std::uint64_t sum = 0;
  for (const auto& [word, frequency] : ranked) {
    spelling_.learn(word);
    if (glue.size() < kGlueWords) {
      glue.insert(word);
    } else if (word.size() >= 3 && word.find('\'') == std::string::npos) {
      words_.push_back(word);
      cumulative_.push_back(sum += frequency);
    }
  }
  for (const std::string& text : questions) questions_.push_back(open_slots(text, glue));
  for (const std::string& text : answers) answers_.push_back(open_slots(text, glue));
  for (const std::string& text : titles) titles_.push_back(open_slots(text, glue));
}

const std::string& SampleLanguage::word(Random& random) const {
  const std::uint64_t at = random.below(cumulative_.back());
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
  return words_[static_cast<std::size_t>(found - cumulative_.begin())];
}

}  // namespace garner::bench

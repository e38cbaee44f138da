#include "tools/benchmark/corpus/generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace garner::bench {
namespace {

// What the numbers below were set by: vocabulary, document frequencies and how often plain BM25 finds the
// known item (README.md has what comes out).
constexpr std::size_t kTopics = 4000;
constexpr double kTopicExponent = 0.7;  // how uneven topics are: the largest has 2.5% of the conversations
constexpr std::size_t kTopicWords = 40, kTopicNames = 8;  // from the samples, and coined
constexpr std::size_t kRareWords = 1'000'000;
constexpr std::size_t kLargestNumber = 120;
constexpr double kWordExponent = 0.6;  // how uneven the words of a topic or a conversation are

enum Stream : std::uint64_t {
  kTopicStream,
  kSubjectStream,
  kTextStream,
  kRareStream,
  kQuestionStream,
  kShortStream
};

constexpr Time kFirstDay = 1'672'531'200'000;  // 2023-01-01
constexpr Time kMinute = 60'000;

constexpr std::array<std::string_view, 10> kThanks = {
    "Thank you, that fixed it!",
    "Thanks, that worked.",
    "Perfect, it works now. Thanks a lot!",
    "That solved it, thank you very much.",
    "Brilliant, that worked first time. Thanks!",
    "It works again, many thanks for your help.",
    "Great, problem solved. Thank you!",
    "That did the trick, thanks.",
    "Thanks so much, it's working now.",
    "Wonderful, that fixed the problem. Have a nice day!",
};
constexpr std::array<std::string_view, 5> kGreetings = {"Hi,\n\n", "Hello,\n\n", "Hi all, ", "Good morning, ",
                                                        ""};
constexpr std::array<std::string_view, 4> kOpenings = {"Hi, thanks for the report. ", "Hello, ", "", ""};
constexpr std::array<std::string_view, 4> kClosings = {"\n\nKind regards",
                                                       "\n\nPlease let us know if that helps.", "", ""};

char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string capital(std::string word) {
  if (!word.empty()) word[0] = to_upper(word[0]);
  return word;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank) word += c;
    if (blank && !word.empty()) words.push_back(std::move(word)), word.clear();
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace

struct Generator::Topic {
  std::string product;             // "Korvane T40"
  std::vector<std::string> words;  // the telling ones first; word 2i is often followed by word 2i + 1
};

struct Generator::Subject {
  Topic topic;
  std::vector<std::string> words;  // what this conversation keeps saying
  std::string code;                // an error code, a log line's file or a serial number
  std::string version;
};

// Fills the sentences of one conversation.
class Generator::Writer {
 public:
  Writer(const Generator& generator, const Subject& subject, Random& random)
      : generator_(generator), subject_(subject), random_(random) {}

  // Sentences of at least `words` words.
  std::string sentences(const std::vector<std::string>& from, std::size_t words) {
    std::string text;
    std::size_t written = 0;
    while (written < words) {
      if (!text.empty()) text += random_.chance(0.15) ? "\n\n" : " ";
      std::string sentence = fill(from[random_.below(from.size())]);
      if (sentence.back() != '.' && sentence.back() != '?' && sentence.back() != '!') sentence += '.';
      written += split_words(sentence).size();
      text += sentence;
    }
    return text;
  }

  std::string title() {
    const auto& titles = generator_.language_.titles();
    for (;;) {
      const std::string& open = titles[random_.below(titles.size())];
      const auto slots =
          std::count_if(open.begin(), open.end(), [](char c) { return c > 0 && c <= kCapitalSlot; });
      if (slots < 2) continue;
      in_title_ = true;
      std::string text = capital(fill(open));
      in_title_ = false;
      return text;
    }
  }

 private:
  std::string fill(const std::string& open) {
    std::string text;
    for (const char c : open) {
      if (c == kNumberSlot) {
        text += fmt::format("{}", 1 + random_.rank(kLargestNumber, 1));
      } else if (c == kWordSlot) {
        text += word();
      } else if (c == kCapitalSlot) {
        text += random_.chance(0.15) ? subject_.topic.product : capital(word());
      } else {
        text += c;
      }
    }
    return text;
  }

  std::string word() {
    if (!follower_.empty()) {
      std::string next;
      next.swap(follower_);
      if (random_.chance(0.5)) return next;
    }
    const double kind = in_title_ ? random_.unit() * 0.55 : random_.unit();
    if (kind < 0.36) return subject_.words[random_.rank(subject_.words.size(), kWordExponent)];
    if (kind < 0.56) {
      const auto& words = subject_.topic.words;
      const std::size_t at = random_.rank(words.size(), kWordExponent);
      if (at % 2 == 0 && at + 1 < words.size()) follower_ = words[at + 1];
      return words[at];
    }
    if (kind < 0.985) return generator_.language_.word(random_);
    return generator_.rare_word(random_.rank(kRareWords, 1));
  }

  const Generator& generator_;
  const Subject& subject_;
  Random& random_;
  std::string follower_;  // what stands with the word before
  bool in_title_ = false;
};

// One conversation being written, message after message.
class Generator::Talk {
 public:
  Talk(std::string id, std::uint64_t number, const Subject& subject, Random& random)
      : random_(random), at_(kFirstDay + static_cast<Time>(number) * kMinute) {
    conversation_.id = std::move(id);
    conversation_.channel = "bench";
    conversation_.url = fmt::format("https://community.example/t/{}", number);
    conversation_.created_at = at_;
    conversation_.locale = "en";
    conversation_.product = subject.topic.product;
  }

  Message& say(Role role, const std::string& author, std::string body) {
    Message& message = conversation_.messages.emplace_back();
    message.id = fmt::format("m{}", conversation_.messages.size());
    message.author = author;
    message.role = role;
    message.at = at_;
    message.body = std::move(body);
    at_ += static_cast<Time>(random_.between(2, 600)) * kMinute;
    return message;
  }

  Conversation end(ConversationState state) {
    conversation_.state = state;
    conversation_.updated_at = conversation_.messages.back().at;
    if (state == ConversationState::kResolved) conversation_.resolved_at = conversation_.updated_at;
    return std::move(conversation_);
  }

  Conversation& conversation() { return conversation_; }

 private:
  Conversation conversation_;
  Random& random_;
  Time at_;
};

Result<Generator> Generator::create(const std::string& samples, std::uint64_t seed) {
  auto language = SampleLanguage::learn(samples);
  if (!language) return fail(language.error());
  return Generator(std::move(*language), seed);
}

std::string Generator::rare_word(std::uint64_t number) const {
  Random random(seed_, kRareStream, number);
  std::string word = language_.spelling().coin(random, 4, 11);
  constexpr std::array<std::string_view, 8> kEndings = {"", "", "", "", "s", "ed", "ing", "er"};
  return word.append(kEndings[random.below(kEndings.size())]);
}

Generator::Topic Generator::topic(std::uint64_t number) const {
  Random random(seed_, kTopicStream, number);
  Topic topic;
  topic.product = fmt::format("{} {}{}", capital(language_.spelling().coin(random, 5, 8)),
                              static_cast<char>('A' + random.below(26)), random.between(1, 99));
  const auto& words = language_.words();
  for (std::size_t i = 0; i < kTopicWords; ++i) topic.words.push_back(words[random.below(words.size())]);
  for (std::size_t i = 0; i < kTopicNames; ++i) {
    const std::size_t at = random.below(topic.words.size() + 1);
    topic.words.insert(topic.words.begin() + static_cast<std::ptrdiff_t>(at),
                       language_.spelling().coin(random, 4, 10));
  }
  return topic;
}

Generator::Subject Generator::subject(std::uint64_t number) const {
  Random random(seed_, kSubjectStream, number);
  Subject subject{topic(random.rank(kTopics, kTopicExponent)), {}, {}, {}};
  const auto& words = subject.topic.words;
  for (std::size_t i = 0; i < 9; ++i) subject.words.push_back(words[random.below(words.size())]);
  for (std::size_t i = 0; i < 5; ++i) {
    subject.words.push_back(language_.words()[random.below(language_.words().size())]);
  }
  if (random.chance(0.3)) subject.words.push_back(rare_word(random.rank(kRareWords, 1)));
  switch (random.below(4)) {
    case 0:
      subject.code = fmt::format("0x{:08X}", 0x80070000U + static_cast<unsigned>(random.rank(3000, 1)));
      break;
    case 1:
      subject.code = fmt::format("{}-{:04}", static_cast<char>('A' + random.below(26)), random.below(400));
      break;
    case 2:
      subject.code = fmt::format("{}.{}:{}", language_.spelling().coin(random, 4, 8),
                                 random.chance(0.5) ? "cpp" : "log", random.below(100));
      break;
    default:
      subject.code = fmt::format("ERR_{}", language_.spelling().coin(random, 5, 9));
      std::transform(subject.code.begin(), subject.code.end(), subject.code.begin(), to_upper);
  }
  subject.version = fmt::format("{}.{}.{}", random.between(1, 9), random.below(10), random.below(10));
  // Rank decides how often a word is said: mixed, so that it is not always the topic's.
  for (std::size_t i = subject.words.size(); i > 1; --i) {
    std::swap(subject.words[i - 1], subject.words[random.below(i)]);
  }
  return subject;
}

Conversation Generator::conversation(std::uint64_t number) const {
  const Subject subject = this->subject(number);
  Random random(seed_, kTextStream, number);
  Writer writer(*this, subject, random);
  Talk talk(fmt::format("c-{}", number), number, subject, random);
  talk.conversation().title = writer.title();
  const std::string asker = fmt::format("u{}", random.below(1'000'000));
  const std::string helper = fmt::format("h{}", random.rank(5000, 1));

  std::string question(kGreetings[random.below(kGreetings.size())]);
  question += writer.sentences(language_.questions(), random.between(55, 105));
  if (random.chance(0.4)) question += fmt::format(" {} {}.", subject.topic.product, subject.version);
  if (random.chance(0.3))
    question += fmt::format("\n\n`error {} in {}`", subject.code, subject.topic.product);
  if (random.chance(0.04)) {
    question += fmt::format("\n\nYou can reach me at {}@mail.example or (212) 555-01{:02}.", asker,
                            random.below(100));
  }
  talk.say(Role::kAsker, asker, std::move(question));
  if (random.chance(0.7)) {
    talk.say(Role::kHelper, helper, writer.sentences(language_.answers(), random.between(15, 35)));
    talk.say(Role::kAsker, asker, writer.sentences(language_.questions(), random.between(15, 40)));
  }
  std::string answer(kOpenings[random.below(kOpenings.size())]);
  answer += writer.sentences(language_.answers(), random.between(60, 110));
  answer += kClosings[random.below(kClosings.size())];
  Message& solution = talk.say(Role::kAgent, helper, std::move(answer));
  // By whom it is known to be solved: a mark, the asker's thanks, or both.
  const bool marked = random.chance(0.6);
  solution.accepted = marked;
  if (!marked || random.chance(0.6))
    talk.say(Role::kAsker, asker, std::string(kThanks[random.below(kThanks.size())]));
  return talk.end(marked || random.chance(0.5) ? ConversationState::kResolved : ConversationState::kOpen);
}

Conversation Generator::short_conversation(std::uint64_t number) const {
  constexpr std::size_t kFewestWords = 15, kMostWords = 32;  // and the rest of the last sentence
  const Subject subject = this->subject(number);
  Random random(seed_, kShortStream, number);
  Writer writer(*this, subject, random);
  Talk talk(fmt::format("s-{}", number), number, subject, random);
  const std::string asker = fmt::format("u{}", random.below(1'000'000));
  const std::string helper = fmt::format("h{}", random.rank(5000, 1));
  const auto text = [&](const std::vector<std::string>& from) {
    return writer.sentences(from, random.between(kFewestWords, kMostWords));
  };

  std::string question(kGreetings[random.below(kGreetings.size())]);
  question += text(language_.questions());
  if (random.chance(0.3)) question += fmt::format(" {} {}.", subject.topic.product, subject.version);
  if (random.chance(0.1))
    question += fmt::format(" My order number is {}.", 10'000'000 + random.below(80'000'000));
  if (random.chance(0.1)) question += fmt::format(" Mail me at {}@mail.example.", asker);
  talk.say(Role::kAsker, asker, std::move(question));
  talk.say(Role::kAgent, helper,
           std::string(kOpenings[random.below(kOpenings.size())]) + text(language_.answers()));
  if (random.chance(0.6)) talk.say(Role::kAsker, asker, text(language_.questions()));
  if (random.chance(0.5)) talk.say(Role::kAgent, helper, text(language_.answers()));
  return talk.end(ConversationState::kOpen);
}

Question Generator::question(std::uint64_t number, std::uint64_t count) const {
  constexpr std::size_t kMessageWords = 60, kLongestRun = 5, kStrangers = 4;
  constexpr double kNoise = 0.3;  // of the runs of words
  Random random(seed_, kQuestionStream, number);
  const std::uint64_t about = random.below(count);
  const Conversation conversation = this->conversation(about);
  const auto asked = split_words(conversation.title + " " + conversation.messages.front().body);
  std::vector<std::string> noise;
  for (std::size_t i = 0; i < kStrangers; ++i) {
    const auto words = split_words(this->conversation(random.below(count)).messages.front().body);
    noise.insert(noise.end(), words.begin(), words.end());
  }
  Question question;
  question.conversation_id = conversation.id;
  // Runs of words from anywhere in the text, so that order and neighbours change and some are never taken.
  std::size_t written = 0;
  while (written < kMessageWords) {
    const auto& from = random.chance(kNoise) ? noise : asked;
    const std::size_t begin = random.below(from.size());
    const std::size_t end =
        std::min({from.size(), begin + random.between(1, kLongestRun), begin + kMessageWords - written});
    for (std::size_t at = begin; at < end; ++at, ++written) {
      if (!question.message.empty()) question.message += ' ';
      question.message += from[at];
    }
  }
  const Subject subject = this->subject(about);
  const std::size_t words = random.between(2, 4);
  std::vector<std::string> telling;
  for (const std::string& word : asked) {
    const bool known = std::find(subject.words.begin(), subject.words.end(), word) != subject.words.end();
    if (known && std::find(telling.begin(), telling.end(), word) == telling.end()) telling.push_back(word);
  }
  for (std::size_t i = 0; i < words; ++i) {
    if (telling.empty()) telling = subject.words;
    const std::size_t at = random.below(telling.size());
    question.search += (i > 0 ? " " : "") + telling[at];
    telling.erase(telling.begin() + static_cast<std::ptrdiff_t>(at));
  }
  question.prefix = conversation.title.substr(0, random.between(1, 12));
  std::transform(question.prefix.begin(), question.prefix.end(), question.prefix.begin(), to_lower);
  while (question.prefix.size() > 1 && question.prefix.back() == ' ') question.prefix.pop_back();
  return question;
}

}  // namespace garner::bench

#include "indexer/knowledge/provenance.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "indexer/knowledge/diff.h"

namespace garner {
namespace {

// Sentences of a field that are looked for where the comparison of words lost them: each may read all of it.
constexpr int kMaxLookedFor = 1000;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (&line != &lines.front()) text += '\n';
    text += line;
  }
  return text;
}

std::string text_of(const Article& article, std::string_view field) {
  if (field == "title") return article.title;
  if (field == "issue") return article.issue;
  if (field == "environment") return joined(article.environment);
  if (field == "asked_as") return joined(article.asked_as);
  return article.resolution;
}

// Places of a text that have their provenance; what touches is one.
class Places {
 public:
  void add(std::uint32_t begin, std::uint32_t end) {
    auto next = ends_.upper_bound(begin);
    if (next != ends_.begin() && std::prev(next)->second >= begin) {
      --next;
      begin = next->first;
    }
    while (next != ends_.end() && next->first <= end) {
      end = std::max(end, next->second);
      next = ends_.erase(next);
    }
    ends_.emplace(begin, end);
  }
  bool overlap(std::uint32_t begin, std::uint32_t end) const {
    const auto next = ends_.lower_bound(end);
    return next != ends_.begin() && std::prev(next)->second > begin;
  }

 private:
  std::map<std::uint32_t, std::uint32_t> ends_;  // by where they begin
};

// Whether a sentence ends inside of a word where it is cut before `at`.
bool cuts_word(std::string_view text, std::size_t at) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return at > 0 && at < text.size() && is_part(text[at - 1]) && is_part(text[at]);
}

// Where the sentence stands in the text at a place that is free. `looks`: how often memmem, which is linear,
// may still read the text.
std::optional<std::uint32_t> find_free(std::string_view text, std::string_view sentence, const Places& taken,
                                       int& looks) {
  for (std::size_t from = 0; looks > 0 && from < text.size();) {
    --looks;
    const void* const found =
        ::memmem(text.data() + from, text.size() - from, sentence.data(), sentence.size());
    if (found == nullptr) return std::nullopt;
    const auto begin = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const std::size_t end = begin + sentence.size();
    const bool free = !taken.overlap(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    if (free && !cuts_word(text, begin) && !cuts_word(text, end)) return static_cast<std::uint32_t>(begin);
    from = begin + 1;
  }
  return std::nullopt;
}

void carry_field(Analyzer& analyzer, std::string_view field, const Article& before, Article& after) {
  const std::string was = text_of(before, field), is = text_of(after, field);
  std::vector<Provenance> sentences;
  for (const Provenance& sentence : before.provenance) {
    const bool stands =
        sentence.field == field && sentence.begin < sentence.end && sentence.end <= was.size();
    if (stands) sentences.push_back(sentence);
  }
  if (sentences.empty() || is.empty()) return;
  Places taken;
  for (const Provenance& known : after.provenance) {
    if (known.field == field) taken.add(known.begin, known.end);
  }
  const Places known = taken;
  const auto move_to = [&](Provenance& sentence, std::uint32_t begin) {
    sentence.end = begin + (sentence.end - sentence.begin);
    sentence.begin = begin;
    taken.add(sentence.begin, sentence.end);
  };
  std::vector<DiffRun> runs = diff_words(analyzer, was, is);
  std::erase_if(runs, [](const DiffRun& run) { return run.kind != DiffKind::kSame; });
  std::vector<Provenance*> lost;
  for (Provenance& sentence : sentences) {
    // The run that it lies in, if one.
    const auto run = std::partition_point(
        runs.begin(), runs.end(), [&](const DiffRun& each) { return each.before_end < sentence.end; });
    if (run == runs.end() || run->before_begin > sentence.begin) {
      lost.push_back(&sentence);
      continue;
    }
    move_to(sentence, sentence.begin - run->before_begin + run->after_begin);
    if (known.overlap(sentence.begin, sentence.end)) sentence.end = sentence.begin;  // as gone
  }
  // The comparison keeps the order, and takes words of one sentence for those of another that is gone.
  int looks = kMaxLookedFor;
  for (Provenance* sentence : lost) {
    const auto words = std::string_view(was).substr(sentence->begin, sentence->end - sentence->begin);
    if (const auto begin = find_free(is, words, taken, looks)) {
      move_to(*sentence, *begin);
    } else {
      sentence->end = sentence->begin;
    }
  }
  for (Provenance& sentence : sentences) {
    if (sentence.end > sentence.begin) after.provenance.push_back(std::move(sentence));
  }
}

}  // namespace

void carry_provenance(Analyzer& analyzer, const Article& before, Article& after) {
  for (const char* field : {"title", "issue", "environment", "resolution", "asked_as"})
    carry_field(analyzer, field, before, after);
}

Result<> add_sources_of_sentences(Store& store, Article& article) {
  std::set<std::pair<std::string, std::string>> known;
  for (const Source& source : article.sources) known.emplace(source.channel, source.conversation_id);
  for (const Provenance& sentence : article.provenance) {
    if (sentence.field == "asked_as") continue;  // how somebody asked is not what it was made of
    if (!known.emplace(sentence.channel, sentence.conversation_id).second) continue;
    const auto conversation = store.conversation(sentence.channel, sentence.conversation_id);
    if (!conversation && conversation.error().code != ErrorCode::kNotFound) return fail(conversation.error());
    const std::string url = conversation ? conversation->conversation.url : std::string();
    article.sources.push_back({sentence.channel, url, sentence.conversation_id});
  }
  return {};
}

}  // namespace garner

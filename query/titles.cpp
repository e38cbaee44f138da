#include "query/titles.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "indexer/core/schema.h"
#include "query/snapshot.h"
#include "query/visibility.h"

namespace garner {
namespace {

// Up to this many places of a prefix's words are put in order; of more, so many titles match that looking
// through all of them from the best finds enough soon.
constexpr std::uint32_t kGathered = 4096;
// A run is joined with the one before it when that is less than this many times larger.
constexpr std::size_t kLike = 4;

bool is_article(const Snapshot& snapshot, Xapian::docid id) {
  return snapshot.shelf[id] != kNoShelf && kind_of_shelf(snapshot.shelf[id]) == DocumentKind::kArticle;
}

// A run of the documents `ids`, whose words `lists` tells.
std::shared_ptr<const TitleRun> make_run(std::vector<Xapian::docid> ids, WordLists lists,
                                         const Snapshot& snapshot) {
  auto run = std::make_shared<TitleRun>();
  std::sort(ids.begin(), ids.end(), [&](auto a, auto b) { return offered_before(a, b, snapshot); });
  std::vector<std::uint32_t> place_of(snapshot.last + 1);
  for (std::uint32_t place = 0; place < ids.size(); ++place) place_of[ids[place]] = place;
  run->words_end.assign(ids.size(), 0);
  for (std::uint32_t& number : lists.numbers) {
    number = place_of[number];
    ++run->words_end[number];
  }
  for (std::uint32_t word = 0; word < lists.size(); ++word) {
    std::sort(lists.numbers.begin() + lists.begin_of(word), lists.numbers.begin() + lists.numbers_end[word]);
  }
  std::uint32_t sum = 0;
  for (std::uint32_t& end : run->words_end) end = std::exchange(sum, sum + end);  // begins, at first
  run->words.resize(lists.numbers.size());
  for (std::uint32_t word = 0; word < lists.size(); ++word) {
    for (std::uint32_t i = lists.begin_of(word); i < lists.numbers_end[word]; ++i) {
      run->words[run->words_end[lists.numbers[i]]++] = word;
    }
  }
  run->ids = std::move(ids);
  run->places = std::move(lists);
  return run;
}

// All titles there are, word by word.
WordLists read_all(const Xapian::Database& database, const Snapshot& snapshot) {
  WordLists lists;
  const std::string start(prefix::kTitleWord);
  for (auto term = database.allterms_begin(start), end = database.allterms_end(start); term != end; ++term) {
    const std::string name = *term;
    for (auto posting = database.postlist_begin(name), last = database.postlist_end(name); posting != last;
         ++posting) {
      if (*posting <= snapshot.last && is_article(snapshot, *posting)) lists.numbers.push_back(*posting);
    }
    lists.close(std::string_view(name).substr(start.size()));
  }
  return lists;
}

// The titles of a few documents, document by document.
WordLists read_some(const std::vector<Xapian::docid>& ids, const Xapian::Database& database) {
  const std::string start(prefix::kTitleWord);
  std::vector<std::pair<std::string, Xapian::docid>> found;
  for (const Xapian::docid id : ids) {
    auto term = database.termlist_begin(id);
    const auto end = database.termlist_end(id);
    if (term != end) term.skip_to(start);
    for (; term != end && (*term).starts_with(start); ++term) {
      found.emplace_back((*term).substr(start.size()), id);
    }
  }
  std::sort(found.begin(), found.end());
  WordLists lists;
  for (std::size_t i = 0; i < found.size(); ++i) {
    lists.numbers.push_back(found[i].second);
    if (i + 1 == found.size() || found[i + 1].first != found[i].first) lists.close(found[i].first);
  }
  return lists;
}

// Both in one, without documents that have gone.
std::shared_ptr<const TitleRun> join(const TitleRun& a, const TitleRun& b, const Snapshot& snapshot) {
  std::vector<Xapian::docid> ids;
  for (const TitleRun* run : {&a, &b}) {
    std::copy_if(run->ids.begin(), run->ids.end(), std::back_inserter(ids),
                 [&](Xapian::docid id) { return snapshot.shelf[id] != kNoShelf; });
  }
  WordLists lists;
  const auto take = [&](const TitleRun& run, std::uint32_t word) {
    for (std::uint32_t i = run.places.begin_of(word); i < run.places.numbers_end[word]; ++i) {
      const Xapian::docid id = run.ids[run.places.numbers[i]];
      if (snapshot.shelf[id] != kNoShelf) lists.numbers.push_back(id);
    }
  };
  for (std::uint32_t i = 0, j = 0; i < a.places.size() || j < b.places.size();) {
    const bool from_a = i < a.places.size() && (j == b.places.size() || a.places.word(i) <= b.places.word(j));
    const bool from_b = j < b.places.size() && (i == a.places.size() || b.places.word(j) <= a.places.word(i));
    const std::string_view word = from_a ? a.places.word(i) : b.places.word(j);
    if (from_a) take(a, i++);
    if (from_b) take(b, j++);
    lists.close(word);
  }
  return make_run(std::move(ids), std::move(lists), snapshot);
}

}  // namespace

std::string_view WordLists::word(std::uint32_t at) const {
  const std::uint32_t begin = at == 0 ? 0 : letters_end[at - 1];
  return std::string_view(letters).substr(begin, letters_end[at] - begin);
}

void WordLists::close(std::string_view word) {
  if (numbers.size() == (numbers_end.empty() ? 0 : numbers_end.back())) return;
  letters += word;
  letters_end.push_back(static_cast<std::uint32_t>(letters.size()));
  numbers_end.push_back(static_cast<std::uint32_t>(numbers.size()));
}

std::size_t TitleRun::bytes() const {
  const std::size_t numbers = ids.size() + words.size() + words_end.size() + places.numbers.size() +
                              places.numbers_end.size() + places.letters_end.size();
  return numbers * sizeof(std::uint32_t) + places.letters.size();
}

bool offered_before(Xapian::docid a, Xapian::docid b, const Snapshot& snapshot) {
  if (snapshot.reuse[a] != snapshot.reuse[b]) return snapshot.reuse[a] > snapshot.reuse[b];
  if (snapshot.title_bytes[a] != snapshot.title_bytes[b])
    return snapshot.title_bytes[a] < snapshot.title_bytes[b];
  return a < b;
}

TitleRuns extend_titles(TitleRuns runs, const Xapian::Database& database, const Snapshot& snapshot,
                        Xapian::docid after) {
  std::vector<Xapian::docid> ids;
  for (Xapian::docid id = after + 1; id <= snapshot.last; ++id) {
    if (is_article(snapshot, id)) ids.push_back(id);
  }
  if (ids.empty()) return runs;
  WordLists lists = runs.empty() ? read_all(database, snapshot) : read_some(ids, database);
  runs.push_back(make_run(std::move(ids), std::move(lists), snapshot));
  while (runs.size() > 1 && runs[runs.size() - 2]->ids.size() < kLike * runs.back()->ids.size()) {
    auto joined = join(*runs[runs.size() - 2], *runs.back(), snapshot);
    runs.resize(runs.size() - 2);
    runs.push_back(std::move(joined));
  }
  return runs;
}

TitleMatches::TitleMatches(const TitleRun& run, const std::vector<std::string>& words, std::string_view last,
                           const Visibility& visibility)
    : run_(&run), visibility_(&visibility) {
  const WordLists& lists = run.places;
  // The first word for which `before` is false.
  const auto partition = [&](const auto& before) {
    std::uint32_t low = 0, high = lists.size();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      before(lists.word(middle)) ? low = middle + 1 : high = middle;
    }
    return low;
  };
  first_ = partition([&](std::string_view word) { return word < last; });
  past_ = partition([&](std::string_view word) { return word.substr(0, last.size()) <= last; });
  if (first_ == past_) return;
  std::uint32_t rarest = lists.numbers_end[past_ - 1] - lists.begin_of(first_);
  bool of_prefix = true;
  for (const std::string& word : words) {
    const std::uint32_t number = partition([&](std::string_view other) { return other < word; });
    if (number == lists.size() || lists.word(number) != word) {
      at_ = end_;
      return;
    }
    words_.push_back(number);
    const std::uint32_t count = lists.numbers_end[number] - lists.begin_of(number);
    if (count >= rarest) continue;
    rarest = count;
    of_prefix = false;
    at_ = lists.numbers.data() + lists.begin_of(number);
    end_ = at_ + count;
  }
  if (!of_prefix) return;
  at_ = lists.numbers.data() + lists.begin_of(first_);
  end_ = at_ + rarest;
  if (past_ - first_ == 1) return;
  if (rarest <= kGathered) {
    heap_.assign(at_, end_);
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
  } else {
    every_end_ = static_cast<std::uint32_t>(run.ids.size());
  }
  at_ = end_;
}

bool TitleMatches::next_place(std::uint32_t& place) {
  if (at_ != end_) {
    place = *at_++;
    return true;
  }
  if (every_ != every_end_) {
    place = every_++;
    return true;
  }
  if (heap_.empty()) return false;
  place = heap_.front();
  while (!heap_.empty() && heap_.front() == place) {  // a title may have several of the words
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    heap_.pop_back();
  }
  return true;
}

bool TitleMatches::matches(std::uint32_t place) const {
  const std::uint32_t* begin = run_->words.data() + (place == 0 ? 0 : run_->words_end[place - 1]);
  const std::uint32_t* end = run_->words.data() + run_->words_end[place];
  if (std::none_of(begin, end, [&](std::uint32_t word) { return word >= first_ && word < past_; }))
    return false;
  return std::all_of(words_.begin(), words_.end(),
                     [&](std::uint32_t word) { return std::find(begin, end, word) != end; });
}

Xapian::docid TitleMatches::next() {
  for (std::uint32_t place = 0; next_place(place);) {
    if (visibility_->allows(run_->ids[place]) && matches(place)) return run_->ids[place];
  }
  return 0;
}

}  // namespace garner

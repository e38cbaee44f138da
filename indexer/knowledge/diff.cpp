#include "indexer/knowledge/diff.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace garner {
namespace {

struct Piece {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t word = 0;  // equal pieces have equal numbers
};

using Dictionary = std::unordered_map<std::string_view, std::uint32_t>;

std::vector<Piece> pieces_of(Analyzer& analyzer, std::string_view text, Dictionary& dictionary) {
  std::vector<Piece> pieces;
  std::uint32_t done = 0;
  const auto add = [&](std::uint32_t end) {
    if (end <= done) return;
    const auto number = static_cast<std::uint32_t>(dictionary.size());
    const auto known = dictionary.emplace(text.substr(done, end - done), number).first;
    pieces.push_back({done, end, known->second});
    done = end;
  };
  for (const Token& token : analyzer.analyze(text, "")) {
    if (token.begin < done) continue;  // a part of the code before it
    add(token.begin);
    add(token.end);
  }
  add(static_cast<std::uint32_t>(text.size()));
  return pieces;
}

// One step of the way from one list to the other.
enum class Step : std::uint8_t { kKeep, kDrop, kAdd };

using Pieces = std::vector<Piece>;

// The steps between two lists, or nothing when there are more than kMaxEdits of them that are no kKeep.
std::vector<Step> shortest_way(const Piece* a, int size_a, const Piece* b, int size_b) {
  const int most = std::min(kMaxEdits, size_a + size_b);
  // reach[k]: how far in `a` one comes on diagonal k = x - y; one copy is kept for each number of edits.
  std::vector<std::vector<int>> trace;
  std::vector<int> reach(2 * static_cast<std::size_t>(most) + 3, 0);
  const auto at = [most](int k) {
    const int place = k + most + 1;
    return static_cast<std::size_t>(place);
  };
  const auto down = [&](const std::vector<int>& r, int k, int d) {
    return k == -d || (k != d && r[at(k - 1)] < r[at(k + 1)]);
  };
  int edits = -1;
  for (int d = 0; d <= most && edits < 0; ++d) {
    for (int k = -d; k <= d; k += 2) {
      int x = down(reach, k, d) ? reach[at(k + 1)] : reach[at(k - 1)] + 1;
      int y = x - k;
      while (x < size_a && y < size_b && a[x].word == b[y].word) ++x, ++y;
      reach[at(k)] = x;
      if (x >= size_a && y >= size_b) edits = d;
    }
    // Of this round only diagonals -d to d were set.
    trace.emplace_back(reach.begin() + static_cast<std::ptrdiff_t>(at(-d)),
                       reach.begin() + static_cast<std::ptrdiff_t>(at(d)) + 1);
  }
  if (edits < 0) return {};
  std::vector<Step> steps;
  int x = size_a, y = size_b;
  for (int d = edits; d > 0; --d) {
    const std::vector<int>& before = trace[static_cast<std::size_t>(d) - 1];
    const auto was = [&](int k) { return before[static_cast<std::size_t>(k + d - 1)]; };
    const int k = x - y;
    const bool added = k == -d || (k != d && was(k - 1) < was(k + 1));
    const int from_k = added ? k + 1 : k - 1;
    const int from_x = was(from_k);
    for (; x > from_x + (added ? 0 : 1); --x) steps.push_back(Step::kKeep);
    steps.push_back(added ? Step::kAdd : Step::kDrop);
    x = from_x;
    y = from_x - from_k;
  }
  for (; x > 0; --x) steps.push_back(Step::kKeep);
  std::reverse(steps.begin(), steps.end());
  return steps;
}

class Runs {
 public:
  void add(DiffKind kind, const Piece* before, const Piece* after) {
    // What is new waits until all that is gone in its place was told.
    if (kind == DiffKind::kSame) flush();
    DiffRun& run = kind == DiffKind::kSame ? same_ : kind == DiffKind::kGone ? gone_ : new_;
    if (kind == DiffKind::kSame && !all_.empty() && all_.back().kind == DiffKind::kSame) {
      all_.back().before_end = before->end;
      all_.back().after_end = after->end;
      return;
    }
    if (before != nullptr) {
      if (run.before_begin == run.before_end) run.before_begin = before->begin;
      run.before_end = before->end;
    }
    if (after != nullptr) {
      if (run.after_begin == run.after_end) run.after_begin = after->begin;
      run.after_end = after->end;
    }
    run.kind = kind;
    if (kind == DiffKind::kSame) {
      all_.push_back(run);
      same_ = {};
    }
  }

  std::vector<DiffRun> take() {
    flush();
    return std::move(all_);
  }

 private:
  void flush() {
    const std::uint32_t before = std::max(gone_.before_end, all_.empty() ? 0 : all_.back().before_end);
    const std::uint32_t after = all_.empty() ? 0 : all_.back().after_end;
    if (gone_.before_begin != gone_.before_end) {
      gone_.after_begin = gone_.after_end = after;
      all_.push_back(gone_);
    }
    if (new_.after_begin != new_.after_end) {
      new_.before_begin = new_.before_end = before;
      all_.push_back(new_);
    }
    gone_ = {};
    new_ = {};
  }

  std::vector<DiffRun> all_;
  DiffRun same_, gone_, new_;
};

}  // namespace

std::vector<DiffRun> diff_words(Analyzer& analyzer, std::string_view before, std::string_view after) {
  Dictionary dictionary;
  const Pieces a = pieces_of(analyzer, before, dictionary);
  const Pieces b = pieces_of(analyzer, after, dictionary);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head].word == b[head].word) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head &&
         a[a.size() - tail - 1].word == b[b.size() - tail - 1].word)
    ++tail;
  Runs runs;
  for (std::size_t i = 0; i < head; ++i) runs.add(DiffKind::kSame, &a[i], &b[i]);
  const std::size_t end_a = a.size() - tail, end_b = b.size() - tail;
  const auto steps = shortest_way(a.data() + head, static_cast<int>(end_a - head), b.data() + head,
                                  static_cast<int>(end_b - head));
  std::size_t x = head, y = head;
  for (const Step step : steps) {
    if (step == Step::kKeep) {
      runs.add(DiffKind::kSame, &a[x], &b[y]);
      ++x, ++y;
    } else if (step == Step::kDrop) {
      runs.add(DiffKind::kGone, &a[x++], nullptr);
    } else {
      runs.add(DiffKind::kNew, nullptr, &b[y++]);
    }
  }
  for (; x < end_a; ++x) runs.add(DiffKind::kGone, &a[x], nullptr);
  for (; y < end_b; ++y) runs.add(DiffKind::kNew, nullptr, &b[y]);
  for (std::size_t i = 0; i < tail; ++i) runs.add(DiffKind::kSame, &a[end_a + i], &b[end_b + i]);
  return runs.take();
}

}  // namespace garner

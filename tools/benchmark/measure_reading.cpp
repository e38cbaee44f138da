// suggest, search, typeahead: in process, one thread, question by question, Garner and the floor in turn.
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

#include "indexer/store/store.h"
#include "query/searcher.h"
#include "tools/benchmark/floor.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {
namespace {

constexpr std::size_t kWarmUp = 20;         // questions asked before the first is counted
constexpr std::size_t kMaxCompletions = 8;  // as the API gives
constexpr std::size_t kMaxShown = 10;

// The answers' ids, best first, of the two that are compared.
using Ask = std::function<Result<std::vector<std::string>>(const Question&)>;

struct Readers {
  std::string index;
  std::unique_ptr<Searcher> searcher;
  std::unique_ptr<Floor> floor;
  std::unique_ptr<Store> store;
  std::vector<Question> questions;
};

// Reads all files of a folder: what is asked of them then comes from memory, as on a machine that has been
// answering for a while, and no library waits for the disk where the other does not.
void read_through(const std::string& folder) {
  std::array<char, 1 << 16> buffer{};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    while (file.read(buffer.data(), buffer.size())) {
    }
  }
}

Result<Readers> open_readers(Workspace& workspace) {
  if (auto made = workspace.need_floor(); !made) return fail(made.error());
  for (const std::string& folder : {index_of(workspace.data()), workspace.floor(), workspace.floor_titles()})
    read_through(folder);
  Readers readers;
  auto searcher = Searcher::open({index_of(workspace.data())});
  if (!searcher) return fail(searcher.error());
  auto floor = Floor::open(workspace.floor(), workspace.floor_titles());
  if (!floor) return fail(floor.error());
  auto store = Store::open({store_of(workspace.data()), true, Store::kBusyTimeoutMs});
  if (!store) return fail(store.error());
  auto questions = workspace.questions();
  if (!questions) return fail(questions.error());
  readers.index = index_of(workspace.data());
  readers.searcher = std::move(*searcher);
  readers.floor = std::move(*floor);
  readers.store = std::move(*store);
  readers.questions = std::move(*questions);
  return readers;
}

Filter everything() {
  Filter filter;
  filter.audience = Audience::kTeam;
  return filter;
}

struct Timed {
  std::vector<double> milliseconds;
  std::vector<std::string> first;  // the first answer's id, empty where there was none
};

Result<> ask(const Ask& asked, const Question& question, bool counts, Timed& timed) {
  const Stopwatch watch;
  const auto ids = asked(question);
  if (!ids) return fail(ids.error());
  if (!counts) return {};
  timed.milliseconds.push_back(watch.milliseconds());
  timed.first.push_back(ids->empty() ? "" : ids->front());
  return {};
}

void add_times(const std::string& group, const std::string& how, const Timed& garner, const Timed* floor,
               Report& report) {
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report.add({group, name + how, "ms", percentile(garner.milliseconds, share),
                floor == nullptr ? std::nullopt : std::optional(percentile(floor->milliseconds, share))});
  }
}

// Beside the floor each question comes when the processor's cache, and in a large library some of the
// memory for files, is full of what the floor has read. So all are asked once more of a searcher that has not
// been asked before, one after the other.
Result<> ask_alone(const std::string& group, Readers& readers, const Ask& ours, Report& report) {
  auto fresh = Searcher::open({readers.index});
  if (!fresh) return fail(fresh.error());
  readers.searcher = std::move(*fresh);
  read_through(readers.index);
  Timed garner;
  for (const Question& question : readers.questions) {
    if (auto done = ask(ours, question, true, garner); !done) return done;
  }
  add_times(group, ", by itself", garner, nullptr, report);
  return {};
}

// Asks both every question and adds the rows; `quality`: those of the known item too.
Result<> compare(const std::string& group, Readers& readers, const Ask& ours, const Ask& theirs, bool quality,
                 Report& report) {
  say(fmt::format("{}, {} questions", group, readers.questions.size()));
  Timed garner, floor;
  for (std::size_t at = 0; at < readers.questions.size() + kWarmUp; ++at) {
    const bool counts = at >= kWarmUp;
    const Question& question = readers.questions[counts ? at - kWarmUp : at % readers.questions.size()];
    if (auto done = ask(ours, question, counts, garner); !done) return done;
    if (auto done = ask(theirs, question, counts, floor); !done) return done;
  }
  add_times(group, "", garner, &floor, report);
  if (auto done = ask_alone(group, readers, ours, report); !done) return done;
  if (!quality) return {};
  double garner_hits = 0, floor_hits = 0, agreed = 0;
  for (std::size_t at = 0; at < readers.questions.size(); ++at) {
    const auto known = readers.store->article_of_conversation("bench", readers.questions[at].conversation_id);
    if (!known) return fail(known.error());
    if (!known->empty() && garner.first[at] == *known) ++garner_hits;
    if (!known->empty() && floor.first[at] == *known) ++floor_hits;
    if (garner.first[at] == floor.first[at]) ++agreed;
  }
  const auto asked = static_cast<double>(readers.questions.size());
  report.add({group, "hit@1 of the known item", "share", garner_hits / asked, floor_hits / asked, true});
  report.add({group, "the same first answer", "share", agreed / asked, std::nullopt, true});
  return {};
}

std::vector<std::string> ids_of(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Hit& hit : answer.hits) ids.push_back(hit.id);
  return ids;
}

}  // namespace

Result<> measure_suggest(Workspace& workspace, Report& report) {
  auto readers = open_readers(workspace);
  if (!readers) return fail(readers.error());
  SuggestRequest request;
  request.filter = everything();
  const Ask ours = [&](const Question& question) -> Result<std::vector<std::string>> {
    request.text = question.message;
    const auto answer = readers->searcher->suggest(request);
    if (!answer) return fail(answer.error());
    return ids_of(*answer);
  };
  const Ask theirs = [&](const Question& question) {
    return readers->floor->suggest(question.message, request.limit);
  };
  return compare("suggest", *readers, ours, theirs, true, report);
}

Result<> measure_search(Workspace& workspace, Report& report) {
  auto readers = open_readers(workspace);
  if (!readers) return fail(readers.error());
  SearchRequest request;
  request.filter = everything();
  request.limit = kMaxShown;
  const Ask ours = [&](const Question& question) -> Result<std::vector<std::string>> {
    request.query = question.search;
    const auto answer = readers->searcher->search(request);
    if (!answer) return fail(answer.error());
    return ids_of(*answer);
  };
  const Ask theirs = [&](const Question& question) {
    return readers->floor->search(question.search, kMaxShown);
  };
  return compare("search", *readers, ours, theirs, true, report);
}

Result<> measure_typeahead(Workspace& workspace, Report& report) {
  auto readers = open_readers(workspace);
  if (!readers) return fail(readers.error());
  const Filter filter = everything();
  const Ask ours = [&](const Question& question) -> Result<std::vector<std::string>> {
    const auto completions = readers->searcher->typeahead(question.prefix, filter, kMaxCompletions);
    if (!completions) return fail(completions.error());
    std::vector<std::string> ids;
    for (const Completion& completion : *completions) ids.push_back(completion.id);
    return ids;
  };
  const Ask theirs = [&](const Question& question) {
    return readers->floor->typeahead(question.prefix, kMaxCompletions);
  };
  return compare("typeahead", *readers, ours, theirs, false, report);
}

}  // namespace garner::bench

// garner erase: forgets an author, and proves it by searching (docs/privacy.md).
#include "indexer/erase.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kEnoughHits = 10;

// How many articles still show one of the phrases to whoever searches for it.
Result<std::uint64_t> found_in_index(const Globals& globals, const std::vector<std::string>& phrases) {
  const auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  std::uint64_t found = 0;
  for (const std::string& phrase : phrases) {
    SearchRequest request;
    request.query = phrase;
    std::replace(request.query.begin(), request.query.end(), '"', ' ');
    request.query = '"' + request.query + '"';
    request.filter.audience = Audience::kTeam;
    request.filter.include_wip = request.filter.include_archived = true;
    request.limit = kEnoughHits;
    const auto answer = (*searcher)->search(request);
    if (!answer) return fail(answer.error());
    found += static_cast<std::uint64_t>(
        std::count_if(answer->hits.begin(), answer->hits.end(), [&](const Hit& hit) {
          return hit.title.find(phrase) != std::string::npos ||
                 hit.snippet.text.find(phrase) != std::string::npos;
        }));
  }
  return found;
}

// Whether one of the phrases stands in the bytes of a file.
bool holds_phrase(const fs::path& path, const std::vector<std::string>& phrases) {
  std::size_t longest = 0;
  for (const std::string& phrase : phrases) longest = std::max(longest, phrase.size());
  std::ifstream file(path, std::ios::binary);
  std::string window;
  while (file) {
    // What two blocks share is looked at with both.
    if (window.size() > longest) window.erase(0, window.size() - longest);
    const std::size_t before = window.size();
    window.resize(before + kBlock);
    file.read(window.data() + before, static_cast<std::streamsize>(kBlock));
    window.resize(before + static_cast<std::size_t>(file.gcount()));
    for (const std::string& phrase : phrases) {
      if (window.find(phrase) != std::string::npos) return true;
    }
  }
  return false;
}

std::uint64_t files_with(const std::string& folder, const std::vector<std::string>& phrases) {
  std::uint64_t found = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && holds_phrase(entry.path(), phrases)) ++found;
  }
  return found;
}

struct Proof {
  EraseRemains store;
  std::uint64_t index = 0, files = 0;
  bool clean() const { return !store.any() && index == 0 && files == 0; }
};

Result<Proof> prove(const Globals& globals, Store& store, const EraseRequest& request,
                    const std::vector<std::string>& phrases) {
  Proof proof;
  const auto remains = find_remains(store, request, phrases);
  if (!remains) return fail(remains.error());
  proof.store = *remains;
  const auto in_index = found_in_index(globals, phrases);
  if (!in_index) return fail(in_index.error());
  proof.index = *in_index;
  proof.files = files_with(globals.data, phrases);
  return proof;
}

void print(const Globals& globals, const EraseCounts& counts, const Proof& proof, std::size_t phrases) {
  if (globals.json) {
    print_json({{"messages", counts.messages},
                {"conversations", counts.conversations},
                {"articles_changed", counts.articles_changed},
                {"articles_withdrawn", counts.articles_withdrawn},
                {"events", counts.events},
                {"quarantined", counts.quarantined},
                {"searched_for", phrases},
                {"remains",
                 {{"messages", proof.store.messages},
                  {"articles", proof.store.articles},
                  {"events", proof.store.events},
                  {"quarantined", proof.store.quarantined},
                  {"index", proof.index},
                  {"files", proof.files}}}});
    return;
  }
  std::cout << fmt::format(
      "{} messages in {} conversations emptied; {} articles changed, {} withdrawn; {} events and {} "
      "quarantined "
      "records removed.\n",
      with_commas(counts.messages), with_commas(counts.conversations), with_commas(counts.articles_changed),
      with_commas(counts.articles_withdrawn), with_commas(counts.events), with_commas(counts.quarantined));
  if (proof.clean()) {
    std::cout << fmt::format(
        "Searched for the name and {} sentences of theirs in store, index, quarantine and the bytes of the "
        "files: "
        "nothing is left.\n",
        with_commas(phrases));
    return;
  }
  std::cout << fmt::format(
      "STILL THERE: {} messages, {} articles, {} events, {} quarantined records, {} hits in the index, {} "
      "files.\n",
      with_commas(proof.store.messages), with_commas(proof.store.articles), with_commas(proof.store.events),
      with_commas(proof.store.quarantined), with_commas(proof.index), with_commas(proof.files));
}

Result<Exit> run_erase(const Globals& globals, const EraseRequest& request) {
  auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  // The index is held from the beginning: what a server indexes in between would have to go again.
  IndexWriter::Options options;
  options.path = globals.index_path();
  options.store_path = globals.store_path();
  auto writer = IndexWriter::open(options);
  if (!writer) {
    if (writer.error().code != ErrorCode::kLocked) return fail(writer.error());
    return fail(ErrorCode::kLocked, "another process owns the index, such as a running server",
                "stop it first: its files have to be written anew");
  }
  const auto erased = erase_author(**store, request);
  if (!erased) return fail(erased.error());
  ProgressLine line(globals, "articles indexed");
  const auto rebuilt =
      (*writer)->rebuild_clean([&](const IndexProgress& at) { line.show(at.done, at.total, at.done); });
  if (!rebuilt) return fail(rebuilt.error());
  const auto proof = prove(globals, **store, request, erased->phrases);
  if (!proof) return fail(proof.error());
  print(globals, erased->counts, *proof, erased->phrases.size());
  return proof->clean() ? Exit::kDone : Exit::kFailed;
}

}  // namespace

void add_erase(const Command& program, Globals& globals) {
  const Command command = program.subcommand("erase", "forget an author, and prove it by searching");
  const auto request = std::make_shared<EraseRequest>();
  command.option("--author", request->author, "as the platform names them, or a pseudonym").required();
  command.option("--channel", request->channel, "in that channel alone");
  command.runs([&globals, request] { return run_erase(globals, *request); });
}

}  // namespace garner

// harvest: exports -> store. Parses, normalises, resolves, captures and stores in batches of one transaction
// each, so that a kill loses no more than what the next run reads again. Known digests are skipped: the same
// export twice changes nothing. Does not index: the index writer follows the change log.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"
#include "indexer/core/channel_settings.h"
#include "indexer/core/result.h"
#include "indexer/harvest_counts.h"
#include "indexer/store/store.h"

namespace garner {

struct HarvestOptions {
  std::string channel;        // what conversations without one belong to; empty: the format's default
  std::string format;         // empty: found from the content
  std::string mapping = {};   // of tables, with the format csv or jsonl (channel/mapped.h)
  std::string region = "US";  // for phone numbers without a country code
  AuthorNaming authors = AuthorNaming::kPseudonym;  // what is stored of them (pseudonym.h)
  // Of a configured channel (core/channel_settings.h).
  std::string locale = {}, product = {};    // of conversations that tell none
  Audience audience = Audience::kInternal;  // of what is captured
  Consent consent = Consent::kAll;          // what is not covered is not stored, and withdrawn where it was
  std::string consent_tag = {};
  // Whether what comes may lack messages of its conversations (Conversation::partial); nothing: as the parser
  // says.
  std::optional<bool> partial = {};
  // An export is taken over: also what is no conversation and no article, and nothing is captured.
  bool as_is = false;
  std::size_t batch = 500;  // conversations in a transaction: large enough to hide the fdatasync
};

struct HarvestProgress {
  std::string file;
  std::uint64_t bytes = 0, total_bytes = 0;  // of all files; total 0: not known
  const HarvestCounts* counts = nullptr;
};

class Harvester {
 public:
  // `store` must outlive it. One harvester per thread and store.
  Harvester(Store& store, HarvestOptions options);
  ~Harvester();

  using Progress = std::function<void(const HarvestProgress&)>;
  // Files and folders; "-" is standard input. What cannot be parsed is quarantined and the rest goes on; an
  // error is one that stops everything (store locked, disk full, a path that does not exist).
  Result<HarvestCounts> harvest(const std::vector<std::string>& paths, const Progress& progress = {});
  // One input already open.
  Result<HarvestCounts> harvest(std::unique_ptr<Input> input);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner

// erase: an author is forgotten. Words and name go out of conversations, articles, events and quarantine, and
// the store remembers the pseudonym, so that no later harvest brings them back. The index follows the change
// log; who must be sure that no old posting is left on the disk builds it anew (tools/garner/erase.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

struct EraseRequest {
  std::string author;   // as the platform names them, or a pseudonym
  std::string channel;  // empty: all
};

struct EraseCounts {
  std::uint64_t messages = 0;                 // emptied
  std::uint64_t conversations = 0;            // these were in
  std::uint64_t articles_changed = 0;         // sentences, wordings or mentions cut out
  std::uint64_t articles_withdrawn = 0;       // nothing was left of their issue or resolution
  std::uint64_t events = 0, quarantined = 0;  // removed
};

struct Erased {
  EraseCounts counts;
  // Sentences that were removed and nobody else said: to search for, never to be stored.
  std::vector<std::string> phrases;
};

// What a search still finds. All zero: nothing.
struct EraseRemains {
  std::uint64_t messages = 0;  // by the author, or with a phrase or the name in them
  std::uint64_t articles = 0, events = 0, quarantined = 0;  // articles: and what editors wrote of them
  bool any() const { return messages + articles + events + quarantined > 0; }
};

// In one transaction; then the file is written anew (Store::scrub). Doing it again is harmless. Errors:
// kInvalidInput for no author, kLocked while another process uses the store.
Result<Erased> erase_author(Store& store, const EraseRequest& request);

// Reads all of the store.
Result<EraseRemains> find_remains(Store& store, const EraseRequest& request,
                                  const std::vector<std::string>& phrases);

}  // namespace garner

// What is behind Store's pimpl, for the .cpp files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/store/database.h"
#include "indexer/store/store.h"

namespace garner {

// The columns of most rows.
using Text = std::string;
using Int = std::int64_t;

struct Store::Impl {
  Database database;
  Actor actor;  // of the writes that follow
};

// How many rows the each_* functions read at a time: the visitor runs between reads, so it may use the store.
inline constexpr std::int64_t kPage = 200;

// Quarantined input as it was, from what its column holds (operations.cpp).
std::string unescape_nul(std::string_view text);

// Adds a row to the change log (articles.cpp).
void log_change(Database& database, std::int64_t number, bool deleted);

// Adds a row to the audit, at the end of its chain (audit.cpp).
void append_audit(Database& database, const Actor& actor, const AuditEntry& entry);

// The row of an article (links.cpp). Errors: kNotFound.
Result<std::int64_t> number_of(Database& database, std::string_view article_id);

// Gives the links of a store that had none yet their ids (links.cpp).
void name_links(Database& database);
// The id of a link, made of what it joins.
std::string link_id(std::string_view channel, std::string_view conversation_id, std::int64_t article_number,
                    std::string_view kind);

// The id of an entry of the queue, made of what it is about (queue.cpp).
std::string queue_id(std::int64_t article_number, std::string_view reason, std::string_view channel,
                     std::string_view conversation_id);

// The answers of a reading against the checklist as one text value (work.cpp).
std::string join_answers(const Check& check);

// A sentence a row, as one text value (articles.cpp).
std::string join_provenance(const std::vector<Provenance>& provenance);
std::vector<Provenance> split_provenance(std::string_view text);

// What an article says, as one text value (revisions.cpp): two articles that say the same give the same.
std::string content_of(const Article& article);
// Keeps what the article was as a revision, when it was not the same, and writes what has changed into the
// audit. `before`: nothing for a new one.
void record_change(Database& database, const Actor& actor, std::int64_t number,
                   const std::optional<Article>& before, const Article& after);

// Makes the counts of use anew (use.cpp).
void recount_use(Database& database);

// Takes an article's near-duplicate keys out (links.cpp).
void remove_fingerprint(Database& database, std::int64_t article_number);

}  // namespace garner

#include "query/reader_pool.h"

#include "query/answered.h"
#include "query/citations.h"
#include "query/learned.h"
#include "query/query_settings.h"

namespace garner {
namespace {

std::shared_ptr<const Snapshot> empty_snapshot() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->length.assign(1, 0);
  snapshot->shelf.assign(1, kNoShelf);
  snapshot->owner.assign(1, 0);
  snapshot->created.assign(1, 0);
  snapshot->number.assign(1, 0);
  snapshot->reuse.assign(1, 0);
  snapshot->title_bytes.assign(1, 0);
  snapshot->updated.assign(1, 0);
  snapshot->wording.assign(1, 0);
  snapshot->wordings.assign(1, 0);
  snapshot->norm.assign(1, 1);
  snapshot->boost.assign(1, 1);
  snapshot->on_shelf.assign(kShelves, 0);
  snapshot->dense = std::make_shared<DenseColumns>();
  snapshot->frequencies = std::make_shared<Frequencies>();
  snapshot->postings = std::make_shared<PostingLists>(0);
  snapshot->newer = std::make_shared<const NewPostings>();
  snapshot->shown = std::make_shared<ShownArticles>(0);
  snapshot->lift.assign(1, 0);
  snapshot->answered = std::make_shared<const std::vector<AnsweredQuery>>();
  snapshot->settings = std::make_shared<QuerySettings>();
  snapshot->learned = std::make_shared<LearnedModels>();
  snapshot->citations = std::make_shared<Citations>();
  return snapshot;
}

}  // namespace

std::shared_ptr<const Snapshot> ReaderPool::snapshot() const {
  const std::lock_guard hold(mutex_);
  return snapshot_;
}

Result<> ReaderPool::refresh() {
  const std::lock_guard one_at_a_time(refreshing_);
  std::erase_if(retired_, [](const auto& held) { return held.use_count() == 1; });
  const std::shared_ptr<const Snapshot> previous = snapshot();
  const auto live = live_index(folder_);
  std::shared_ptr<const Snapshot> next;
  if (!live) {
    if (live.error().code != ErrorCode::kNotFound) return fail(live.error());
    next = previous && previous->generation.empty() ? previous : empty_snapshot();
  } else {
    for (int attempt = 1; !next; ++attempt) {
      try {
        auto read = guard_xapian([&]() -> Result<std::shared_ptr<const Snapshot>> {
          if (!watch_ || !previous || previous->generation != *live) {
            watch_ = std::make_unique<Xapian::Database>(*live);
          } else {
            watch_->reopen();
            if (watch_->get_revision() == previous->revision) return previous;
          }
          return read_snapshot(*watch_, *live, previous, weights_);
        });
        if (!read) return fail(read.error());
        next = *read;
      } catch (const Xapian::DatabaseModifiedError&) {  // two commits while it was read
        if (attempt == kTries)
          return fail(ErrorCode::kUnavailable, "the index is changing too fast to be read", "try again");
      }
    }
  }
  const std::lock_guard hold(mutex_);
  if (next != snapshot_) {
    if (snapshot_ && next->generation != snapshot_->generation) idle_.clear();
    if (snapshot_) retired_.push_back(std::move(snapshot_));
    snapshot_ = std::move(next);
  }
  return {};
}

Result<std::unique_ptr<Reader>> ReaderPool::borrow(const Snapshot& snapshot) {
  std::unique_ptr<Reader> idle;
  {
    const std::lock_guard hold(mutex_);
    if (!idle_.empty() && idle_.back()->generation == snapshot.generation) {
      idle = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  return guard_xapian([&]() -> Result<std::unique_ptr<Reader>> {
    if (idle && idle->revision >= snapshot.revision) return std::move(idle);
    if (idle) {
      // The handle is of an older revision; what the analyser knows by heart stays.
      idle->database.reopen();
      idle->revision = idle->database.get_revision();
      return std::move(idle);
    }
    auto reader = std::make_unique<Reader>();
    reader->generation = snapshot.generation;
    if (!snapshot.generation.empty()) {
      reader->database = Xapian::Database(snapshot.generation);
      reader->revision = reader->database.get_revision();
    }
    return reader;
  });
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
  const std::lock_guard hold(mutex_);
  if (reader->generation == snapshot_->generation) idle_.push_back(std::move(reader));
}

}  // namespace garner

#include "indexer/prepare.h"

#include <algorithm>
#include <exception>

#include "indexer/text/normalise.h"

namespace garner {
namespace {

// What one thread owns.
struct Tools {
  explicit Tools(const std::string& region) : normaliser({region, true}) {}
  Normaliser normaliser;
  Capturer capturer;
};

void prepare(Tools& tools, Prepared& item) {
  if (item.imported) {
    item.terms = tools.capturer.terms(*item.imported);
    item.fingerprint = Capturer::fingerprint(item.terms);
    return;
  }
  for (Message& message : item.conversation.messages) {
    if (message.deleted || item.conversation.deleted) message.body.clear();
  }
  if (item.conversation.deleted) return;
  tools.normaliser.apply(item.conversation);
  item.verdict = resolve(item.conversation);
  if (item.verdict.resolution != Resolution::kResolved) return;
  item.draft = tools.capturer.draft(item.conversation, item.verdict);
  if (!worth_keeping(*item.draft)) {
    item.draft.reset();
    return;
  }
  item.terms = tools.capturer.terms(*item.draft);
  item.fingerprint = Capturer::fingerprint(item.terms);
}

}  // namespace

bool worth_keeping(const Article& draft) {
  return !draft.title.empty() && !draft.issue.empty() && !draft.resolution.empty();
}

Preparer::Preparer(std::string region, unsigned threads) : region_(std::move(region)) {
  for (unsigned i = 0; i < std::max(1U, threads); ++i) threads_.emplace_back([this] { work(); });
}

Preparer::~Preparer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    queue_.clear();
  }
  waiting_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Preparer::submit(Prepared& item) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&item);
  }
  waiting_.notify_one();
}

void Preparer::wait(const Prepared& item) {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return item.ready; });
}

void Preparer::abandon() {
  std::unique_lock lock(mutex_);
  queue_.clear();
  finished_.wait(lock, [&] { return busy_ == 0; });
}

void Preparer::work() {
  std::optional<Tools> tools;  // made when there is something to do: patterns take a moment to compile
  std::unique_lock lock(mutex_);
  while (true) {
    waiting_.wait(lock, [&] { return stop_ || !queue_.empty(); });
    if (stop_) return;
    Prepared& item = *queue_.front();
    queue_.pop_front();
    ++busy_;
    lock.unlock();
    try {
      if (!tools) tools.emplace(region_);
      prepare(*tools, item);
    } catch (const std::exception& fault) {
      item.error = Error{ErrorCode::kInternal,
                         std::string("a conversation could not be prepared: ") + fault.what(), ""};
    }
    lock.lock();
    --busy_;
    item.ready = true;
    finished_.notify_all();
  }
}

}  // namespace garner

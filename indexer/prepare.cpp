#include "indexer/prepare.h"

#include <algorithm>
#include <exception>

#include "indexer/channel/json_text.h"
#include "indexer/merge.h"
#include "indexer/text/author_names.h"
#include "indexer/text/normalise.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

// What one thread owns.
struct Tools {
  explicit Tools(const std::string& region) : normaliser({region, true}) {}
  Normaliser normaliser;
  Capturer capturer;
};

void hide_authors(const PrepareOptions& options, Conversation& conversation) {
  if (options.author_key.empty()) return;
  for (Message& message : conversation.messages) {
    message.author = pseudonym_of(message.author, options.author_key);
  }
}

// What an interchange file says beside the known fields is text like any other.
void mask_extra(const std::string& region, Conversation& conversation) {
  std::vector<std::string*> extras;
  if (!conversation.extra.empty()) extras.push_back(&conversation.extra);
  for (Message& message : conversation.messages) {
    if (!message.extra.empty()) extras.push_back(&message.extra);
  }
  if (extras.empty()) return;
  const AuthorNames names(conversation);
  for (std::string* const extra : extras) {
    *extra = change_texts(*extra, [&](std::string_view text) { return redact(names.mask(text), region); });
  }
}

void prepare(Tools& tools, const PrepareOptions& options, Prepared& item) {
  if (item.team) return;
  if (item.imported) {
    item.terms = tools.capturer.terms(*item.imported);
    item.fingerprint = Capturer::fingerprint(item.terms);
    return;
  }
  Conversation& conversation = item.conversation;
  options.erased.forget_in(conversation);
  for (Message& message : conversation.messages) {
    if (!message.deleted && !conversation.deleted) continue;
    message.body.clear();
    message.extra.clear();
  }
  if (!conversation.deleted) {
    mask_extra(options.region, conversation);
    tools.normaliser.apply(conversation);
  }
  if (item.rest) {
    hide_authors(options, conversation);  // as those of the rest are
    merge(conversation, *item.rest);
  }
  if (!conversation.deleted) understand(tools.capturer, item);
  // Last: until here a name can tell what a word of the text is.
  hide_authors(options, conversation);
}

}  // namespace

void understand(Capturer& capturer, Prepared& item) {
  item.draft.reset();
  item.verdict = resolve(item.conversation);
  if (item.verdict.resolution != Resolution::kResolved) return;
  item.draft = capturer.draft(item.conversation, item.verdict);
  if (!worth_keeping(*item.draft)) {
    item.draft.reset();
    return;
  }
  item.terms = capturer.terms(*item.draft);
  item.fingerprint = Capturer::fingerprint(item.terms);
}

bool worth_keeping(const Article& draft) {
  return !draft.title.empty() && !draft.issue.empty() && !draft.resolution.empty();
}

Preparer::Preparer(PrepareOptions options) : options_(std::move(options)) {
  for (unsigned i = 0; i < std::max(1U, options_.threads); ++i) threads_.emplace_back([this] { work(); });
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

void Preparer::work() {
  std::optional<Tools> tools;  // made when there is something to do: patterns take a moment to compile
  std::unique_lock lock(mutex_);
  while (true) {
    waiting_.wait(lock, [&] { return stop_ || !queue_.empty(); });
    if (stop_) return;
    Prepared& item = *queue_.front();
    queue_.pop_front();
    lock.unlock();
    try {
      if (!tools) tools.emplace(options_.region);
      prepare(*tools, options_, item);
    } catch (const std::exception& fault) {
      item.error = Error{ErrorCode::kInternal,
                         std::string("a conversation could not be prepared: ") + fault.what(), ""};
    }
    lock.lock();
    item.ready = true;
    finished_.notify_all();
  }
}

}  // namespace garner

#include "api/query_log.h"

#include <utility>
#include <vector>

namespace garner::api {
namespace {

// Enough of a message to tell what it asks.
constexpr std::size_t kMaxText = 2000;
// Longer than anything that a person types as a search.
constexpr std::size_t kMaxWords = 200;

void cut(std::string& text, std::size_t size) {
  if (text.size() <= size) return;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  text.resize(size);
}

// Folded, each with a blank behind it.
std::string words_of(Analyzer& analyzer, const std::string& text) {
  std::string words;
  std::uint32_t end = 0;
  for (const Token& token : analyzer.analyze(text, "")) {
    if (!words.empty() && token.begin < end) continue;  // a part of a code: its whole is there
    (words += token.word) += ' ';
    end = token.end;
  }
  return words.size() <= kMaxWords ? words : std::string();
}

}  // namespace

void QueryLog::add(LoggedQuery query) {
  if (query.client_id.empty()) return;
  cut(query.text, kMaxText);
  const std::lock_guard hold(mutex_);
  const auto last = last_of_client_.find(query.client_id);
  if (last != last_of_client_.end()) {
    LoggedQuery& before = *last->second;
    const bool same_intent = query.mode == "search" && before.mode == "search" &&
                             query.at - before.at <= kIntent && query.text.starts_with(before.text);
    if (same_intent) {
      before = std::move(query);
      return;
    }
  }
  if (waiting_.size() >= kMaxWaiting) return;
  waiting_.push_back(std::move(query));
  last_of_client_[waiting_.back().client_id] = &waiting_.back();
}

bool QueryLog::is_due(Time now) const {
  const std::lock_guard hold(mutex_);
  return !waiting_.empty() && now - waiting_.front().at > kIntent;
}

Result<> QueryLog::flush(Store& store, Time now, bool all) {
  std::vector<LoggedQuery> ready;
  {
    const std::lock_guard hold(mutex_);
    while (!waiting_.empty() && (all || now - waiting_.front().at > kIntent)) {
      const auto last = last_of_client_.find(waiting_.front().client_id);
      if (last != last_of_client_.end() && last->second == &waiting_.front()) last_of_client_.erase(last);
      ready.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
  }
  if (ready.empty()) return {};
  for (LoggedQuery& query : ready) {
    query.text = normaliser_.clean(query.text);
    if (query.mode == "search") query.words = words_of(analyzer_, query.text);
  }
  return store.add_queries(ready);
}

}  // namespace garner::api

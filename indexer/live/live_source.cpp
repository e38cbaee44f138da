#include "indexer/live/live_source.h"

#include <algorithm>

namespace garner {

std::vector<std::string> LiveSource::headers(const std::string& token) const {
  if (token.empty()) return {"Accept: application/json"};
  return {"Accept: application/json", "Authorization: Bearer " + token};
}

const std::vector<std::unique_ptr<LiveSource>>& live_sources() {
  static const auto all = [] {
    std::vector<std::unique_ptr<LiveSource>> list;
    list.push_back(make_live_bluesky());
    list.push_back(make_live_discourse());
    list.push_back(make_live_feed());
    list.push_back(make_live_github());
    list.push_back(make_live_mastodon());
    list.push_back(make_live_reddit());
    list.push_back(make_live_stackexchange());
    list.push_back(make_live_zendesk());
    return list;
  }();
  return all;
}

const LiveSource* live_source_of(std::string_view format) {
  const auto found = std::find_if(live_sources().begin(), live_sources().end(),
                                  [&](const auto& source) { return source->format() == format; });
  return found == live_sources().end() ? nullptr : found->get();
}

}  // namespace garner

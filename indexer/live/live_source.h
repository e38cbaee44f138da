// LiveSource: a platform's API as a walk over pages. Says which page to get and reads what came; knows
// neither network nor store, so that a test needs none. Stateless, thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/channel_settings.h"
#include "indexer/core/result.h"
#include "indexer/live/http_client.h"

namespace garner {

struct PageRequest {
  std::string kind;  // which of the platform's pages: "list", "topic"; in the source's own words
  std::string url;
  std::string carried;    // what was read before and belongs to the same payload, as the source wrote it
  std::string body = {};  // JSON to send by POST; empty: a GET
};

struct Page {
  std::string payload;                // for the channel's parser; empty: nothing yet
  std::vector<PageRequest> details;   // to get next, each with all that follows from it
  std::optional<std::string> cursor;  // where the next poll begins, once this page and its details are stored
  std::optional<PageRequest> next;    // to get after that
  int wait_s = 0;                     // the platform asks to wait before the next request
  bool always = false;  // what it leads to may change while it does not: the next poll gets it all the same
};

class LiveSource {
 public:
  virtual ~LiveSource() = default;
  // As ChannelSettings::format, and the parser of the payloads.
  virtual std::string_view format() const = 0;
  // What settings.query may be: "OWNER/REPOSITORY".
  virtual std::string_view query_help() const = 0;
  // Whether payloads may lack messages that earlier ones had: those stay then.
  virtual bool gives_parts() const { return false; }
  // Headers of every request; `token` as revealed, may be empty.
  virtual std::vector<std::string> headers(const std::string& token) const;
  // Where a poll begins. `cursor`: of the poll before; empty: the first. Errors: kInvalidInput (query).
  virtual Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const = 0;
  // What a response of 2xx means. Errors: kInvalidInput for what is no such page.
  virtual Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                            const HttpResponse& response) const = 0;
};

// All platforms that can be polled.
const std::vector<std::unique_ptr<LiveSource>>& live_sources();
// nullptr: that format cannot be polled.
const LiveSource* live_source_of(std::string_view format);

std::unique_ptr<LiveSource> make_live_bluesky();
std::unique_ptr<LiveSource> make_live_discourse();
std::unique_ptr<LiveSource> make_live_feed();
std::unique_ptr<LiveSource> make_live_github();
std::unique_ptr<LiveSource> make_live_mastodon();
std::unique_ptr<LiveSource> make_live_reddit();
std::unique_ptr<LiveSource> make_live_stackexchange();
std::unique_ptr<LiveSource> make_live_zendesk();

}  // namespace garner

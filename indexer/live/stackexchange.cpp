// Stack Exchange: questions by their last activity, a page of them with their answers and comments.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxAnswers = 100;  // ids in one request
constexpr int kItemsOfPage = 50;          // questions: their answers then fit into few pages

// What is fetched for a page of questions, one after the other.
constexpr std::array<const char*, 3> kParts = {"answers", "comments on questions", "comments on answers"};

std::string site_of(const ChannelSettings& settings) {
  return settings.query.substr(0, settings.query.find('/'));
}

std::string common(const ChannelSettings& settings, int page) {
  std::string url =
      fmt::format("?site={}&filter=withbody&pagesize=100&page={}", encode(site_of(settings)), page);
  if (!settings.token.empty()) {
    if (const auto key = reveal(settings.token)) url += "&key=" + encode(*key);
  }
  return url;
}

std::string list_url(const ChannelSettings& settings, const std::string& since, int page) {
  std::string url =
      fmt::format("/questions?site={}&filter=withbody&pagesize={}&page={}&order=asc&sort=activity",
                  encode(site_of(settings)), kItemsOfPage, page);
  if (!since.empty()) url += "&min=" + encode(since);
  if (const auto slash = settings.query.find('/'); slash != std::string::npos)
    url += "&tagged=" + encode(settings.query.substr(slash + 1));
  if (!settings.token.empty()) {
    if (const auto key = reveal(settings.token)) url += "&key=" + encode(*key);
  }
  return join_url(settings.url, url);
}

std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ";") + id;
  return text;
}

// What has been read of a page of questions: {"part":0,"page":1,"questions":[…]}.
class Gathering {
 public:
  explicit Gathering(json state) : state_(std::move(state)) {}

  void take(const json& items) {
    const bool answers = part() == 0;
    std::map<std::string, json*> owners;
    for (json& question : state_["questions"]) {
      if (part() < 2) owners[id_of(question, "question_id")] = &question;
      if (part() == 2) {
        for (json& answer : question["answers"]) owners[id_of(answer, "answer_id")] = &answer;
      }
    }
    for (const json& item : items) {
      const auto owner = owners.find(id_of(item, answers ? "question_id" : "post_id"));
      if (owner != owners.end()) (*owner->second)[answers ? "answers" : "comments"].push_back(item);
    }
  }

  // The next page to get; nothing when all is there.
  std::optional<PageRequest> next(const ChannelSettings& settings, bool more) {
    if (more) {
      state_["page"] = integer_of(state_, "page") + 1;
    } else {
      state_["part"] = part() + 1;
      state_["page"] = 1;
    }
    for (; part() < static_cast<std::int64_t>(kParts.size()); state_["part"] = part() + 1) {
      const auto ids = ids_of_part();
      if (ids.empty()) continue;
      const char* const path = part() == 0   ? "/questions/{}/answers{}"
                               : part() == 1 ? "/questions/{}/comments{}"
                                             : "/answers/{}/comments{}";
      const auto page = static_cast<int>(integer_of(state_, "page"));
      return PageRequest{kParts.at(static_cast<std::size_t>(part())),
                         join_url(settings.url, fmt::format(fmt::runtime(path), encode(joined(ids)),
                                                            common(settings, page))),
                         dump(state_)};
    }
    return std::nullopt;
  }

  std::string payload() const { return dump(json{{"items", state_["questions"]}}); }

 private:
  std::int64_t part() const { return integer_of(state_, "part"); }

  std::vector<std::string> ids_of_part() const {
    std::vector<std::string> ids;
    for (const json& question : list_of(state_, "questions")) {
      if (part() == 0 && integer_of(question, "answer_count") > 0)
        ids.push_back(id_of(question, "question_id"));
      if (part() == 1) ids.push_back(id_of(question, "question_id"));
      if (part() != 2) continue;
      for (const json& answer : list_of(question, "answers")) {
        if (ids.size() < kMaxAnswers) ids.push_back(id_of(answer, "answer_id"));
      }
    }
    return ids;
  }

  json state_;
};

class StackExchangeSource : public LiveSource {
 public:
  std::string_view format() const override { return "stackexchange-api"; }
  std::string_view query_help() const override { return "SITE or SITE/TAG, such as superuser/printer"; }

  // The token is the application's key, which goes into the address.
  std::vector<std::string> headers(const std::string& /*token*/) const override {
    return {"Accept: application/json"};
  }

  // The cursor is the last activity, in seconds, that has been taken.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    if (site_of(settings).empty()) return fail(ErrorCode::kInvalidInput, "query should be SITE or SITE/TAG");
    return PageRequest{"list", list_url(settings, cursor, 1),
                       json{{"since", cursor}, {"high", cursor}, {"page", 1}}.dump()};
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    const json& items = member(*body, "items");
    if (!items.is_array()) {
      return fail(ErrorCode::kInvalidInput, "the platform's answer has no items",
                  "url should be https://api.stackexchange.com/2.3");
    }
    Page page;
    page.wait_s = static_cast<int>(std::min<std::int64_t>(integer_of(*body, "backoff"), 3600));
    const bool more = flag_of(*body, "has_more");
    if (request.kind == "list") {
      read_list(settings, request, items, more, page);
      return page;
    }
    Gathering gathering(json::parse(request.carried, nullptr, false));
    gathering.take(items);
    page.next = gathering.next(settings, more);
    if (!page.next) page.payload = gathering.payload();
    return page;
  }

 private:
  static void read_list(const ChannelSettings& settings, const PageRequest& request, const json& items,
                        bool more, Page& page) {
    const json state = json::parse(request.carried, nullptr, false);
    const std::string since = text_of(state, "since");
    std::int64_t high = integer_of(state, "high");
    for (const json& question : items) high = std::max(high, integer_of(question, "last_activity_date"));
    if (!items.empty()) {
      // The walk over the parts begins before the first one.
      Gathering gathering(json{{"part", -1}, {"page", 1}, {"questions", items}});
      if (auto first = gathering.next(settings, false)) {
        page.details.push_back(std::move(*first));
      } else {
        page.payload = gathering.payload();
      }
    }
    page.cursor = high > 0 ? std::to_string(high) : since;
    if (!more) return;
    const int number = static_cast<int>(integer_of(state, "page")) + 1;
    page.next = PageRequest{"list", list_url(settings, since, number),
                            json{{"since", since}, {"high", *page.cursor}, {"page", number}}.dump()};
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_stackexchange() {
  return std::make_unique<StackExchangeSource>();
}

}  // namespace garner

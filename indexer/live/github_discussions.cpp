#include "indexer/live/github_discussions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "indexer/channel/channel.h"
#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

// Twenty discussions of fifty comments of fifty replies: a tenth of the nodes that one answer may have.
constexpr std::string_view kList =
    "query($owner:String!,$name:String!,$after:String){repository(owner:$owner,name:$name){"
    "discussions(first:20,after:$after,orderBy:{field:UPDATED_AT,direction:DESC}){"
    "pageInfo{hasNextPage endCursor} nodes{...Discussion}}}}";
constexpr std::string_view kMoreComments =
    "query($id:ID!,$after:String){node(id:$id){...on "
    "Discussion{comments(first:50,after:$after){...Comments}}}}";
constexpr std::string_view kMoreReplies =
    "query($id:ID!,$after:String){node(id:$id){...on DiscussionComment{replies(first:100,after:$after){"
    "pageInfo{hasNextPage endCursor} nodes{...Comment}}}}}";
constexpr std::string_view kComment =
    " fragment Comment on DiscussionComment{id databaseId url body createdAt updatedAt isAnswer isMinimized "
    "upvoteCount authorAssociation author{__typename login} replyTo{databaseId}}";
constexpr std::string_view kComments =
    " fragment Comments on DiscussionCommentConnection{pageInfo{hasNextPage endCursor} nodes{...Comment "
    "replies(first:50){pageInfo{hasNextPage endCursor} nodes{...Comment}}}}";
constexpr std::string_view kDiscussion =
    " fragment Discussion on Discussion{id number url title body createdAt updatedAt closed closedAt "
    "stateReason isAnswered answerChosenAt locked activeLockReason upvoteCount authorAssociation "
    "author{__typename login} labels(first:20){nodes{name}} answer{...Comment} "
    "comments(first:50){...Comments}}";

constexpr const char* kListKind = "discussions";
constexpr const char* kRestKind = "rest of a discussion";

PageRequest ask(const char* kind, const std::string& url, std::string query, json variables,
                std::string carried) {
  const json body = {{"query", std::move(query)}, {"variables", std::move(variables)}};
  return {kind, url, std::move(carried), dump(body)};
}

PageRequest discussions_page(const std::string& url, const json& repository, const Walk& walk) {
  json variables = repository;
  if (!walk.page.empty()) variables["after"] = walk.page;
  return ask(kListKind, url, fmt::format("{}{}{}{}", kList, kDiscussion, kComments, kComment),
             std::move(variables), to_text(walk));
}

// Where the next page of a list begins; empty: there is none.
std::string more_of(const json& list) {
  const json& info = member(list, "pageInfo");
  return flag_of(info, "hasNextPage") ? text_of(info, "endCursor") : std::string();
}

std::size_t count_of(const json& discussion) {
  const json& comments = list_of(member(discussion, "comments"), "nodes");
  std::size_t count = comments.size();
  for (const json& comment : comments) count += list_of(member(comment, "replies"), "nodes").size();
  return count;
}

// What a discussion still lacks: further comments, or further replies to one of them.
std::optional<PageRequest> rest_of(const json& discussion, const std::string& url) {
  if (count_of(discussion) >= kMaxMessages) return std::nullopt;
  const json& comments = member(discussion, "comments");
  if (const std::string after = more_of(comments); !after.empty())
    return ask(kRestKind, url, fmt::format("{}{}{}", kMoreComments, kComments, kComment),
               {{"id", text_of(discussion, "id")}, {"after", after}}, dump(discussion));
  for (const json& comment : list_of(comments, "nodes")) {
    if (const std::string after = more_of(member(comment, "replies")); !after.empty())
      return ask(kRestKind, url, fmt::format("{}{}", kMoreReplies, kComment),
                 {{"id", text_of(comment, "id")}, {"after", after}}, dump(discussion));
  }
  return std::nullopt;
}

// Puts a further page of a list behind what is there of it. An answer without one is its end.
void append(json& list, const json& more) {
  json& nodes = list["nodes"];
  for (const json& node : list_of(more, "nodes")) nodes.push_back(node);
  list["pageInfo"] = member(more, "pageInfo");
}

std::string payload_of(const json& discussion) {
  return dump({{"data", {{"node", discussion}}}});
}

Page with_rest(const PageRequest& request, const json& data) {
  json discussion = json::parse(request.carried, nullptr, /*allow_exceptions=*/false);
  const json asked = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  const std::string id = text_of(member(asked, "variables"), "id");
  const json& node = member(data, "node");
  const std::size_t before = count_of(discussion);
  if (id == text_of(discussion, "id")) {
    append(discussion["comments"], member(node, "comments"));
  } else {
    for (json& comment : discussion["comments"]["nodes"]) {
      if (id == text_of(comment, "id")) append(comment["replies"], member(node, "replies"));
    }
  }
  Page page;
  // A page that adds nothing ends it, whatever it says of more.
  if (count_of(discussion) > before) page.next = rest_of(discussion, request.url);
  if (!page.next) page.payload = payload_of(discussion);
  return page;
}

tl::unexpected<Error> refused(const json& body) {
  const json& errors = list_of(body, "errors");
  if (errors.empty()) {
    return fail(ErrorCode::kInvalidInput, "the platform's answer is none of GraphQL",
                "url should be https://api.github.com");
  }
  const std::string type = text_of(errors.front(), "type");
  if (type == "NOT_FOUND")
    return fail(ErrorCode::kNotFound, "the platform has no such repository, or the token may not see it",
                "look at the channel's query and token");
  if (type == "FORBIDDEN" || type == "INSUFFICIENT_SCOPES")
    return fail(ErrorCode::kUnauthorized, "the platform refuses access",
                "look at the channel's token and what it may read");
  // The rate limit, or a query that took too long: either may pass.
  return fail(ErrorCode::kUnavailable,
              fmt::format("the platform answers {}", type.empty() ? "an error" : type),
              "the next poll tries again");
}

}  // namespace

PageRequest first_discussions(const ChannelSettings& settings, const std::string& owner,
                              const std::string& name, const std::string& cursor) {
  std::string_view base = settings.url;
  while (base.ends_with('/')) base.remove_suffix(1);
  if (base.ends_with("/v3")) base.remove_suffix(3);  // a server of one's own: /api/v3 and /api/graphql
  return discussions_page(join_url(base, "/graphql"), {{"owner", owner}, {"name", name}}, parse_walk(cursor));
}

bool is_of_discussions(const PageRequest& request) {
  return request.kind == kListKind || request.kind == kRestKind;
}

Result<Page> read_discussions(const PageRequest& request, const HttpResponse& response) {
  const auto body = json_of(response);
  if (!body) return fail(body.error());
  const json& data = member(*body, "data");
  if (request.kind == kRestKind) {
    if (!member(data, "node").is_object()) return refused(*body);
    return with_rest(request, data);
  }
  const json& listed = member(member(data, "repository"), "discussions");
  if (!listed.is_object()) return refused(*body);
  Page page;
  const Walk walk = parse_walk(request.carried);
  WalkedPage walked(walk, walk.since);
  json whole = json::array();
  for (const json& discussion : list_of(listed, "nodes")) {
    if (!discussion.is_object() || !walked.takes(text_of(discussion, "updatedAt"))) continue;
    if (auto rest = rest_of(discussion, request.url)) {
      page.details.push_back(std::move(*rest));
    } else {
      whole.push_back(discussion);
    }
  }
  if (!whole.empty())
    page.payload = dump({{"data", {{"repository", {{"discussions", {{"nodes", whole}}}}}}}});
  json asked = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  json& variables = asked["variables"];
  variables.erase("after");
  walked.end(page, more_of(listed),
             [&](const Walk& next) { return discussions_page(request.url, variables, next); });
  return page;
}

}  // namespace garner

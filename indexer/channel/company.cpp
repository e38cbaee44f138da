#include "indexer/channel/company.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_text.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxAccounts = 20'000;
constexpr std::uint64_t kSeveral = 3;  // openings that make the one who began a conversation a company

}  // namespace

void CompanyFinder::opened(std::string_view author, std::string_view account) {
  const std::string key = lowered(account);
  if (key.empty() || key == lowered(author)) return;
  if (openings_.size() >= kMaxAccounts && !openings_.contains(key)) {
    // Misra and Gries: whoever is mentioned often stays.
    for (auto& entry : openings_) --entry.second;
    std::erase_if(openings_, [](const auto& entry) { return entry.second == 0; });
    return;
  }
  ++openings_[key];
}

std::uint64_t CompanyFinder::times(std::string_view account) const {
  const auto found = openings_.find(lowered(account));
  return found == openings_.end() ? 0 : found->second;
}

void CompanyFinder::set_roles(Conversation& conversation) const {
  auto& messages = conversation.messages;
  if (messages.empty()) return;
  const std::string starter = messages.front().author;
  std::string company;
  std::uint64_t most = 0;
  for (const Message& message : messages) {
    if (message.role != Role::kUnknown || message.author.empty()) continue;
    const std::uint64_t count = times(message.author);
    if (count <= most || (message.author == starter && count < kSeveral)) continue;
    most = count;
    company = message.author;
  }
  std::string asker;
  for (Message& message : messages) {
    if (message.role == Role::kAsker && asker.empty()) asker = message.author;
    if (message.role != Role::kUnknown || message.author.empty()) continue;
    if (message.author == company) {
      message.role = Role::kAgent;
    } else {
      if (asker.empty()) asker = message.author;
      message.role = message.author == asker ? Role::kAsker : Role::kHelper;
    }
  }
}

std::optional<std::string> CompanyFinder::complete(Conversation& whole) const {
  take_hints(whole);
  withdraw_if_all_gone(whole);
  set_roles(whole);
  return std::nullopt;
}

void put_hint(Message& message, const Hint& hint) {
  json object = json::object();
  if (!hint.url.empty()) object["url"] = hint.url;
  if (!hint.also_id.empty()) object["also_id"] = hint.also_id;
  if (!hint.title.empty()) object["title"] = hint.title;
  if (!object.empty()) message.extra = object.dump(-1, ' ', false, json::error_handler_t::replace);
}

void take_hints(Conversation& conversation) {
  std::unordered_map<std::string, std::string> ids;  // by another id
  std::string own_page, any_page;
  for (Message& message : conversation.messages) {
    if (message.extra.empty()) continue;
    const auto hint = parse_json(message.extra);
    message.extra.clear();
    if (!hint) continue;
    const std::string page = text_of(*hint, "url");
    const bool begins = message.in_reply_to.empty();
    if (begins && own_page.empty()) own_page = page;
    if (any_page.empty()) any_page = page;
    if (conversation.title.empty()) conversation.title = text_of(*hint, "title");
    if (const std::string also = text_of(*hint, "also_id"); !also.empty()) ids[also] = message.id;
  }
  for (Message& message : conversation.messages) {
    const auto found = ids.find(message.in_reply_to);
    if (found != ids.end()) message.in_reply_to = found->second;
  }
  const auto root = std::find_if(conversation.messages.begin(), conversation.messages.end(),
                                 [](const Message& message) { return message.in_reply_to.empty(); });
  if (root != conversation.messages.end()) conversation.id = root->id;
  if (conversation.url.empty()) conversation.url = own_page.empty() ? any_page : own_page;
}

void withdraw_if_all_gone(Conversation& conversation) {
  auto& messages = conversation.messages;
  const bool gone =
      !messages.empty() && std::all_of(messages.begin(), messages.end(), [](const Message& message) {
        return message.deleted && message.body.empty();
      });
  if (!gone) return;
  if (conversation.id.empty()) conversation.id = messages.front().id;
  conversation.deleted = true;
  messages.clear();
}

}  // namespace garner

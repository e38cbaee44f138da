// Chats of customers with agents in the layout of the ABCD data set: {"convo_id":…,"scenario":{…},
// "original":[["agent","Hi!"],["customer","…"],["action","…"]]}.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace abcd {
namespace {

using nlohmann::json;

// What agents do in their tools ("Account has been pulled up") was not said to anybody.
Conversation conversation_of(const json& chat) {
  Conversation conversation;
  conversation.id = id_of(chat, "convo_id");
  for (const char* field : {"flow", "subflow"}) {
    if (auto tag = text_of(member(chat, "scenario"), field); !tag.empty())
      conversation.tags.push_back(std::move(tag));
  }
  std::size_t turn = 0;
  for (const json& said : list_of(chat, "original")) {
    ++turn;
    if (!said.is_array() || said.size() != 2 || !said[0].is_string() || !said[1].is_string()) continue;
    const auto speaker = said[0].get<std::string>();
    if (speaker != "agent" && speaker != "customer") continue;
    Message message;
    message.id = std::to_string(turn);
    message.author = speaker;
    message.role = speaker == "agent" ? Role::kAgent : Role::kAsker;
    message.body = said[1].get<std::string>();
    conversation.messages.push_back(std::move(message));
  }
  return conversation;
}

class AbcdChannel : public Channel {
 public:
  std::string_view format() const override { return "abcd"; }
  std::string_view default_channel() const override { return "abcd"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    return first.has_all({"convo_id", "original"}) ||
           first.under("train").has_all({"convo_id", "original"}) || first.has_any({"recover_username"}) ||
           (first.has_any({"Product Defect", "Order Issue"}) &&
            head.find("\"subflows\"") != std::string_view::npos);
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    const auto take = [&](const json& chat, const Place& place) {
      if (member(chat, "original").is_array())
        return deliver(sink, conversation_of(chat), place.position, place.raw);
      return reject(sink, place.position,
                    chat.contains("convo_id") ? "the chat has no original: it holds no words"
                                              : "instructions for agents, not a chat: they have no convo_id",
                    place.raw);
    };
    // A file of chats, or all three parts of the set in one document.
    return each_item(
        input, sink, "the chat", {"train", "dev", "test"},
        [&](const json& item, const json&, const Place& place) { return take(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return items > 0 ? Result<>() : take(document, place);
        });
  }
};

}  // namespace
}  // namespace abcd

std::unique_ptr<Channel> make_abcd_channel() {
  return std::make_unique<abcd::AbcdChannel>();
}

}  // namespace garner

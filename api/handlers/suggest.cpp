// POST /v1/suggest: a customer's message, or the conversation so far -> answers.
#include "api/answer_json.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "api/limits.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxMessagesGiven = 500;

// The asker's messages joined, latest first: its first line then counts as a subject does, and of a long
// conversation the end is what is asked. What agents and bots said is not.
std::string asked_in(const Json& messages, Service& service, BodyFormat format,
                     std::vector<FieldProblem>& errors) {
  std::string text;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string pointer = "/messages/" + std::to_string(i);
    if (!messages[i].is_object()) {
      errors.push_back({pointer, "must be an object with role and text"});
      continue;
    }
    Fields fields(messages[i], pointer, errors);
    const std::string role = fields.text("role");
    const std::string body = fields.required_text("text", kMaxMessageBytes);
    fields.time("at");
    const auto known = parse_role(role.empty() ? "asker" : role);
    if (!known && role != "customer" && role != "user")
      fields.wrong("role", "must be asker, agent, helper, bot or unknown");
    if (known && *known != Role::kAsker && *known != Role::kUnknown) continue;
    const std::string earlier = std::move(text);
    text = service.clean(body, format);
    if (!earlier.empty()) text += "\n\n";
    text += earlier;
  }
  return text;
}

// The beginning of an over-long text, cut at a character.
std::string first_bytes(const std::string& text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
  return text.substr(0, size);
}

// Product and version say where it happens; values of other fields may be anything, and are left alone.
std::string environment_of(const Json* fields) {
  std::string text;
  if (fields == nullptr) return text;
  for (const char* name : {"product", "version", "platform"}) {
    const auto found = fields->find(name);
    if (found != fields->end() && found->is_string()) text += "\n" + found->get<std::string>().substr(0, 200);
  }
  return text;
}

}  // namespace

Reply post_suggest(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Params params(request, errors);

  const std::string mode = fields.text("mode");
  if (!mode.empty() && mode != "ask" && mode != "agent") fields.wrong("mode", "must be agent or ask");
  const std::string format_name = fields.text("format");
  const auto format = parse_body_format(format_name.empty() ? "text" : format_name);
  if (!format) fields.wrong("format", "must be text, html, markdown or bbcode");

  SuggestRequest wanted;
  wanted.filter = filter_for(request.caller);
  // An asker gets what can be sent to an asker, also when staff asks on their behalf.
  if (mode == "ask") wanted.filter.include_wip = false;
  wanted.locale = fields.text("locale");
  wanted.limit = static_cast<std::size_t>(params.integer("limit", 5, 1, kMaxHits));
  wanted.min_score = params.number("min_score", 0, 0, 1);
  wanted.explain = params.flag("explain");
  if (wanted.explain && !request.caller.is_staff())
    errors.push_back({"?explain", "is for staff: it shows wordings that askers used"});
  wanted.filter.exclude = fields.texts("seen", 1000);
  std::string client = fields.text("client_id", kMaxClientId);
  if (client.empty()) client = fields.text("agent_id", kMaxClientId);
  const bool track = fields.boolean("track", true);
  wanted.subject = service.clean(fields.text("subject", 2000), BodyFormat::kText);
  if (const std::string channel = fields.text("channel"); channel.empty()) fields.text("case_ref");
  const std::string message = fields.text("body", kMaxMessageBytes);
  const Json* messages = fields.array("messages", kMaxMessagesGiven);
  if (messages != nullptr && !message.empty()) fields.wrong("messages", "and body exclude each other");
  wanted.text = messages == nullptr
                    ? service.clean(message, format.value_or(BodyFormat::kText))
                    : asked_in(*messages, service, format.value_or(BodyFormat::kText), errors);
  const Json* given = fields.object("fields");
  if (errors.empty() && wanted.text.empty() && wanted.subject.empty()) {
    fields.wrong("body", "a body, messages of the asker or a subject is needed");
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const std::string asked = wanted.subject.empty() ? wanted.text : wanted.subject + "\n" + wanted.text;
  const std::string environment = environment_of(given);
  const std::size_t taken = std::min(environment.size() + wanted.subject.size(), kMaxMessageBytes);
  wanted.text = first_bytes(wanted.text, kMaxMessageBytes - taken) + environment;

  const auto searcher = service.searcher();
  if (!searcher) return tl::make_unexpected(problem_of(searcher.error()));
  const auto answer = (*searcher)->suggest(wanted);
  if (!answer) return tl::make_unexpected(problem_of(answer.error()));
  const std::string id = random_id();
  LoggedQuery logged{
      id,   mode == "ask" ? "ask" : "suggest", asked, "", wanted.locale, request.caller.audience, client, {},
      now()};
  for (const Hit& hit : answer->hits) logged.shown.push_back(hit.id);
  // The answer's own id says whose outcome it is, once it is noted.
  SuggestShape shape{id, {}};
  if (mode == "ask") shape.deflection_token = track && !logged.client_id.empty() ? id : std::string();
  if (track) service.log_query(std::move(logged));
  // What an agent sees is not for the pages of other sites.
  return Response{.body = suggest_body(*answer, shape), .for_other_sites = mode == "ask"};
}

}  // namespace garner::api

// /v1/people: who may sign in, and as what.
#include <algorithm>

#include "api/handlers/params.h"
#include "api/handlers_people.h"
#include "api/person_json.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxPersonText = 200;

Result<std::vector<Person>> all_people(Service& service) {
  std::vector<Person> people;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto all = store.people();
    if (!all) return fail(all.error());
    people = std::move(*all);
    return {};
  });
  if (!read) return fail(read.error());
  return people;
}

tl::expected<Person, Problem> find_person(Service& service, const std::string& name) {
  Person person;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.person(name);
    if (!found) return fail(found.error());
    person = std::move(*found);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return person;
}

// Takes over the fields that the body names.
std::vector<FieldProblem> read_person_fields(const Json& body, const Rights& caller, Person& person) {
  std::vector<FieldProblem> errors;
  Fields fields(body, "", errors);
  if (body.contains("display_name")) person.display_name = fields.text("display_name", kMaxPersonText);
  if (body.contains("email")) person.email = fields.text("email", kMaxPersonText);
  if (body.contains("role")) {
    const auto role = parse_editor_role(fields.required_text("role"));
    if (!role) fields.wrong("role", "must be candidate, contributor, publisher or admin");
    person.role = role.value_or(person.role);
  }
  if (body.contains("audience_max")) {
    const auto audience = parse_audience(fields.required_text("audience_max"));
    if (!audience) {
      fields.wrong("audience_max", "must be team, internal, partner, customer or public");
    } else if (*audience < caller.audience) {
      fields.wrong("audience_max", "must not be wider than yours");
    } else {
      person.audience = *audience;
    }
  }
  if (body.contains("disabled")) person.disabled = fields.boolean("disabled", person.disabled);
  return errors;
}

Json link_json(const Invitation& invitation, const std::string& secret) {
  return {{"secret", secret}, {"expires_at", to_rfc3339(invitation.expires_at)}};
}

}  // namespace

Reply get_people(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  const auto people = all_people(service);
  if (!people) return tl::make_unexpected(problem_of(people.error()));
  auto next =
      std::upper_bound(people->begin(), people->end(), page->after,
                       [](const std::string& name, const Person& person) { return name < person.name; });
  Json data = Json::array();
  for (; next != people->end() && data.size() < page->limit; ++next) data.push_back(person_json(*next));
  return list_of(std::move(data), next == people->end() ? Json() : Json(std::prev(next)->name));
}

Reply get_person(Service& service, const Request& request) {
  const auto person = find_person(service, request.captures.front());
  if (!person) return tl::make_unexpected(person.error());
  return Response{.body = dump(person_json(*person))};
}

Reply post_person(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  Person person;
  person.created_at = now();
  person.audience = std::max(person.audience, request.caller.audience);
  auto errors = read_person_fields(*body, request.caller, person);
  Fields fields(*body, "", errors);
  const auto name = person_name(fields.required_text("name", kMaxPersonText));
  if (!name) fields.wrong("name", "must be 1 to 64 letters a to z, digits and . _ - @");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  person.name = *name;
  const auto [invitation, secret] = new_invitation(InvitationKind::kPassword, person.name);
  const auto added = service.edit(request.caller, [&, &link = invitation](Editing& editing) -> Result<> {
    if (auto done = editing.store().add_person(person); !done) return done;
    return editing.store().add_invitation(link);
  });
  if (!added) return tl::make_unexpected(problem_of(added.error()));
  Json shown = person_json(person);
  shown.update(link_json(invitation, secret));
  return Response{.status = 201, .body = dump(shown), .headers = {{"Location", "/v1/people/" + person.name}}};
}

Reply patch_person(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  auto person = find_person(service, request.captures.front());
  if (!person) return tl::make_unexpected(person.error());
  if (person->audience < request.caller.audience)
    return tl::make_unexpected(problem_of({ErrorCode::kForbidden, "this person sees more than you", ""}));
  auto errors = read_person_fields(*body, request.caller, *person);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto changed =
      service.edit(request.caller, [&](Editing& editing) { return editing.store().change_person(*person); });
  if (!changed) return tl::make_unexpected(problem_of(changed.error()));
  return Response{.body = dump(person_json(*person))};
}

// The password that there was ends with it: who lost it, or fears that others have it, is safe at once.
Reply post_invitation(Service& service, const Request& request) {
  const auto person = find_person(service, request.captures.front());
  if (!person) return tl::make_unexpected(person.error());
  if (person->audience < request.caller.audience)
    return tl::make_unexpected(problem_of({ErrorCode::kForbidden, "this person sees more than you", ""}));
  if (person->disabled)
    return tl::make_unexpected(problem_of({ErrorCode::kConflict, "this person is disabled", "", "disabled"}));
  const auto [invitation, secret] = new_invitation(InvitationKind::kPassword, person->name);
  const auto made = service.edit(request.caller, [&, &link = invitation](Editing& editing) -> Result<> {
    if (!person->password_hash.empty()) {
      if (auto taken = editing.store().set_password(person->name, ""); !taken) return taken;
    }
    return editing.store().add_invitation(link);
  });
  if (!made) return tl::make_unexpected(problem_of(made.error()));
  return Response{.status = 201, .body = dump(link_json(invitation, secret))};
}

Reply delete_person_sessions(Service& service, const Request& request) {
  const auto person = find_person(service, request.captures.front());
  if (!person) return tl::make_unexpected(person.error());
  const auto ended = service.edit(
      request.caller, [&](Editing& editing) { return editing.store().end_sessions(person->name); });
  if (!ended) return tl::make_unexpected(problem_of(ended.error()));
  return Response{.status = 204, .content_type = ""};
}

}  // namespace garner::api

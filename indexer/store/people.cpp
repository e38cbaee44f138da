// People, their sessions, and links that are used once. Whoever may do less from now on is signed out in the
// same transaction.
#include "indexer/core/names.h"
#include "indexer/store/impl.h"

namespace garner {
namespace {

using OptionalTime = std::optional<Time>;

#define GARNER_PERSON_COLUMNS                                                                         \
  "name, display_name, email, role, audience, password_hash, issuer, subject, disabled, created_at, " \
  "last_sign_in_at"

Person person_of(Text&& name, Text&& display_name, Text&& email, const Text& role, const Text& audience,
                 Text&& password_hash, Text&& issuer, Text&& subject, std::int64_t disabled, Time created_at,
                 OptionalTime last_sign_in_at) {
  return {std::move(name),
          std::move(display_name),
          std::move(email),
          parse_editor_role(role).value_or(EditorRole::kCandidate),
          parse_audience(audience).value_or(Audience::kPublic),  // the least one may see
          std::move(password_hash),
          std::move(issuer),
          std::move(subject),
          disabled != 0,
          created_at,
          last_sign_in_at};
}

template <typename Visit, typename... Args>
void each_person(Database& database, const char* sql, Visit&& visit, const Args&... args) {
  database.each<Text, Text, Text, Text, Text, Text, Text, Text, std::int64_t, std::int64_t, OptionalTime>(
      sql,
      [&](Text&& name, Text&& display_name, Text&& email, const Text& role, const Text& audience,
          Text&& password_hash, Text&& issuer, Text&& subject, std::int64_t disabled, Time created_at,
          OptionalTime last_sign_in_at) {
        visit(person_of(std::move(name), std::move(display_name), std::move(email), role, audience,
                        std::move(password_hash), std::move(issuer), std::move(subject), disabled, created_at,
                        last_sign_in_at));
      },
      args...);
}

std::optional<Person> find_person(Database& database, std::string_view name) {
  std::optional<Person> found;
  each_person(
      database, "select " GARNER_PERSON_COLUMNS " from person where name = :name",
      [&](Person&& person) { found = std::move(person); }, name);
  return found;
}

tl::unexpected<Error> nobody() {
  return fail(ErrorCode::kNotFound, "there is nobody of that name");
}

void note(Database& database, const Actor& actor, const char* action, std::string_view name,
          std::vector<AuditChange> changes = {}) {
  append_audit(database, actor,
               {.stream = AuditStream::kAdministration,
                .action = action,
                .subject = std::string(name),
                .changes = std::move(changes)});
}

bool is_working_admin(const Person& person) {
  return person.role == EditorRole::kAdmin && !person.disabled;
}

// Somebody must be left who can let others in.
Result<> leave_an_admin(Database& database, const Person& before, const Person& after) {
  if (!is_working_admin(before) || is_working_admin(after)) return {};
  const auto others = database.one<std::int64_t>(
      "select count(*) from person where role = 'admin' and disabled = 0 and name <> :name", before.name);
  if (others && std::get<0>(*others) > 0) return {};
  return fail(ErrorCode::kConflict, "nobody else is an administrator", "make somebody else one first",
              "last_admin");
}

std::vector<AuditChange> changes_between(const Person& before, const Person& after) {
  std::vector<AuditChange> changes;
  const auto compare = [&](const char* field, std::string_view from, std::string_view to) {
    if (from != to) changes.push_back({field, std::string(from), std::string(to)});
  };
  compare("role", name_of(before.role), name_of(after.role));
  compare("audience", name_of(before.audience), name_of(after.audience));
  compare("disabled", before.disabled ? "true" : "false", after.disabled ? "true" : "false");
  // Names and addresses of people do not go into what is never changed.
  if (before.display_name != after.display_name) changes.push_back({"display_name", "", ""});
  if (before.email != after.email) changes.push_back({"email", "", ""});
  return changes;
}

}  // namespace

Result<> Store::add_person(const Person& person) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::int64_t added = database.run(
        R"(
        insert into person (name, display_name, email, role, audience, password_hash, issuer, subject,
          disabled, created_at, last_sign_in_at)
        values (:name, :display_name, :email, :role, :audience, :password_hash, :issuer, :subject,
          :disabled, :created_at, :last_sign_in_at)
        on conflict do nothing)",
        person.name, person.display_name, person.email, name_of(person.role), name_of(person.audience),
        person.password_hash, person.issuer, person.subject, std::int64_t{person.disabled}, person.created_at,
        person.last_sign_in_at);
    if (added == 0) return fail(ErrorCode::kConflict, "somebody has this name already", "", "name_taken");
    note(database, impl_->actor, "person_added", person.name,
         {{"role", "", std::string(name_of(person.role))},
          {"audience", "", std::string(name_of(person.audience))}});
    return {};
  });
}

Result<std::vector<Person>> Store::people() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Person>> {
    std::vector<Person> people;
    each_person(database, "select " GARNER_PERSON_COLUMNS " from person order by name",
                [&](Person&& person) { people.push_back(std::move(person)); });
    return people;
  });
}

Result<Person> Store::person(std::string_view name) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Person> {
    auto found = find_person(database, name);
    if (!found) return nobody();
    return std::move(*found);
  });
}

Result<std::optional<Person>> Store::person_of_subject(std::string_view issuer, std::string_view subject) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::optional<Person>> {
    std::optional<Person> found;
    each_person(
        database,
        "select " GARNER_PERSON_COLUMNS
        " from person where subject <> '' and issuer = :issuer and subject = :subject",
        [&](Person&& person) { found = std::move(person); }, issuer, subject);
    return found;
  });
}

Result<> Store::change_person(const Person& person) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto before = find_person(database, person.name);
    if (!before) return nobody();
    auto changes = changes_between(*before, person);
    if (changes.empty()) return {};
    if (auto left = leave_an_admin(database, *before, person); !left) return left;
    database.run(
        R"(
        update person
        set display_name = :display_name, email = :email, role = :role, audience = :audience,
          disabled = :disabled
        where name = :name)",
        person.display_name, person.email, name_of(person.role), name_of(person.audience),
        std::int64_t{person.disabled}, person.name);
    note(database, impl_->actor, "person_changed", person.name, std::move(changes));
    const bool same_rights = before->role == person.role && before->audience == person.audience &&
                             before->disabled == person.disabled;
    if (!same_rights) database.run("delete from session where name = :name", person.name);
    if (person.disabled) database.run("delete from invitation where name = :name", person.name);
    return {};
  });
}

Result<> Store::set_password(std::string_view name, const std::string& hash, std::string_view session) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("update person set password_hash = :hash where name = :name", hash, name) == 0)
      return nobody();
    database.run("delete from session where name = :name and secret_hash <> :session", name, session);
    database.run("delete from invitation where name = :name", name);
    note(database, impl_->actor, hash.empty() ? "password_taken" : "password_set", name);
    return {};
  });
}

Result<> Store::refresh_password_hash(std::string_view name, const std::string& hash) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("update person set password_hash = :hash where name = :name", hash, name) == 0)
      return nobody();
    return {};
  });
}

// --- sessions

Result<> Store::add_session(const Session& session, Time idle_before, Time made_before,
                            std::string_view id_token) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from session where last_used_at < :idle or created_at < :made", idle_before,
                 made_before);
    database.run(
        R"(
        insert into session (secret_hash, name, created_at, last_used_at, id_token)
        values (:secret_hash, :name, :created_at, :last_used_at, :id_token))",
        session.secret_hash, session.name, session.created_at, session.last_used_at, id_token);
    database.run("update person set last_sign_in_at = :at where name = :name", session.created_at,
                 session.name);
    note(database, impl_->actor, "signed_in", session.name);
    return {};
  });
}

Result<std::optional<SignedIn>> Store::session(std::string_view secret_hash) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::optional<SignedIn>> {
    const auto row = database.one<Text, std::int64_t, std::int64_t>(
        "select name, created_at, last_used_at from session where secret_hash = :secret_hash", secret_hash);
    if (!row) return std::nullopt;
    auto person = find_person(database, std::get<0>(*row));
    if (!person || person->disabled) return std::nullopt;
    return SignedIn{{std::string(secret_hash), person->name, std::get<1>(*row), std::get<2>(*row)}, *person};
  });
}

Result<> Store::touch_session(std::string_view secret_hash, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("update session set last_used_at = :at where secret_hash = :secret_hash", at, secret_hash);
    return {};
  });
}

Result<std::string> Store::end_session(std::string_view secret_hash) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<std::string> {
    const auto row = database.one<Text, Text>(
        "select name, id_token from session where secret_hash = :secret_hash", secret_hash);
    if (!row) return std::string();
    database.run("delete from session where secret_hash = :secret_hash", secret_hash);
    note(database, impl_->actor, "signed_out", std::get<0>(*row));
    return std::string(std::get<1>(*row));
  });
}

Result<> Store::end_sessions(std::string_view name) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from session where name = :name", name);
    note(database, impl_->actor, "signed_out_everywhere", name);
    return {};
  });
}

// --- links that are used once

Result<> Store::add_invitation(const Invitation& invitation) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    // Of a person the last one holds.
    database.run("delete from invitation where name = :name and kind = :kind", invitation.name,
                 std::int64_t{static_cast<std::uint8_t>(invitation.kind)});
    database.run(
        "insert into invitation (secret_hash, kind, name, expires_at) values (:hash, :kind, :name, :expires)",
        invitation.secret_hash, std::int64_t{static_cast<std::uint8_t>(invitation.kind)}, invitation.name,
        invitation.expires_at);
    if (!invitation.name.empty()) note(database, impl_->actor, "invited", invitation.name);
    return {};
  });
}

Result<std::optional<Invitation>> Store::invitation(std::string_view secret_hash) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::optional<Invitation>> {
    auto row = database.one<std::int64_t, Text, std::int64_t>(
        "select kind, name, expires_at from invitation where secret_hash = :hash", secret_hash);
    if (!row) return std::nullopt;
    return Invitation{std::string(secret_hash), static_cast<InvitationKind>(std::get<0>(*row)),
                      std::move(std::get<1>(*row)), std::get<2>(*row)};
  });
}

Result<bool> Store::remove_invitation(std::string_view secret_hash) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<bool> {
    return database.run("delete from invitation where secret_hash = :hash", secret_hash) > 0;
  });
}

}  // namespace garner

// garner person: who may sign in. Passwords are typed, or come on stdin, and never stand on the command line.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/cors.h"
#include "api/password.h"
#include "api/person_json.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct PersonOptions {
  std::string name, role = "contributor", audience, display_name, email, url = "http://127.0.0.1:8080";
  bool invite = false, sign_in = false;
};

// Keeps what is typed off the screen while it lives.
class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
};

std::string ask_silently(const char* question) {
  std::cerr << question << std::flush;
  std::string line;
  {
    const NoEcho silent;
    std::getline(std::cin, line);
  }
  std::cerr << '\n';
  return line;
}

// Its hash. From a terminal it is asked for twice.
Result<std::string> read_password(const std::string& name) {
  std::string password;
  if (isatty(STDIN_FILENO) == 1) {
    password = ask_silently("Password: ");
    if (ask_silently("The same again: ") != password)
      return fail(ErrorCode::kInvalidInput, "the two passwords are not the same", "try again");
  } else {
    std::getline(std::cin, password);
  }
  if (const auto weak = api::weakness_of(password, name))
    return fail(ErrorCode::kInvalidInput, "a password " + *weak, "");
  return api::Passwords().hash(password);
}

Result<std::string> parse_name(const std::string& text) {
  const auto name = person_name(text);
  if (name) return *name;
  return fail(ErrorCode::kInvalidInput, "this is no name to sign in with",
              "1 to 64 letters a to z, digits and . _ - @");
}

Result<EditorRole> parse_role(const std::string& text) {
  const auto role = parse_editor_role(text);
  if (role) return *role;
  return fail(ErrorCode::kInvalidInput, "there is no such role",
              "one of candidate, contributor, publisher, admin");
}

// Who sees this terminal may do all that an administrator may.
void act(Store& store) {
  store.act_as({.id = "garner", .note = {}, .person = true, .action = {}});
}

void print_link(const Globals& globals, const PersonOptions& options, const Invitation& invitation,
                const std::string& secret) {
  const std::string link = api::link_of(options.url, invitation, secret);
  if (globals.json) return print_json({{"link", link}, {"expires_at", to_rfc3339(invitation.expires_at)}});
  std::cout << link << '\n';
  remark(globals, fmt::format("It opens once, until {}.", to_rfc3339(invitation.expires_at)));
}

Result<> check_url(const std::string& url) {
  if (url != "*" && api::is_origin(url)) return {};
  return fail(ErrorCode::kInvalidInput, "--url is no address of a server",
              "such as https://garner.example, without a path");
}

Result<Exit> add_somebody(const Globals& globals, const PersonOptions& options) {
  const auto name = parse_name(options.name);
  if (!name) return fail(name.error());
  const auto role = parse_role(options.role);
  if (!role) return fail(role.error());
  if (auto sound = check_url(options.url); !sound) return fail(sound.error());
  Person person{.name = *name};
  person.display_name = options.display_name;
  person.email = options.email;
  person.role = *role;
  person.created_at = now();
  const auto audience = parse_audience(!options.audience.empty()     ? options.audience
                                       : *role == EditorRole::kAdmin ? "team"
                                                                     : "internal");
  if (!audience) {
    return fail(ErrorCode::kInvalidInput, "there is no such audience",
                "one of team, internal, partner, customer, public");
  }
  person.audience = *audience;
  if (!options.invite) {
    auto hash = read_password(*name);
    if (!hash) return fail(hash.error());
    person.password_hash = std::move(*hash);
  }
  const auto store = open_store(globals);
  if (!store) return fail(store.error());
  act(**store);
  const auto [invitation, secret] = api::new_invitation(InvitationKind::kPassword, *name);
  const auto added = (*store)->transaction([&, &link = invitation]() -> Result<> {
    if (auto done = (*store)->add_person(person); !done) return done;
    return options.invite ? (*store)->add_invitation(link) : Result<>{};
  });
  if (!added) return fail(added.error());
  if (options.invite) {
    print_link(globals, options, invitation, secret);
  } else if (globals.json) {
    print_json(api::person_json(person));
  } else {
    std::cout << fmt::format("{} may sign in as {}.\n", *name, options.role);
  }
  return Exit::kDone;
}

Result<Exit> list_people(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto people = (*store)->people();
  if (!people) return fail(people.error());
  if (globals.json) {
    nlohmann::ordered_json document = {{"people", nlohmann::ordered_json::array()}};
    for (const Person& person : *people) document["people"].push_back(api::person_json(person));
    print_json(document);
    return Exit::kDone;
  }
  if (people->empty()) std::cout << "Nobody has an account.\n";
  for (const Person& person : *people) {
    const std::string state = person.disabled          ? "disabled"
                              : person.last_sign_in_at ? "signed in " + to_rfc3339(*person.last_sign_in_at)
                                                       : "never signed in";
    std::cout << fmt::format("{}  {}  {}  {}  {}\n", person.name, name_of(person.role),
                             name_of(person.audience), state, printable(person.display_name));
  }
  return Exit::kDone;
}

using Change = std::function<Result<>(Store&, Person&)>;

// Reads somebody, lets `change` work on it, and says what `done` says.
Result<Exit> with_person(const Globals& globals, const std::string& given, const Change& change,
                         const std::string& done) {
  const auto name = parse_name(given);
  if (!name) return fail(name.error());
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  act(**store);
  auto person = (*store)->person(*name);
  if (!person) return fail(person.error());
  if (auto changed = change(**store, *person); !changed) return fail(changed.error());
  if (globals.json) {
    print_json(api::person_json(*person));
  } else {
    std::cout << fmt::format("{} {}\n", *name, done);
  }
  return Exit::kDone;
}

Result<Exit> set_role(const Globals& globals, const PersonOptions& options) {
  const auto role = parse_role(options.role);
  if (!role) return fail(role.error());
  return with_person(
      globals, options.name,
      [&](Store& store, Person& person) {
        person.role = *role;
        return store.change_person(person);
      },
      fmt::format("is {} from the next sign-in on.", options.role));
}

Result<Exit> set_disabled(const Globals& globals, const PersonOptions& options, bool disabled) {
  return with_person(
      globals, options.name,
      [&](Store& store, Person& person) {
        person.disabled = disabled;
        return store.change_person(person);
      },
      disabled ? "is signed out and may not sign in." : "may sign in again.");
}

Result<Exit> set_password(const Globals& globals, const PersonOptions& options) {
  const auto name = parse_name(options.name);
  if (!name) return fail(name.error());
  auto hash = read_password(*name);
  if (!hash) return fail(hash.error());
  return with_person(
      globals, *name,
      [&](Store& store, Person& person) {
        person.password_hash = *hash;
        return store.set_password(*name, *hash);
      },
      "has a new password, and is signed out everywhere.");
}

Result<Exit> make_link(const Globals& globals, const PersonOptions& options) {
  const auto name = parse_name(options.name);
  if (!name) return fail(name.error());
  if (auto sound = check_url(options.url); !sound) return fail(sound.error());
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  act(**store);
  if (auto person = (*store)->person(*name); !person) return fail(person.error());
  const auto [invitation, secret] =
      api::new_invitation(options.sign_in ? InvitationKind::kSignIn : InvitationKind::kPassword, *name);
  if (auto added = (*store)->add_invitation(invitation); !added) return fail(added.error());
  print_link(globals, options, invitation, secret);
  return Exit::kDone;
}

}  // namespace

void add_person(const Command& program, Globals& globals) {
  const Command command = program.subcommand("person", "who may sign in, and as what");
  command.require_subcommand();
  const auto options = std::make_shared<PersonOptions>();
  const auto named = [&](const char* what, const char* help) {
    const Command made = command.subcommand(what, help);
    made.option("name", options->name, "to sign in with").required();
    return made;
  };
  const auto at_url = [&](const Command& made) {
    made.option("--url", options->url, "of the server, for the link").shows_default();
  };
  const Command adding = named("add", "add somebody; the password is typed, or read from stdin");
  adding.option("--role", options->role, "candidate, contributor, publisher or admin").shows_default();
  adding.option("--audience", options->audience,
                "sees articles of this audience and wider; internal, of an admin team, when left out");
  adding.option("--display-name", options->display_name, "what others read");
  adding.option("--email", options->email, "where they are reached");
  adding.flag("--invite", options->invite, "print a link with which they choose their password");
  at_url(adding);
  adding.runs([&globals, options] { return add_somebody(globals, *options); });

  const Command listing = command.subcommand("list", "people, without their passwords");
  listing.runs([&globals] { return list_people(globals); });
  const Command role = named("role", "change somebody's role");
  role.option("role", options->role, "candidate, contributor, publisher or admin").required();
  role.runs([&globals, options] { return set_role(globals, *options); });
  const Command password = named("password", "set somebody's password; typed, or read from stdin");
  password.runs([&globals, options] { return set_password(globals, *options); });
  const Command link = named("link", "print a link to choose a password with");
  link.flag("--sign-in", options->sign_in, "a link that signs in, within 15 minutes");
  at_url(link);
  link.runs([&globals, options] { return make_link(globals, *options); });
  const Command disabling = named("disable", "sign somebody out for good");
  disabling.runs([&globals, options] { return set_disabled(globals, *options, true); });
  const Command enabling = named("enable", "let somebody in again");
  enabling.runs([&globals, options] { return set_disabled(globals, *options, false); });
}

}  // namespace garner

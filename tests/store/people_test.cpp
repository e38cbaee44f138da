// People, sessions and invitations, as the store keeps them.
#include "indexer/core/person.h"
#include "tests/store/old_store.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

Person someone(const std::string& name, EditorRole role = EditorRole::kContributor) {
  Person person{.name = name};
  person.display_name = "Ann Lee";
  person.role = role;
  person.password_hash = "hash of " + name;
  person.created_at = 5;
  return person;
}

// Whether somebody with a session of this hash is signed in.
bool is_in(Store& store, const std::string& hash) {
  return value_of(store.session(hash)).has_value();
}

std::vector<std::string> audited(Store& store) {
  std::vector<std::string> rows;
  for (const AuditEntry& entry : value_of(store.audit({.stream = AuditStream::kAdministration})).entries)
    rows.insert(rows.begin(), entry.action + " " + entry.subject);
  return rows;
}

}  // namespace

TEST_CASE("names that one signs in with") {
  CHECK(person_name("Ann.Lee@quillon.example") == "ann.lee@quillon.example");
  CHECK(person_name("x4") == "x4");
  CHECK(person_name(std::string(64, 'a')));
  for (const char* wrong : {"", " ann", "ann lee", ".ann", "-", "änn", "ann/x", "k-0123456789ab", "u-12",
                            "harvest", "System", "schedule", "ann\n"}) {
    CAPTURE(wrong);
    CHECK_FALSE(person_name(wrong));
  }
  CHECK_FALSE(person_name(std::string(65, 'a')));
}

TEST_CASE("people are added, found and listed by name") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_person(someone("zoe")));
  succeed(store->add_person(someone("ann", EditorRole::kAdmin)));
  const auto again = store->add_person(someone("ann"));
  REQUIRE_FALSE(again);
  CHECK(again.error().code == ErrorCode::kConflict);
  CHECK(again.error().reason == "name_taken");
  const auto people = value_of(store->people());
  REQUIRE(people.size() == 2);
  CHECK(people[0].name == "ann");
  const Person zoe = value_of(store->person("zoe"));
  CHECK(zoe.display_name == "Ann Lee");
  CHECK(zoe.role == EditorRole::kContributor);
  CHECK(zoe.password_hash == "hash of zoe");
  CHECK_FALSE(zoe.last_sign_in_at);
  CHECK(store->person("nobody").error().code == ErrorCode::kNotFound);
}

TEST_CASE("who comes by single sign-on is known by issuer and subject together") {
  const TempStore temp;
  const auto store = temp.open();
  Person ann = someone("ann");
  ann.issuer = "https://id.example";
  ann.subject = "17";
  succeed(store->add_person(ann));
  succeed(store->add_person(someone("bob")));
  CHECK(value_of(store->person_of_subject("https://id.example", "17"))->name == "ann");
  CHECK_FALSE(value_of(store->person_of_subject("https://other.example", "17")));
  CHECK_FALSE(value_of(store->person_of_subject("", "")));
  Person twice = someone("ann-2");
  twice.issuer = ann.issuer;
  twice.subject = ann.subject;
  CHECK_FALSE(store->add_person(twice));
}

TEST_CASE("a session is there until it is ended, and old ones go") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_person(someone("ann")));
  succeed(store->add_session({"old", "ann", 10, 10}, 0, 0));
  succeed(store->add_session({"idle", "ann", 100, 100}, 0, 0));
  succeed(store->touch_session("old", 200));
  succeed(store->add_session({"new", "ann", 200, 200}, 150, 5));
  CHECK(is_in(*store, "old"));
  CHECK_FALSE(is_in(*store, "idle"));
  succeed(store->add_session({"newer", "ann", 300, 300}, 0, 50));
  CHECK_FALSE(is_in(*store, "old"));
  const auto found = value_of(store->session("new"));
  REQUIRE(found);
  CHECK(found->person.name == "ann");
  CHECK(found->person.last_sign_in_at == 300);
  CHECK(found->session.created_at == 200);
  CHECK(value_of(store->end_session("new")).empty());
  CHECK_FALSE(is_in(*store, "new"));
  CHECK(is_in(*store, "newer"));
  succeed(store->end_sessions("ann"));
  CHECK_FALSE(is_in(*store, "newer"));
}

TEST_CASE("what the provider gave is kept with its session, and goes with it") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_person(someone("ann")));
  succeed(store->add_session({"own", "ann", 10, 10}, 0, 0, "a.b.c"));
  succeed(store->add_session({"other", "ann", 10, 10}, 0, 0, "d.e.f"));
  CHECK(value_of(store->end_session("own")) == "a.b.c");
  CHECK(value_of(store->end_session("own")).empty());
  succeed(store->end_sessions("ann"));
  CHECK(value_of(store->end_session("other")).empty());
}

TEST_CASE("a change of rights, of the password or of being let in at all ends sessions") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_person(someone("root", EditorRole::kAdmin)));
  succeed(store->add_person(someone("ann")));
  const auto sign_in = [&] { succeed(store->add_session({"s", "ann", 10, 10}, 0, 0)); };
  const auto change = [&](const std::function<void(Person&)>& how) {
    Person ann = value_of(store->person("ann"));
    how(ann);
    succeed(store->change_person(ann));
  };
  sign_in();
  change([](Person& ann) { ann.display_name = "Ann"; });
  CHECK(is_in(*store, "s"));
  change([](Person& ann) { ann.role = EditorRole::kPublisher; });
  CHECK_FALSE(is_in(*store, "s"));
  sign_in();
  change([](Person& ann) { ann.audience = Audience::kCustomer; });
  CHECK_FALSE(is_in(*store, "s"));
  sign_in();
  succeed(store->add_session({"own", "ann", 10, 10}, 0, 0));
  succeed(store->set_password("ann", "another", "own"));
  CHECK_FALSE(is_in(*store, "s"));
  CHECK(is_in(*store, "own"));
  change([](Person& ann) { ann.disabled = true; });
  CHECK_FALSE(is_in(*store, "own"));
  CHECK(audited(*store) == std::vector<std::string>{
                               "person_added root", "person_added ann", "signed_in ann", "person_changed ann",
                               "person_changed ann", "signed_in ann", "person_changed ann", "signed_in ann",
                               "signed_in ann", "password_set ann", "person_changed ann"});
  CHECK(value_of(store->verify_audit()) == 11);
}

TEST_CASE("somebody must be left to administrate") {
  const TempStore temp;
  const auto store = temp.open();
  Person root = someone("root", EditorRole::kAdmin);
  succeed(store->add_person(root));
  root.role = EditorRole::kPublisher;
  CHECK(store->change_person(root).error().reason == "last_admin");
  root.role = EditorRole::kAdmin;
  root.disabled = true;
  CHECK(store->change_person(root).error().reason == "last_admin");
  succeed(store->add_person(someone("ann", EditorRole::kAdmin)));
  succeed(store->change_person(root));
}

TEST_CASE("of the invitations of somebody the last one holds, once") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->add_person(someone("ann")));
  succeed(store->add_invitation({"first", InvitationKind::kPassword, "ann", 50}));
  succeed(store->add_invitation({"second", InvitationKind::kPassword, "ann", 60}));
  succeed(store->add_invitation({"setup", InvitationKind::kSetup, "", 70}));
  CHECK_FALSE(value_of(store->invitation("first")));
  const auto second = value_of(store->invitation("second"));
  REQUIRE(second);
  CHECK(second->kind == InvitationKind::kPassword);
  CHECK(second->name == "ann");
  CHECK(second->expires_at == 60);
  CHECK(value_of(store->remove_invitation("second")));
  CHECK_FALSE(value_of(store->remove_invitation("second")));
  CHECK(value_of(store->invitation("setup")));
}

TEST_CASE("a store of before there were people takes them") {
  const TempStore temp;
  make_old_store(temp, 7, "a-1");
  const auto store = temp.open();
  CHECK(value_of(store->people()).empty());
  succeed(store->add_person(someone("ann")));
  CHECK(value_of(store->article("a-1")).title == "Kept");
}

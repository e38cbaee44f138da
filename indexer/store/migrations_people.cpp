// The steps that brought people, their sessions and invitations.
#include "indexer/store/migrations.h"

namespace garner {

const Step kPeople = {
    R"(create table person (
      name text not null primary key,
      display_name text not null,
      email text not null,
      role text not null,
      audience text not null,
      password_hash text not null,
      issuer text not null,
      subject text not null,
      disabled integer not null,
      created_at bigint not null,
      last_sign_in_at bigint) without rowid)",
    "create unique index person_subject on person (issuer, subject) where subject <> ''",

    R"(create table session (
      secret_hash text not null primary key,
      name text not null references person (name) on delete cascade,
      created_at bigint not null,
      last_used_at bigint not null) without rowid)",
    "create index session_name on session (name)",

    // Without a name: of the first administrator, who has none yet.
    R"(create table invitation (
      secret_hash text not null primary key,
      kind integer not null,
      name text not null,
      expires_at bigint not null) without rowid)",
    "create index invitation_name on invitation (name)",
};

// To end the provider's session with ours.
const Step kIdTokens = {
    "alter table session add column id_token text not null default ''",
};

}  // namespace garner

// Accounts: what signing in takes beside the store. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "api/attempts.h"
#include "api/oidc_settings.h"
#include "api/password.h"

namespace garner::api {

class Oidc;

class Accounts {
 public:
  struct Options {
    // What people have in their browser's address bar: "https://garner.example". With https the cookies are
    // bound to it. Empty: the address that the server listens on.
    std::string public_url;
    std::optional<OidcSettings> oidc;  // nothing: no single sign-on
  };
  explicit Accounts(Options options);
  ~Accounts();

  bool secure() const { return options_.public_url.starts_with("https://"); }
  const std::string& public_url() const { return options_.public_url; }
  Passwords& passwords() { return passwords_; }
  Attempts& attempts() { return attempts_; }
  // Whether anybody has an account: people are disabled, never deleted, so that it stays true.
  std::atomic<bool>& anybody() { return anybody_; }
  Oidc* oidc() { return oidc_.get(); }  // nullptr: no single sign-on

 private:
  const Options options_;
  Passwords passwords_;
  Attempts attempts_;
  std::atomic<bool> anybody_{false};
  const std::unique_ptr<Oidc> oidc_;
};

}  // namespace garner::api

#include "api/accounts.h"

#include "api/oidc.h"

namespace garner::api {

Accounts::Accounts(Options options)
    : options_(std::move(options)), oidc_(options_.oidc ? std::make_unique<Oidc>(*options_.oidc) : nullptr) {}

Accounts::~Accounts() = default;

}  // namespace garner::api

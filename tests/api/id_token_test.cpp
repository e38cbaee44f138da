// ID tokens: what is taken of RS256 and ES256, and everything that is not. And what an administrator
// configures.
#include "api/id_token.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <catch2/catch.hpp>
#include <functional>
#include <memory>

#include "api/oidc.h"
#include "indexer/base64.h"
#include "indexer/core/names.h"

using namespace garner;
using namespace garner::api;

namespace {

constexpr Time kNow = 1'790'000'000'000;
const IdTokenRules kRules{"https://id.example", "garner", "the nonce", kNow};

std::string number_in(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  REQUIRE(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  std::string bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return bytes;
}

// A provider's key: signs, and shows its public half.
class Signer {
 public:
  explicit Signer(const std::string& algorithm, const std::string& id = "k1", unsigned bits = 2048)
      : algorithm_(algorithm),
        key_(algorithm == "RS256" ? EVP_RSA_gen(bits) : EVP_EC_gen("P-256"), EVP_PKEY_free) {
    REQUIRE(key_);
    jwk = {{"kid", id}, {"use", "sig"}};
    if (algorithm == "RS256") {
      jwk["kty"] = "RSA";
      jwk["n"] = to_base64url(number_in(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0));
      jwk["e"] = to_base64url(number_in(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0));
    } else {
      jwk["kty"] = "EC";
      jwk["crv"] = "P-256";
      jwk["x"] = to_base64url(number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32));
      jwk["y"] = to_base64url(number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    }
  }

  std::string sign(const Json& header, const Json& claims) const {
    const std::string text = to_base64url(dump(header)) + "." + to_base64url(dump(claims));
    return text + "." + to_base64url(signature_of(text));
  }
  std::string sign(const Json& claims) const {
    return sign({{"alg", algorithm_}, {"kid", jwk["kid"]}}, claims);
  }
  Json keys() const { return {{"keys", Json::array({jwk})}}; }

  Json jwk;

 private:
  std::string signature_of(const std::string& text) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::size_t size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    REQUIRE(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    REQUIRE(EVP_DigestSign(context, nullptr, &size, bytes, text.size()) == 1);
    std::string signature(size, '\0');
    REQUIRE(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                           text.size()) == 1);
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (algorithm_ == "RS256") return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG* const both = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
    std::string raw(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(both), reinterpret_cast<unsigned char*>(raw.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
    ECDSA_SIG_free(both);
    return raw;
  }

  std::string algorithm_;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

Json claims() {
  return {{"iss", "https://id.example"}, {"aud", "garner"},          {"sub", "17"},
          {"nonce", "the nonce"},        {"exp", kNow / 1000 + 300}, {"iat", kNow / 1000 - 5},
          {"groups", {"support"}}};
}

// What is wrong with a token; empty: nothing.
std::string wrong_with(const std::string& token, const Json& keys) {
  const auto checked = check_id_token(token, keys, kRules);
  return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("tokens that the provider has signed are taken, by either algorithm") {
  for (const char* algorithm : {"RS256", "ES256"}) {
    CAPTURE(algorithm);
    const Signer signer(algorithm);
    const auto checked = check_id_token(signer.sign(claims()), signer.keys(), kRules);
    REQUIRE(checked);
    CHECK((*checked)["sub"] == "17");
    Json several = claims();
    several["aud"] = {"garner", "another"};
    several["azp"] = "garner";
    CHECK(wrong_with(signer.sign(several), signer.keys()).empty());
    // Clocks differ by a little.
    Json late = claims();
    late["exp"] = kNow / 1000 - 30;
    CHECK(wrong_with(signer.sign(late), signer.keys()).empty());
    // A key without a name is tried, and so is every other.
    CHECK(wrong_with(signer.sign({{"alg", algorithm}}, claims()),
                     {{"keys", {Signer(algorithm, "k0").jwk, Json("?"), signer.jwk}}})
              .empty());
  }
}

TEST_CASE("tokens that do not hold") {
  const Signer signer("RS256");
  const std::vector<std::pair<std::string, std::function<void(Json&)>>> cases = {
      {"has expired", [](Json& token) { token["exp"] = kNow / 1000 - 61; }},
      {"has expired", [](Json& token) { token.erase("exp"); }},
      {"has expired", [](Json& token) { token["exp"] = "tomorrow"; }},
      {"is of the future", [](Json& token) { token["iat"] = kNow / 1000 + 61; }},
      {"is of the future", [](Json& token) { token.erase("iat"); }},
      {"does not hold yet", [](Json& token) { token["nbf"] = kNow / 1000 + 61; }},
      {"does not hold yet", [](Json& token) { token["nbf"] = "now"; }},
      {"answers another request", [](Json& token) { token["nonce"] = "another"; }},
      {"answers another request", [](Json& token) { token.erase("nonce"); }},
      {"is of another issuer", [](Json& token) { token["iss"] = "https://id.example/"; }},
      {"is for another client", [](Json& token) { token["aud"] = "garner2"; }},
      {"is for another client", [](Json& token) { token["aud"] = Json::array(); }},
      {"is for another client", [](Json& token) { token.erase("aud"); }},
      {"was asked for by another client",
       [](Json& token) {
         token["aud"] = {"garner", "another"};
       }},
      {"was asked for by another client", [](Json& token) { token["azp"] = "another"; }},
      {"does not say who it is about", [](Json& token) { token["sub"] = ""; }},
      {"does not say who it is about", [](Json& token) { token["sub"] = 17; }},
      {"does not say who it is about", [](Json& token) { token["sub"] = std::string(256, 'a'); }},
  };
  for (const auto& [why, change] : cases) {
    Json changed = claims();
    change(changed);
    CAPTURE(dump(changed).substr(0, 300));
    CHECK(wrong_with(signer.sign(changed), signer.keys()) == "the ID token " + why);
  }
}

TEST_CASE("signatures that are none of the provider's") {
  const Signer rsa("RS256"), ec("ES256");
  const std::string token = rsa.sign(claims());
  CHECK(wrong_with(token, Signer("RS256").keys()) == "the ID token is not signed by the provider");
  CHECK(wrong_with(ec.sign(claims()), Signer("ES256").keys()) ==
        "the ID token is not signed by the provider");
  CHECK(check_id_token(token, Signer("RS256", "k2").keys(), kRules).error().code == ErrorCode::kNotFound);
  CHECK(check_id_token(token, ec.keys(), kRules).error().code == ErrorCode::kNotFound);
  CHECK(wrong_with(token, Json::object()) == "the ID token cannot be checked: the provider has no keys");
  // A key of another use, and one too weak to mean anything.
  Json encrypting = rsa.keys();
  encrypting["keys"][0]["use"] = "enc";
  CHECK_FALSE(wrong_with(token, encrypting).empty());
  const Signer weak("RS256", "k1", 1024);
  CHECK(wrong_with(weak.sign(claims()), weak.keys()) == "the ID token is not signed by the provider");

  for (const char* algorithm : {"none", "HS256", "RS512", "PS256", "rs256", ""}) {
    CAPTURE(algorithm);
    CHECK(wrong_with(rsa.sign({{"alg", algorithm}, {"kid", "k1"}}, claims()), rsa.keys()) ==
          "the ID token is signed with an algorithm that is not taken");
  }
  CHECK(wrong_with(rsa.sign({{"alg", "RS256"}, {"kid", "k1"}, {"crit", {"exp"}}}, claims()), rsa.keys()) ==
        "the ID token demands something that is not known here");
  // The claims of one token with the signature of another.
  Json admin = claims();
  admin["groups"] = {"admins"};
  const std::string other = rsa.sign(admin);
  const auto dot = other.rfind('.');
  CHECK(wrong_with(other.substr(0, dot) + token.substr(token.rfind('.')), rsa.keys()) ==
        "the ID token is not signed by the provider");

  for (std::string broken : {std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
                             token + ".x", token.substr(0, dot), token.substr(0, token.size() - 1),
                             "=" + token, std::string(100'000, 'a'), "e30.e30." + std::string(86, 'A')}) {
    CAPTURE(broken.substr(0, 60));
    CHECK_FALSE(wrong_with(broken, rsa.keys()).empty());
  }
  for (const char* field : {"n", "e"}) {
    for (const Json& value :
         {Json(), Json(7), Json(""), Json("!"), Json("AA"), Json(std::string(5000, 'A'))}) {
      Json keys = rsa.keys();
      keys["keys"][0][field] = value;
      CAPTURE(field, dump(value).substr(0, 40));
      CHECK_FALSE(wrong_with(token, keys).empty());
    }
  }
  Json off_the_curve = ec.keys();
  off_the_curve["keys"][0]["y"] = to_base64url(std::string(32, '\1'));
  CHECK(wrong_with(ec.sign(claims()), off_the_curve) == "the ID token is not signed by the provider");
}

TEST_CASE("the role that claims give is the highest of those that are configured") {
  OidcSettings settings;
  settings.roles = {{"leads", EditorRole::kPublisher}, {"support", EditorRole::kContributor}};
  const auto role = [&](const Json& groups) {
    const auto found = role_in({{"groups", groups}}, settings);
    return found ? std::string(name_of(*found)) : "none";
  };
  CHECK(role({"support", "leads"}) == "publisher");
  CHECK(role("support") == "contributor");
  CHECK(role({"supporters"}) == "none");
  CHECK(role(7) == "none");
  CHECK(role(Json()) == "none");
  settings.default_role = EditorRole::kCandidate;
  CHECK(role({"supporters"}) == "candidate");
  CHECK(role({"support"}) == "contributor");
}

TEST_CASE("what stands in the browser while somebody is at the provider") {
  const OidcFlow flow = OidcFlow::begin("/#/articles?q=a%20b");
  const auto read = OidcFlow::of_cookie(flow.cookie());
  REQUIRE(read);
  CHECK(read->back == "/#/articles?q=a%20b");
  CHECK(read->state() == flow.state());
  CHECK(read->verifier() == flow.verifier());
  CHECK(flow.verifier().size() == 43);
  CHECK(flow.state() != flow.nonce());
  CHECK(flow.state() != OidcFlow::begin("/").state());
  for (const char* away : {"", "desk", "//evil.example", "https://evil.example", "/\\evil.example", "/a b",
                           "/a\r\nb", "/\xc3\xa4"}) {
    CAPTURE(away);
    CHECK_FALSE(is_own_path(away));
    CHECK(OidcFlow::begin(away).back == "/");
  }
  const std::string secret(43, 'a');
  for (const std::string& broken : {std::string(), secret, secret + ".", "x" + flow.cookie(),
                                    secret + "." + to_base64url("//evil.example"), secret + ".?"}) {
    CAPTURE(broken);
    CHECK_FALSE(OidcFlow::of_cookie(broken));
  }
}

TEST_CASE("what is configured of single sign-on, and what cannot work") {
  OidcSettings sound;
  CHECK(set_field(sound, "issuer", {"https://id.example"}));
  CHECK(set_field(sound, "client_id", {"garner"}));
  CHECK(set_field(sound, "roles", {"a=b=admin", "support=contributor"}));
  CHECK(set_field(sound, "default_role", {"candidate"}));
  CHECK(set_field(sound, "audience", {"team"}));
  CHECK(check(sound));
  CHECK(sound.roles.front() == std::pair<std::string, EditorRole>{"a=b", EditorRole::kAdmin});
  const std::vector<std::pair<std::string, std::vector<std::string>>> refused = {
      {"roles", {"support"}},    {"roles", {"support=king"}},
      {"roles", {"=admin"}},     {"default_role", {"king"}},
      {"audience", {"all"}},     {"issuer", {"a", "b"}},
      {"client_secrets", {"x"}}, {"", {"x"}}};
  for (const auto& [field, values] : refused) {
    CAPTURE(field);
    OidcSettings other = sound;
    CHECK_FALSE(set_field(other, field, values));
  }
  const auto with = [&](const std::function<void(OidcSettings&)>& change) {
    OidcSettings changed = sound;
    change(changed);
    return check(changed).has_value();
  };
  CHECK_FALSE(with([](OidcSettings& s) { s.issuer = "http://id.example"; }));
  CHECK_FALSE(with([](OidcSettings& s) { s.issuer = "http://localhost.evil.example"; }));
  CHECK(with([](OidcSettings& s) { s.issuer = "http://localhost:3000"; }));
  CHECK_FALSE(with([](OidcSettings& s) { s.client_id.clear(); }));
  CHECK_FALSE(with([](OidcSettings& s) { s.scopes = "profile"; }));
  CHECK_FALSE(with([](OidcSettings& s) {
    s.roles.clear();
    s.default_role.reset();
  }));
}

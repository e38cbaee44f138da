#include "api/id_token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "api/auth.h"
#include "indexer/base64.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxIdToken = 64UL * 1024;  // groups of a large company
constexpr std::size_t kMaxKeys = 50;
constexpr std::size_t kMaxSubject = 255;
constexpr int kLeastRsaBits = 2048, kMostRsaBits = 8192;
constexpr std::size_t kP256Bytes = 32;
constexpr double kSkewSeconds = 60;  // between the clocks of provider and server

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;

tl::unexpected<Error> refused(std::string why) {
  return fail(ErrorCode::kUnauthorized, "the ID token " + std::move(why));
}

std::optional<Json> json_in_part(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text) return std::nullopt;
  auto object = parse_object(*text);
  if (!object) return std::nullopt;
  return std::move(*object);
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(const std::string& bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key made_key(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters(OSSL_PARAM_BLD_to_param(builder));
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return Key(key);
}

Key rsa_key(const Json& jwk) {
  const auto modulus = from_base64url(text_in(jwk, "n"));
  const auto exponent = from_base64url(text_in(jwk, "e"));
  constexpr std::size_t kMostExponent = 8;
  if (!modulus || !exponent || modulus->size() > kMostRsaBits / 8 || exponent->size() > kMostExponent)
    return nullptr;
  const Number n = number_of(*modulus);
  const Number e = number_of(*exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || BN_num_bits(n.get()) < kLeastRsaBits ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return made_key("RSA", builder.get());
}

Key ec_key(const Json& jwk) {
  const auto x = from_base64url(text_in(jwk, "x"));
  const auto y = from_base64url(text_in(jwk, "y"));
  if (text_in(jwk, "crv") != "P-256" || !x || !y || x->size() != kP256Bytes || y->size() != kP256Bytes)
    return nullptr;
  const std::string point = '\4' + *x + *y;  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return made_key("EC", builder.get());
}

// A signature of ES256 is its two numbers (RFC 7518, 3.4); OpenSSL wants them in DER.
std::string der_of(const std::string& signature) {
  if (signature.size() != 2 * kP256Bytes) return {};
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> both(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kP256Bytes));
  Number s = number_of(signature.substr(kP256Bytes));
  if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  std::array<unsigned char, 80> der{};
  unsigned char* end = der.data();
  if (i2d_ECDSA_SIG(both.get(), nullptr) > static_cast<int>(der.size())) return {};
  const int size = i2d_ECDSA_SIG(both.get(), &end);
  if (size <= 0) return {};
  return {reinterpret_cast<const char*>(der.data()), static_cast<std::size_t>(size)};
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

// Whether this key may have made a signature of that kind, under that name.
bool may_sign(const Json& jwk, const std::string& algorithm, const std::string& id) {
  if (!jwk.is_object()) return false;
  const std::string use = text_in(jwk, "use");
  const std::string own = text_in(jwk, "alg");
  return text_in(jwk, "kty") == (algorithm == "RS256" ? "RSA" : "EC") && (use.empty() || use == "sig") &&
         (own.empty() || own == algorithm) && (id.empty() || text_in(jwk, "kid") == id);
}

Result<> check_signature(const Json& header, std::string_view text, const std::string& signature,
                         const Json& keys) {
  const std::string algorithm = text_in(header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256")
    return refused("is signed with an algorithm that is not taken");
  if (header.contains("crit")) return refused("demands something that is not known here");
  const auto list = keys.find("keys");
  if (list == keys.end() || !list->is_array()) return refused("cannot be checked: the provider has no keys");
  const std::string id = text_in(header, "kid");
  const std::string raw = algorithm == "ES256" ? der_of(signature) : signature;
  bool any = false;
  for (std::size_t i = 0; i < std::min(list->size(), kMaxKeys); ++i) {
    const Json& jwk = (*list)[i];
    if (!may_sign(jwk, algorithm, id)) continue;
    any = true;
    const Key key = algorithm == "RS256" ? rsa_key(jwk) : ec_key(jwk);
    if (key && !raw.empty() && is_signed_by(key.get(), text, raw)) return {};
  }
  if (!any) return fail(ErrorCode::kNotFound, "the ID token names a key that the provider does not have");
  return refused("is not signed by the provider");
}

bool names_audience(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return *found == audience;
  return found->is_array() && std::find(found->begin(), found->end(), Json(audience)) != found->end();
}

Result<> check_claims(const Json& claims, const IdTokenRules& rules) {
  const auto seconds = [&](const char* name) -> std::optional<double> {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
  };
  const double clock = static_cast<double>(rules.at) / 1000;
  if (text_in(claims, "iss") != rules.issuer) return refused("is of another issuer");
  if (!names_audience(claims, rules.audience)) return refused("is for another client");
  // One that was made for somebody else too says who asked for it.
  const bool several = claims.at("aud").is_array() && claims.at("aud").size() > 1;
  if ((several || claims.contains("azp")) && text_in(claims, "azp") != rules.audience)
    return refused("was asked for by another client");
  const auto ends = seconds("exp");
  if (!ends || *ends + kSkewSeconds <= clock) return refused("has expired");
  const auto made = seconds("iat");
  if (!made || *made > clock + kSkewSeconds) return refused("is of the future");
  if (claims.contains("nbf") && seconds("nbf").value_or(clock + 2 * kSkewSeconds) > clock + kSkewSeconds)
    return refused("does not hold yet");
  if (rules.nonce.empty() || !equal_bytes(text_in(claims, "nonce"), rules.nonce))
    return refused("answers another request");
  const std::string subject = text_in(claims, "sub");
  if (subject.empty() || subject.size() > kMaxSubject) return refused("does not say who it is about");
  return {};
}

}  // namespace

Result<Json> check_id_token(std::string_view token, const Json& keys, const IdTokenRules& rules) {
  if (token.size() > kMaxIdToken) return refused("is too large");
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return refused("is none");
  const auto header = json_in_part(token.substr(0, first));
  auto claims = json_in_part(token.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return refused("cannot be read");
  if (auto held = check_signature(*header, token.substr(0, second), *signature, keys); !held)
    return fail(held.error());
  if (auto held = check_claims(*claims, rules); !held) return fail(held.error());
  return std::move(*claims);
}

}  // namespace garner::api

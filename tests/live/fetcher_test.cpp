// A polite client: waits when it is told to, tries again what may pass, and says plainly what does not.
#include "indexer/live/fetcher.h"

#include <catch2/catch.hpp>

#include "tests/live/platform.h"

using namespace garner;

namespace {

// A fetcher that counts its waits instead of waiting.
struct Patient {
  Patient() {
    auto opened = HttpClient::open({});
    REQUIRE(opened);
    client = std::move(*opened);
    Fetcher::Options options;
    options.gap = Fetcher::Milliseconds(0);
    fetcher = std::make_unique<Fetcher>(*client, options, [this](Fetcher::Milliseconds time) {
      waits.push_back(time.count());
      return true;
    });
  }
  std::unique_ptr<HttpClient> client;
  std::unique_ptr<Fetcher> fetcher;
  std::vector<std::int64_t> waits;
};

HttpResponse response_with(std::map<std::string, std::string> headers) {
  return {429, std::move(headers), ""};
}

}  // namespace

TEST_CASE("what may pass is tried again, with longer and longer waits") {
  Platform platform;
  platform.on("/page", {500, "broken"});
  platform.on("/page", {503, "busy"});
  platform.on("/page", {200, R"({"half":)", {}, true});
  platform.on("/page", {200, R"({"whole":true})"});
  Patient patient;
  const auto got = patient.fetcher->fetch({platform.url() + "/page"});
  REQUIRE(got);
  CHECK(got->body == R"({"whole":true})");
  CHECK(patient.fetcher->requests() == 4);
  REQUIRE(patient.waits.size() == 3);
  CHECK(patient.waits[0] >= 1000);
  CHECK(patient.waits[1] >= 2000);
  CHECK(patient.waits[2] >= 4000);
}

TEST_CASE("Retry-After is kept to the second, and a long one ends the poll") {
  Platform platform;
  platform.on("/soon", {429, "", {{"Retry-After", "7"}}});
  platform.on("/soon", {200, "{}"});
  platform.on("/late", {429, "", {{"Retry-After", "3600"}}});
  Patient patient;
  CHECK(patient.fetcher->fetch({platform.url() + "/soon"}));
  CHECK(patient.waits == std::vector<std::int64_t>{7000});
  const auto late = patient.fetcher->fetch({platform.url() + "/late"});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::kUnavailable);
  CHECK(patient.fetcher->not_before_s() == 3600);
}

TEST_CASE("a refusal is told at once, in words that say what to look at") {
  Platform platform;
  platform.on("/secret", {401, ""});
  platform.on("/gone", {410, ""});
  platform.on("/odd", {422, ""});
  Patient patient;
  const auto code = [&](const std::string& path) {
    const auto got = patient.fetcher->fetch({platform.url() + path});
    REQUIRE_FALSE(got);
    CHECK_FALSE(got.error().hint.empty());
    return got.error().code;
  };
  CHECK(code("/secret") == ErrorCode::kUnauthorized);
  CHECK(code("/gone") == ErrorCode::kNotFound);
  CHECK(code("/odd") == ErrorCode::kInvalidInput);
  CHECK(patient.waits.empty());
}

TEST_CASE("nobody there is an error of the platform, after as many tries as for any other") {
  Patient patient;
  const auto got = patient.fetcher->fetch({"http://127.0.0.1:1/"});
  REQUIRE_FALSE(got);
  CHECK(got.error().code == ErrorCode::kUnavailable);
  CHECK(patient.fetcher->requests() == 5);
  const auto odd = patient.fetcher->fetch({"gopher://127.0.0.1/"});
  REQUIRE_FALSE(odd);
  CHECK(odd.error().code == ErrorCode::kInvalidInput);
}

TEST_CASE("a response over the limit is refused") {
  Platform platform;
  platform.on("/large", {200, std::string(5000, 'x')});
  HttpClient::Options options;
  options.max_body = 4096;
  const auto client = HttpClient::open(options);
  REQUIRE(client);
  const auto got = (*client)->send({platform.url() + "/large"});
  REQUIRE_FALSE(got);
  CHECK(got.error().code == ErrorCode::kTooLarge);
}

TEST_CASE("requests to one host keep their distance") {
  Platform platform;
  platform.on("/", {200, "{}"});
  const auto client = HttpClient::open({});
  REQUIRE(client);
  std::vector<std::int64_t> waits;
  Fetcher::Options options;
  options.gap = Fetcher::Milliseconds(60'000);
  Fetcher fetcher(**client, options, [&](Fetcher::Milliseconds time) {
    waits.push_back(time.count());
    return true;
  });
  for (int i = 0; i < 3; ++i) REQUIRE(fetcher.fetch({platform.url() + "/"}));
  REQUIRE(waits.size() == 2);
  CHECK(waits[0] > 50'000);
  CHECK(waits[1] > 110'000);  // the clock has not moved: the second gap comes on top
}

TEST_CASE("a proxy is asked where one is named") {
  Platform proxy;
  proxy.on("http://forum.example/latest.json", {200, R"({"by":"proxy"})"});
  HttpClient::Options options;
  options.proxy = proxy.url();
  const auto client = HttpClient::open(options);
  REQUIRE(client);
  const auto got = (*client)->send({"http://forum.example/latest.json"});
  REQUIRE(got);
  CHECK(proxy.asked() == std::vector<std::string>{"http://forum.example/latest.json"});
}

TEST_CASE("how long a platform asks to wait is read from every header in use") {
  constexpr std::int64_t kNow = 784'111'777;  // 1994-11-06T08:49:37Z
  CHECK(asked_to_wait(response_with({{"retry-after", "120"}}), kNow) == 120);
  CHECK(asked_to_wait(response_with({{"retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"}}), kNow) == 60);
  CHECK(asked_to_wait(response_with({{"retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"}}), kNow) == 0);
  CHECK(asked_to_wait(response_with({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "784111807"}}),
                      kNow) == 30);
  CHECK(asked_to_wait(response_with({{"x-ratelimit-remaining", "0"},
                                     {"x-ratelimit-reset", "1994-11-06T08:49:47.000Z"}}),
                      kNow) == 10);
  CHECK_FALSE(asked_to_wait(
      response_with({{"x-ratelimit-remaining", "12"}, {"x-ratelimit-reset", "784111807"}}), kNow));
  CHECK_FALSE(asked_to_wait(response_with({{"retry-after", "soon"}}), kNow));
  CHECK_FALSE(asked_to_wait(response_with({}), kNow));
}

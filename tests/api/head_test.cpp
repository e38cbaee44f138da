// The judge of heads and the reader of requests, without a socket: tables of what goes through and what does
// not.
#include "api/head.h"

#include <catch2/catch.hpp>

#include "api/request_reader.h"

using namespace garner::api;
using namespace std::string_literals;

namespace {

int refused_with(std::string_view bytes) {
  const garner::api::Verdict verdict = judge_head(bytes);
  if (verdict.judgement == Judgement::kComplete) return 200;
  return verdict.judgement == Judgement::kRefused ? verdict.refusal.status : 0;
}

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

}  // namespace

TEST_CASE("a good head is taken apart") {
  const std::string bytes =
      "POST /v1/search?q=a%20b HTTP/1.1\r\nHost: h\r\nX-Request-Id:  r-1 \r\nContent-Length: 5\r\n\r\nhello";
  const garner::api::Verdict verdict = judge_head(bytes);
  REQUIRE(verdict.judgement == Judgement::kComplete);
  CHECK(bytes.substr(verdict.size) == "hello");
  CHECK(verdict.head.method == "POST");
  CHECK(verdict.head.target == "/v1/search?q=a%20b");
  CHECK(verdict.head.path() == "/v1/search");
  CHECK(verdict.head.content_length == 5);
  CHECK(verdict.head.keep_alive);
  REQUIRE(verdict.head.headers.size() == 3);
  CHECK(verdict.head.headers[1] == std::pair<std::string, std::string>{"x-request-id", "r-1"});
}

TEST_CASE("heads that go through") {
  const std::string head =
      GENERATE("GET / HTTP/1.1\r\nHost: a\r\n\r\n"s, "GET / HTTP/1.0\r\n\r\n"s,
               "HEAD /a/b?c=d&e=%00 HTTP/1.1\r\nHost: a\r\n\r\n"s, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"s,
               get("Transfer-Encoding: Chunked\r\n"), get("Expect: 100-continue\r\n"), get("X-Empty:\r\n"),
               get("X-Latin: caf\xe9\r\n"), get("X-Tab:\ta\tb\r\n"), get("REMOTE_ADDR: 6.6.6.6\r\n"));
  CAPTURE(head);
  CHECK(refused_with(head) == 200);
}

TEST_CASE("heads that are refused, and with what") {
  struct Case {
    std::string head;
    int status;
  };
  const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
  const auto [head, status] = GENERATE_COPY(values<Case>({
      {"GET /\r\n", 400},
      {"GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {"\r\n", 400},
      {"\x16\x03\x01\x02", 400},
      {"G\tT / HTTP/1.1\r\n", 400},
      {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"PRI * HTTP/2.0\r\n\r\n", 505},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {line + "Host: b\r\n\r\n", 400},
      {line + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {line + "Content-Length: 1, 1\r\n\r\n", 400},
      {line + "Content-Length: -1\r\n\r\n", 400},
      {line + "Content-Length: +1\r\n\r\n", 400},
      {line + "Content-Length: 0x10\r\n\r\n", 400},
      {line + "Content-Length:\r\n\r\n", 400},
      {line + "Content-Length: 99999999999999999999999\r\n\r\n", 413},
      {line + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {line + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {line + "Transfer-Encoding: xchunked\r\n\r\n", 501},
      {line + "Expect: dinner\r\n\r\n", 417},
      {line + " folded\r\n\r\n", 400},
      {line + "X: a\r\n\tfolded\r\n\r\n", 400},
      {line + "Name : a\r\n\r\n", 400},
      {line + ": a\r\n\r\n", 400},
      {line + "no colon\r\n\r\n", 400},
      {line + "X: a\n\r\n", 400},
      {line + "X: a\rb\r\n\r\n", 400},
      {line + "X: a\0b\r\n\r\n"s, 400},
      {line + "X: a\x7f\r\n\r\n", 400},
  }));
  CAPTURE(head);
  CHECK(refused_with(head) == status);
}

TEST_CASE("heads over a bound are refused before they are whole") {
  CHECK(refused_with("GET /" + std::string(9000, 'a')) == 414);
  CHECK(refused_with("GET / HTTP/1.1\r\nX: " + std::string(9000, 'a')) == 431);
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 0; i < kMaxHeaders; ++i) many += "A: b\r\n";
  CHECK(refused_with(many + "\r\n") == 431);
  std::string large = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 6; ++i) large += "A: " + std::string(7000, 'a') + "\r\n";
  CHECK(refused_with(large) == 431);
}

TEST_CASE("a part of a good head asks for more, wherever it is cut") {
  const std::string head = "POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
  for (std::size_t size = 0; size < head.size(); ++size) {
    CAPTURE(size);
    CHECK(judge_head(head.substr(0, size)).judgement == Judgement::kIncomplete);
  }
}

// --- bodies

namespace {

using State = RequestReader::State;

// What a reader with room for 10 bytes of body makes of it, fed in pieces.
struct Read {
  State state = State::kIdle;
  std::string body;
  int status = 0;
};
Read read_in_pieces(std::string_view bytes, std::size_t piece) {
  const BodyLimit limit = [](const Head&) { return std::size_t{10}; };
  RequestReader reader(limit);
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(bytes.substr(at, piece));
  const bool refused = reader.state() == State::kRefused;
  return {reader.state(), reader.body(), refused ? reader.refusal().status : 0};
}

const std::string kChunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("bodies within their limit arrive whole, however they are cut") {
  const std::size_t piece = GENERATE(1U, 2U, 3U, 7U, 1000U);
  const std::string request = GENERATE("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"s,
                                       kChunked + "A\r\n0123456789\r\n0\r\n\r\n",
                                       kChunked + "4\r\n0123\r\n6;x=y\r\n456789\r\n0\r\nTrailer: a\r\n\r\n",
                                       kChunked + "00004 ;x\r\n0123\r\n06\r\n456789\r\n000\r\n\r\n");
  CAPTURE(piece, request);
  const Read read = read_in_pieces(request, piece);
  CHECK(read.state == State::kReady);
  CHECK(read.body == "0123456789");
}

TEST_CASE("bodies over their limit and broken chunks are refused") {
  struct Case {
    std::string request;
    int status;
  };
  const std::size_t piece = GENERATE(1U, 1000U);
  const auto [request, status] = GENERATE(values<Case>({
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413},
      {kChunked + "B\r\n", 413},
      {kChunked + "A\r\n0123456789\r\n1\r\n", 413},
      {kChunked + "FFFFFFFF\r\n", 413},
      {kChunked + "FFFFFFFFFFFFFFFFF\r\n", 400},
      {kChunked + "-1\r\n", 400},
      {kChunked + "\r\n", 400},
      {kChunked + "1\nA\r\n", 400},
      {kChunked + "2 2\r\n", 400},
      {kChunked + "1\r\nAB\r\n", 400},
      {kChunked + "1" + std::string(100, ' ') + "\r\n", 400},
      {kChunked + "0\r\n" + std::string(9000, 'a'), 400},
  }));
  CAPTURE(piece, request);
  const Read read = read_in_pieces(request, piece);
  CHECK(read.state == State::kRefused);
  CHECK(read.status == status);
}

TEST_CASE("pipelined requests come out in order, and nothing of one gets into the next") {
  const BodyLimit limit = [](const Head&) { return std::size_t{10}; };
  RequestReader reader(limit);
  std::string all;
  for (int i = 0; i < 5; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nb" +
           std::to_string(i);
  }
  State state = reader.feed(all);
  for (int i = 0; i < 5; ++i) {
    REQUIRE(state == State::kReady);
    CHECK(reader.head().target == "/" + std::to_string(i));
    CHECK(reader.body() == "b" + std::to_string(i));
    state = reader.next();
  }
  CHECK(state == State::kIdle);
}

TEST_CASE("100 Continue is wanted once, and only where the body has not come already") {
  const BodyLimit limit = [](const Head&) { return std::size_t{10}; };
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  RequestReader reader(limit);
  CHECK(reader.feed(head) == State::kReading);
  CHECK(reader.take_continue());
  CHECK_FALSE(reader.take_continue());
  CHECK(reader.feed("ab") == State::kReady);
  RequestReader hasty(limit);
  CHECK(hasty.feed(head + "ab") == State::kReady);
  CHECK_FALSE(hasty.take_continue());
}

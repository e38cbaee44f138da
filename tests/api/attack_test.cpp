// Hostile and broken clients against the real server: each gets its status or a close, costs little, and the
// next visitor is served as if nothing had been.
#include <atomic>
#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <thread>

#include "api/server.h"
#include "tests/api/raw_client.h"

using namespace garner::api;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr std::size_t kBodyLimit = 64 * 1024;

// "/healthz" says ok, "/peer" the client's address, "/large" 32 MB, "/echo" the body.
struct TestServer {
  explicit TestServer(Server::Options options = {}) {
    options.body_limit = [](const Head&) { return kBodyLimit; };
    auto started = Server::start(std::move(options), [](Request& request) {
      Response response;
      response.body = "ok";
      if (request.path == "/peer") response.body = request.peer;
      if (request.path == "/large") response.body = std::string(32 << 20, 'x');
      if (request.path == "/echo") response.body = request.body;
      if (request.path == "/throw") throw std::runtime_error("on purpose");
      return response;
    });
    REQUIRE(started);
    server = std::move(*started);
  }

  int port() const { return server->port(); }
  bool healthy() const {
    const RawClient client(port());
    client.send_all("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return client.read_to_end().ends_with("\r\n\r\nok");
  }
  // What the server answers to these bytes, when nothing follows them.
  std::string answer(std::string_view bytes) const {
    const RawClient client(port());
    client.send_all(bytes);
    return client.read_to_end();
  }

  std::unique_ptr<Server> server;
};

Server::Options impatient() {
  Server::Options options;
  options.request_deadline = 300ms;
  options.write_timeout = 300ms;
  return options;
}

long resident_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

}  // namespace

TEST_CASE("a header line of 64 MB is refused, not stored") {
  const TestServer server;
  const RawClient client(server.port());
  const long before = resident_kb();
  client.send_all("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  const std::string megabyte(1 << 20, 'a');
  bool taken = true;
  for (int i = 0; i < 64 && taken; ++i) taken = client.send_all(megabyte);
  CHECK(resident_kb() - before < 20 * 1024);
  const std::string response = client.read_to_end();
  // A client that never stops sending may see the connection reset instead.
  CHECK((status_of(response) == 431 || response.empty()));
  CHECK(server.healthy());
}

TEST_CASE("200,000 headers are refused") {
  const TestServer server;
  const RawClient client(server.port());
  client.send_all("GET / HTTP/1.1\r\nHost: a\r\n");
  std::string headers;
  for (int i = 0; i < 1000; ++i) headers += "A: b\r\n";
  bool taken = true;
  for (int i = 0; i < 200 && taken; ++i) taken = client.send_all(headers);
  const std::string response = client.read_to_end();
  CHECK((status_of(response) == 431 || response.empty()));
  CHECK(server.healthy());
}

TEST_CASE("a chunked body ends at its limit, whatever its chunks say") {
  const TestServer server;
  const RawClient client(server.port());
  const long before = resident_kb();
  client.send_all("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "1000\r\n" + std::string(4096, 'a') + "\r\n";
  bool taken = true;
  for (int i = 0; i < 20'000 && taken; ++i) taken = client.send_all(chunk);
  const std::string response = client.read_to_end();
  CHECK((status_of(response) == 413 || response.empty()));
  CHECK(resident_kb() - before < 20 * 1024);
  CHECK(server.healthy());
}

TEST_CASE("requests that are not answered but refused, each with its status and a close") {
  struct Case {
    const char* name;
    std::string bytes;
    int status;
  };
  const TestServer server;
  const std::string line = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const auto [name, bytes, status] = GENERATE_COPY(values<Case>({
      {"two lengths", line + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"length and encoding", line + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding not known", line + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"negative length", line + "Content-Length: -1\r\n\r\n", 400},
      {"huge length", line + "Content-Length: 99999999999999999999\r\n\r\n", 413},
      {"length over the limit", line + "Content-Length: 70000\r\n\r\n", 413},
      {"path of 1 MB", "GET /" + std::string(1 << 20, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"NUL in a header", line + "X: a\0b\r\n\r\n"s, 400},
      {"garbage", "\x01\x02\x03\xff\xfe garbage\r\n\r\n"s, 400},
      {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/0.9", "GET /\r\n", 400},
      {"folded header", line + "X: a\r\n b\r\n\r\n", 400},
      {"bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400},
  }));
  CAPTURE(name);
  const std::string response = server.answer(bytes);
  CHECK(status_of(response) == status);
  CHECK(response.find("application/problem+json") != std::string::npos);
  CHECK(response.find("Connection: close") != std::string::npos);
  CHECK(server.healthy());
}

TEST_CASE("what follows a refused request is not taken for another") {
  const TestServer server;
  const std::string response = server.answer(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(response) == 400);
  CHECK(RawClient::times(response, "HTTP/1.1 ") == 1);
}

TEST_CASE("the client's address is the socket's, whatever a header says") {
  const TestServer server;
  const std::string response = server.answer(
      "GET /peer HTTP/1.1\r\nHost: a\r\nREMOTE_ADDR: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: "
      "close\r\n\r\n");
  CHECK(response.ends_with("\r\n\r\n127.0.0.1"));
}

TEST_CASE("a client that drips its request gets 408 at the deadline") {
  const TestServer server(impatient());
  const std::string part = GENERATE("GET / HTTP/1.1\r\nHost: a\r\nX: "s,
                                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n"s);
  const RawClient client(server.port());
  client.send_all(part);
  std::atomic<bool> done{false};
  std::thread drip([&] {
    while (!done && client.send_all("a")) std::this_thread::sleep_for(10ms);
  });
  const std::string response = client.read_until("}");
  done = true;
  drip.join();
  CHECK(status_of(response) == 408);
  CHECK(server.healthy());
}

TEST_CASE("256 idle connections keep nobody waiting") {
  Server::Options options;
  options.workers = 2;
  const TestServer server(options);
  std::deque<RawClient> idle;
  for (int i = 0; i < 256; ++i) {
    idle.emplace_back(server.port());
    if (i % 2 == 0) idle.back().send_all("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  for (std::size_t i = 0; i < idle.size(); i += 2) CHECK(idle[i].read_until("\r\n\r\nok").ends_with("ok"));
  CHECK(server.server->counters().connections == 256);
  for (int i = 0; i < 20; ++i) CHECK(server.healthy());
  // Those that waited are served, too.
  CHECK(idle[1].send_all("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(idle[1].read_until("\r\n\r\nok").ends_with("ok"));
}

TEST_CASE("at the bound of connections the one idle for longest makes room") {
  Server::Options options;
  options.connections = 8;
  const TestServer server(options);
  std::deque<RawClient> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back(server.port());  // taken in the order in which they came
  const auto first_is_served = [&] {
    clients[0].send_all("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    return clients[0].read_until("\r\n\r\nok").ends_with("ok");
  };
  // A client has its response before the server knows that it is idle again: this one is busy still or idle
  // since just now, and the next in order goes.
  CHECK(first_is_served());
  CHECK(server.healthy());
  CHECK(clients[1].closed_by_server());
  CHECK(first_is_served());
  CHECK(server.server->counters().connections <= 8);
}

TEST_CASE("a hundred pipelined requests are answered in order") {
  const TestServer server;
  const RawClient client(server.port());
  std::string requests;
  for (int i = 100; i < 200; ++i) {
    requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n<" + std::to_string(i) + ">";
  }
  CHECK(client.send_all(requests));
  const std::string responses = client.read_until(">", 100);
  std::size_t at = 0;
  for (int i = 100; i < 200; ++i) {
    const std::size_t found = responses.find("<" + std::to_string(i) + ">", at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
}

TEST_CASE("a client that has said all it will is still answered; one that stopped short gets 400") {
  const TestServer server;
  const RawClient whole(server.port());
  whole.send_all("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  whole.end_sending();
  CHECK(whole.read_to_end().ends_with("\r\n\r\nok"));
  const RawClient cut(server.port());
  cut.send_all("GET /healthz HTT");
  cut.end_sending();
  CHECK(status_of(cut.read_to_end()) == 400);
  CHECK(server.healthy());
}

TEST_CASE("clients that never read hold no worker and are dropped") {
  Server::Options options = impatient();
  options.workers = 1;
  const TestServer server(options);
  std::deque<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().send_all("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  CHECK(server.healthy());  // behind them in the queue, before any of them is dropped
  while (server.server->counters().connections > 0) std::this_thread::sleep_for(5ms);
  CHECK(server.healthy());
}

TEST_CASE("a client that goes away in the middle costs nothing") {
  const TestServer server;
  for (int i = 0; i < 50; ++i) {
    const RawClient client(server.port());
    const linger abrupt{1, 0};  // close() resets
    setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    client.send_all(i % 2 == 0 ? "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
                               : "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le");
  }
  // What was asked is still answered, to nobody; under a sanitizer that takes nearly as long as a client
  // waits.
  while (server.server->counters().connections > 0) std::this_thread::sleep_for(5ms);
  CHECK(server.healthy());
}

TEST_CASE("a handler that throws is a 500 without its words") {
  const TestServer server;
  const std::string response = server.answer("GET /throw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(status_of(response) == 500);
  CHECK(response.find("on purpose") == std::string::npos);
  CHECK(server.healthy());
}

TEST_CASE("Expect: 100-continue is answered before the body comes") {
  const TestServer server;
  const RawClient client(server.port());
  client.send_all(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: "
      "close\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send_all("hello");
  CHECK(client.read_to_end().ends_with("\r\n\r\nhello"));
}

TEST_CASE("connections end as the client wants it") {
  const TestServer server;
  CHECK(server.answer("GET /healthz HTTP/1.0\r\n\r\n").ends_with("\r\n\r\nok"));
  CHECK(server.answer("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .find("Connection: close") != std::string::npos);
  const std::string head = server.answer("HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(status_of(head) == 200);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(head.find("Content-Length: 2") != std::string::npos);
}

TEST_CASE("idle connections are closed after their time") {
  Server::Options options;
  options.idle_timeout = 100ms;
  const TestServer server(options);
  const RawClient silent(server.port());
  CHECK(silent.closed_by_server());
}

TEST_CASE("a full queue says 503 and when to come again") {
  Server::Options options;
  options.workers = 1;
  options.queue = 1;
  options.body_limit = {};
  std::atomic<bool> release{false};
  std::atomic<int> working{0};
  auto server = Server::start(std::move(options), [&](Request&) {
    ++working;
    while (!release) std::this_thread::sleep_for(1ms);
    return Response{.body = "ok"};
  });
  REQUIRE(server);
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const RawClient first((*server)->port()), second((*server)->port()), third((*server)->port());
  first.send_all(request);
  while (working == 0) std::this_thread::sleep_for(1ms);
  second.send_all(request);
  while ((*server)->counters().in_flight < 2) std::this_thread::sleep_for(1ms);
  third.send_all(request);
  const std::string response = third.read_to_end();
  CHECK(status_of(response) == 503);
  CHECK(response.find("Retry-After: 1") != std::string::npos);
  release = true;
  CHECK(first.read_to_end().ends_with("ok"));
  CHECK(second.read_to_end().ends_with("ok"));
}

TEST_CASE("a stop answers what is in flight and closes what is idle") {
  std::atomic<bool> release{false};
  std::atomic<int> working{0};
  auto server = Server::start({}, [&](Request&) {
    ++working;
    while (!release) std::this_thread::sleep_for(1ms);
    return Response{.body = "ok"};
  });
  REQUIRE(server);
  const RawClient idle((*server)->port()), busy((*server)->port());
  busy.send_all("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  while (working == 0) std::this_thread::sleep_for(1ms);
  std::thread stopper([&] { (*server)->stop(); });
  CHECK(idle.closed_by_server());
  release = true;
  CHECK(busy.read_to_end().ends_with("ok"));
  stopper.join();
  CHECK_FALSE(RawClient((*server)->port()).connected());
}

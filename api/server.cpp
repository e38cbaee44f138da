#include "api/server.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/connection.h"
#include "api/workers.h"
#include "indexer/core/log.h"

namespace garner::api {
namespace {

// A refused client may still be sending: closing at once would reset the connection and lose it the answer.
constexpr std::chrono::milliseconds kLingerTime{1000};

constexpr Refusal kSlow{408, "request_timeout", "the request did not arrive in time"};
constexpr Refusal kCutOff{400, "malformed", "the request ended before it was whole"};
constexpr Refusal kBusy{503, "overloaded", "too many requests at once, try again"};

}  // namespace

struct Server::Impl {
  using Clock = Connection::Clock;

  Impl(Options o, Engine::Handler h, Socket l)
      : options(std::move(o)),
        handler(std::move(h)),
        listener(std::move(l)),
        port(local_port(listener)),
        epoll(epoll_create1(EPOLL_CLOEXEC)),
        wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

  void start() {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = options.workers > 0 ? options.workers : 2 * cores + 2;
    for (std::size_t i = 0; i < threads; ++i) engines.push_back(std::make_unique<Engine>(handler));
    workers = std::make_unique<Workers>(threads, cores + 1, options.queue);
    control(listener.fd(), EPOLLIN, EPOLL_CTL_ADD);
    control(wake.fd(), EPOLLIN, EPOLL_CTL_ADD);
    front = std::thread([this] { run(); });
  }

  // --- the front thread

  void run() {
    const auto shortest = std::min({options.request_deadline, options.idle_timeout, options.write_timeout});
    const int tick = static_cast<int>(std::clamp<std::int64_t>(shortest.count() / 4, 5, 250));
    std::array<epoll_event, 128> events{};
    auto next_sweep = Clock::now();
    while (!finished()) {
      const int timeout = connections.empty() && !stopping && !listener_paused ? -1 : tick;
      const int count = epoll_wait(epoll.fd(), events.data(), static_cast<int>(events.size()), timeout);
      for (int i = 0; i < count; ++i) on_event(events.at(static_cast<std::size_t>(i)));
      if (Clock::now() >= next_sweep) {
        sweep();
        next_sweep = Clock::now() + std::chrono::milliseconds(tick);
      }
    }
    connections.clear();
    open_connections = 0;
  }

  bool finished() {
    if (!stopping) return false;
    if (listener.is_open()) {
      listener.close();
      drain_until = Clock::now() + options.drain;
      std::vector<int> idle;
      for (const auto& [fd, connection] : connections) {
        if (connection->phase == Connection::Phase::kReading &&
            connection->reader.state() == RequestReader::State::kIdle)
          idle.push_back(fd);
      }
      for (const int fd : idle) drop(fd);
    }
    const bool working = std::any_of(connections.begin(), connections.end(), [](const auto& entry) {
      return entry.second->phase == Connection::Phase::kWorking;
    });
    // A worker writes into its connection: those with one are never let go, however long it takes.
    return !working && (connections.empty() || Clock::now() >= drain_until);
  }

  void on_event(const epoll_event& event) {
    if (event.data.fd == listener.fd()) return accept_all();
    if (event.data.fd == wake.fd()) return take_finished();
    const auto found = connections.find(event.data.fd);
    if (found == connections.end()) return;
    Connection& connection = *found->second;
    switch (connection.phase) {
      case Connection::Phase::kReading:
        return read_some(connection);
      case Connection::Phase::kWriting:
        return write_rest(connection);
      case Connection::Phase::kLinger:
        return discard(connection);
      case Connection::Phase::kWorking:
        return;
    }
  }

  void accept_all() {
    while (true) {
      std::string peer;
      int error = 0;
      Socket socket = accept_from(listener, peer, error);
      if (!socket.is_open()) {
        // Out of descriptors: make room, or leave the queue alone until the next sweep.
        if ((error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS) &&
            !drop_oldest_idle()) {
          control(listener.fd(), 0, EPOLL_CTL_MOD);
          listener_paused = true;
        }
        return;
      }
      ++accepted;
      if (connections.size() >= options.connections && !drop_oldest_idle()) {
        ++refused;
        const std::string answer = refusal_response(kBusy, 1);
        send(socket.fd(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        continue;
      }
      const int fd = socket.fd();
      auto connection = std::make_unique<Connection>(std::move(socket), std::move(peer), options.body_limit);
      connection->since = Clock::now();
      connection->deadline = connection->since + options.idle_timeout;
      watch(*connection, EPOLLIN);
      connections.emplace(fd, std::move(connection));
      open_connections = connections.size();
    }
  }

  bool drop_oldest_idle() {
    const Connection* oldest = nullptr;
    for (const auto& [fd, connection] : connections) {
      const bool idle = connection->phase == Connection::Phase::kLinger ||
                        (connection->phase == Connection::Phase::kReading &&
                         connection->reader.state() == RequestReader::State::kIdle);
      if (idle && (oldest == nullptr || connection->since < oldest->since)) oldest = connection.get();
    }
    if (oldest == nullptr) return false;
    drop(oldest->socket.fd());
    return true;
  }

  void read_some(Connection& connection) {
    std::array<char, 16 * 1024> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by recv
    const ssize_t count = recv(connection.socket.fd(), buffer.data(), buffer.size(), 0);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) drop(connection.socket.fd());
      return;
    }
    if (count == 0) {
      connection.ended = true;
      if (connection.reader.state() == RequestReader::State::kIdle) return drop(connection.socket.fd());
      return refuse(connection, kCutOff);
    }
    const bool first = connection.reader.state() == RequestReader::State::kIdle;
    if (first) connection.since = Clock::now();
    connection.reader.feed({buffer.data(), static_cast<std::size_t>(count)});
    on_bytes(connection);
  }

  // After bytes came, or after a response when the next request may be in the buffer already.
  void on_bytes(Connection& connection) {
    count_buffered(connection);
    switch (connection.reader.state()) {
      case RequestReader::State::kRefused:
        return refuse(connection, connection.reader.refusal());
      case RequestReader::State::kReady:
        return dispatch(connection);
      case RequestReader::State::kReading:
        break;
      case RequestReader::State::kIdle:
        connection.since = Clock::now();
        connection.deadline = connection.since + options.idle_timeout;
        if (stopping) drop(connection.socket.fd());
        return;
    }
    const auto credit = std::chrono::milliseconds(connection.reader.body().size() * 1000 / kSlowestBody);
    connection.deadline = connection.since + options.request_deadline + credit;
    if (buffered > options.buffered) return refuse(connection, kBusy, 1);
    if (connection.reader.take_continue()) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      send(connection.socket.fd(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }

  void dispatch(Connection& connection) {
    ++connection.requests;
    connection.phase = Connection::Phase::kWorking;
    connection.close_after = !connection.reader.head().keep_alive || stopping ||
                             connection.requests >= options.requests_per_connection;
    watch(connection, 0);  // hang-ups show when the response is written
    Connection* const raw = &connection;
    if (submit([this, raw](std::size_t worker) { return answer(*raw, worker); }, connection)) return;
    connection.phase = Connection::Phase::kReading;
    refuse(connection, kBusy, 1);
  }

  // The next part of a long body: one at a time, so that a few slow or greedy readers do not have all
  // workers.
  void go_on(Connection& connection) {
    connection.phase = Connection::Phase::kWorking;
    watch(connection, 0);
    Connection* const raw = &connection;
    if (!submit([raw](std::size_t /*worker*/) { return next_part(*raw); }, connection))
      drop(connection.socket.fd());
  }

  bool submit(std::function<bool(std::size_t)> make_output, Connection& connection) {
    ++in_flight;
    Connection* const raw = &connection;
    const bool taken = workers->submit(
        [this, raw, make = std::move(make_output)](std::size_t worker) { work(*raw, worker, make); });
    if (!taken) --in_flight;
    return taken;
  }

  // --- a worker's thread
  void work(Connection& connection, std::size_t worker, const std::function<bool(std::size_t)>& make_output) {
    const bool sound = make_output(worker) && send_some(connection);
    --in_flight;
    {
      const std::lock_guard lock(done_mutex);
      done.push_back({connection.socket.fd(), sound});
    }
    notify();
  }

  bool answer(Connection& connection, std::size_t worker) {
    Engine::Answer made =
        engines[worker]->answer(connection.reader.head(), std::move(connection.reader.body()),
                                connection.peer, connection.close_after);
    connection.output = std::move(made.bytes);
    connection.written = 0;
    connection.parts = std::move(made.parts);
    connection.chunked = made.chunked;
    if (connection.parts && !connection.chunked) connection.close_after = true;
    return true;
  }

  // False where it cannot be had: the connection ends then, and the body with it.
  static bool next_part(Connection& connection) {
    auto part = connection.parts();
    if (!part) {
      log(LogLevel::kError, "response_broken_off", {{"error", part.error().message}});
      return false;
    }
    if (part->empty()) connection.parts = nullptr;
    connection.output = connection.chunked ? chunk_of(*part) : std::move(*part);
    connection.written = 0;
    return true;
  }

  void notify() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.fd(), &one, sizeof one);
  }

  // --- the front thread again
  void take_finished() {
    std::uint64_t ignored = 0;
    [[maybe_unused]] const ssize_t count = ::read(wake.fd(), &ignored, sizeof ignored);
    std::vector<Done> ready;
    {
      const std::lock_guard lock(done_mutex);
      ready.swap(done);
    }
    for (const Done& entry : ready) {
      const auto found = connections.find(entry.fd);
      if (found == connections.end()) continue;
      if (!entry.sound) {
        drop(entry.fd);
        continue;
      }
      after_write(*found->second);
    }
  }

  void write_rest(Connection& connection) {
    const std::size_t before = connection.written;
    if (!send_some(connection)) return drop(connection.socket.fd());
    if (connection.written > before) connection.deadline = Clock::now() + options.write_timeout;
    after_write(connection);
  }

  void after_write(Connection& connection) {
    const int fd = connection.socket.fd();
    if (connection.written < connection.output.size()) {
      if (connection.phase != Connection::Phase::kWriting) {
        connection.phase = Connection::Phase::kWriting;
        connection.deadline = Clock::now() + options.write_timeout;
        watch(connection, EPOLLOUT);
      }
      return;
    }
    connection.output = std::string();
    if (connection.parts) return go_on(connection);
    if (connection.linger_after) return linger(connection);
    if (connection.close_after) return drop(fd);
    connection.phase = Connection::Phase::kReading;
    connection.since = Clock::now();
    connection.reader.next();
    watch(connection, EPOLLIN);
    on_bytes(connection);
  }

  void refuse(Connection& connection, const Refusal& refusal, int retry_after = 0) {
    ++refused;
    log(LogLevel::kInfo, "request_refused",
        {{"status", std::to_string(refusal.status)}, {"code", refusal.code}});
    connection.output = refusal_response(refusal, retry_after);
    connection.written = 0;
    connection.linger_after = !connection.ended;
    connection.close_after = true;
    if (!send_some(connection)) return drop(connection.socket.fd());
    after_write(connection);
  }

  void linger(Connection& connection) {
    shutdown(connection.socket.fd(), SHUT_WR);
    connection.phase = Connection::Phase::kLinger;
    connection.deadline = Clock::now() + kLingerTime;
    connection.reader = RequestReader(options.body_limit);
    count_buffered(connection);
    watch(connection, EPOLLIN);
  }

  void discard(Connection& connection) {
    std::array<char, 16 * 1024> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by recv
    const ssize_t count = recv(connection.socket.fd(), buffer.data(), buffer.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) drop(connection.socket.fd());
  }

  void sweep() {
    const auto now = Clock::now();
    std::vector<Connection*> late;
    for (const auto& [fd, connection] : connections) {
      if (connection->phase != Connection::Phase::kWorking && now >= connection->deadline)
        late.push_back(connection.get());
    }
    for (Connection* connection : late) {
      const bool slow = connection->phase == Connection::Phase::kReading &&
                        connection->reader.state() == RequestReader::State::kReading;
      slow ? refuse(*connection, kSlow) : drop(connection->socket.fd());
    }
    if (listener_paused && listener.is_open()) {
      listener_paused = false;
      control(listener.fd(), EPOLLIN, EPOLL_CTL_MOD);
    }
  }

  void count_buffered(Connection& connection) {
    buffered -= connection.counted;
    connection.counted = connection.reader.buffered();
    buffered += connection.counted;
  }

  void drop(int fd) {
    const auto found = connections.find(fd);
    if (found == connections.end()) return;
    buffered -= found->second->counted;
    connections.erase(found);  // closing takes it out of the epoll set
    open_connections = connections.size();
  }

  void watch(Connection& connection, std::uint32_t events) const {
    if (events == connection.watched) return;
    const int operation = events == 0               ? EPOLL_CTL_DEL
                          : connection.watched == 0 ? EPOLL_CTL_ADD
                                                    : EPOLL_CTL_MOD;
    control(connection.socket.fd(), events, operation);
    connection.watched = events;
  }

  void control(int fd, std::uint32_t events, int operation) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    epoll_ctl(epoll.fd(), operation, fd, &event);
  }

  struct Done {
    int fd;
    bool sound;
  };

  const Options options;
  const Engine::Handler handler;
  Socket listener;
  const int port;
  const Socket epoll, wake;
  std::unordered_map<int, std::unique_ptr<Connection>> connections;  // by descriptor
  std::size_t buffered = 0;
  bool listener_paused = false;
  Clock::time_point drain_until;
  std::mutex done_mutex;
  std::vector<Done> done;
  std::atomic<std::uint64_t> open_connections{0}, in_flight{0}, accepted{0}, refused{0};
  std::atomic<bool> stopping{false};
  std::vector<std::unique_ptr<Engine>> engines;  // one per worker
  std::unique_ptr<Workers> workers;
  std::thread front;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(Options options, Engine::Handler handler) {
  auto listener = listen_on(options.host, options.port);
  if (!listener) return fail(listener.error());
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler), std::move(*listener));
  if (!impl->epoll.is_open() || !impl->wake.is_open()) {
    return fail(ErrorCode::kUnavailable, "no file descriptors are left", "raise the limit with ulimit -n");
  }
  impl->start();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const {
  return impl_->port;
}

Server::Counters Server::counters() const {
  return {impl_->open_connections, impl_->in_flight, impl_->accepted, impl_->refused};
}

void Server::stop() {
  impl_->stopping = true;
  impl_->notify();
  if (impl_->front.joinable()) impl_->front.join();
  impl_->workers.reset();
}

}  // namespace garner::api

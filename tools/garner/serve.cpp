// garner serve: the HTTP server, until SIGTERM or SIGINT.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "api/app.h"
#include "api/cors.h"
#include "api/person_json.h"
#include "indexer/core/log.h"
#include "indexer/core/names.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1:8080", ready_file, open, public_url;
  std::vector<std::string> origins, panel_origins;
};

struct Address {
  std::string host;
  int port = 0;
};

// "127.0.0.1:8080", "[::1]:0".
Result<Address> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  constexpr int kHighestPort = 65535;
  Address address;
  if (colon != std::string::npos && colon > 0) {
    address.host = text.substr(0, colon);
    if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
      address.host = address.host.substr(1, address.host.size() - 2);
    }
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error == std::errc() && stop == end && address.port >= 0 && address.port <= kHighestPort)
      return address;
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no address to listen on", text),
              "such as 127.0.0.1:8080; port 0 picks one");
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

// Written beside and renamed, so that whoever waits for it never reads half a URL.
Result<> write_ready_file(const std::string& path, const std::string& url) {
  const std::string part = path + ".part";
  std::ofstream file(part);
  file << url << '\n';
  file.close();
  if (file && std::rename(part.c_str(), path.c_str()) == 0) return {};
  return fail(ErrorCode::kUnavailable, fmt::format("the ready file {} cannot be written", path), "");
}

// While nobody has an account, who sees this terminal may make the first administrator.
Result<> offer_setup(const Globals& globals, api::Service& service, const std::string& url) {
  bool nobody = false;
  auto read = service.read([&](Store& store) -> Result<> {
    const auto people = store.people();
    if (!people) return fail(people.error());
    nobody = people->empty();
    return {};
  });
  if (!read || !nobody || globals.quiet || globals.json) return read;
  const auto [invitation, secret] = api::new_invitation(InvitationKind::kSetup, "");
  if (auto added =
          service.write([&, &link = invitation](Store& store) { return store.add_invitation(link); });
      !added) {
    return added;
  }
  remark(globals,
         fmt::format("Nobody has an account yet. Make the first administrator, once and within 15 minutes:\n"
                     "  {}",
                     api::link_of(url, invitation, secret)));
  return {};
}

Result<Exit> run_serve(const Globals& globals, const ServeOptions& options) {
  auto address = parse_address(options.listen);
  if (!address) return fail(address.error());
  api::ServeOptions serve;
  serve.host = address->host;
  serve.port = address->port;
  serve.data.store_path = globals.store_path();
  serve.data.index_path = globals.index_path();
  serve.allowed_origins = options.origins;
  for (const std::string& origin : options.panel_origins) {
    if (origin == "*" || !api::is_origin(origin)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no origin of a help desk", origin),
                  "such as https://desk.example");
    }
  }
  serve.data.panel_origins = options.panel_origins;
  serve.data.accounts.public_url = options.public_url;
  serve.data.accounts.oidc = globals.oidc;
  if (globals.oidc) {
    // Said now, and not when the first one signs in.
    if (const auto secret = reveal(globals.oidc->client_secret); !secret) return fail(secret.error());
  }
  if (!options.public_url.empty() && (options.public_url == "*" || !api::is_origin(options.public_url))) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no address of a server", options.public_url),
                "such as https://garner.example, without a path");
  }
  if (!options.open.empty()) {
    const auto audience = parse_audience(options.open);
    if (!audience)
      return fail(ErrorCode::kInvalidInput, "there is no such audience",
                  "one of team, internal, partner, customer, public");
    if (!is_loopback(address->host) && *audience != Audience::kPublic) {
      return fail(ErrorCode::kInvalidInput,
                  "what is not public can be opened without a key on a loopback address alone",
                  "listen on 127.0.0.1, or make keys with: garner key create");
    }
    serve.anonymous.scopes = {"search", "suggest", "read", "events"};
    serve.anonymous.audience = *audience;
  }
  {
    // Makes the folder, and says what is wrong with the store before anything listens.
    const auto store = open_store(globals);
    if (!store) return fail(store.error());
  }
  // Blocked in every thread and waited for in this one: no handler, so nothing that a handler must not do.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  set_log_level(globals.quiet ? LogLevel::kError : LogLevel::kInfo);

  const auto app = api::App::start(std::move(serve));
  if (!app) return fail(app.error());
  if (!options.ready_file.empty()) {
    if (auto written = write_ready_file(options.ready_file, (*app)->url()); !written)
      return fail(written.error());
  }
  remark(globals, fmt::format("Garner answers at {}", (*app)->url()));
  const std::string url = options.public_url.empty() ? (*app)->url() : options.public_url;
  if (auto offered = offer_setup(globals, (*app)->service(), url); !offered) return fail(offered.error());
  int signal = 0;
  sigwait(&ending, &signal);
  (*app)->stop();
  if (!options.ready_file.empty()) std::remove(options.ready_file.c_str());
  return Exit::kDone;
}

}  // namespace

void add_serve(const Command& program, Globals& globals) {
  const Command command = program.subcommand("serve", "the server: HTTP API, search page; until SIGTERM");
  const auto options = std::make_shared<ServeOptions>();
  command.option("--listen", options->listen, "HOST:PORT; port 0 picks one").shows_default();
  command.option("--ready-file", options->ready_file, "file that holds the URL once the server answers");
  command.option("--open", options->open,
                 "requests without a key may search, suggest and read what this audience sees");
  command.option("--public-url", options->public_url,
                 "what people have in their browser's address bar; with https, cookies are bound to it");
  command.option("--origin", options->origins, "other sites whose pages may search; *: any");
  command.option("--panel-origin", options->panel_origins,
                 "help desks that may show the agent panel in a frame");
  command.runs([&globals, options] { return run_serve(globals, *options); });
}

}  // namespace garner

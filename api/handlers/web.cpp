// The search box, the agent panel and the desk: files built into the program.
#include "api/web.h"

#include <algorithm>

#include "api/handlers.h"

namespace garner::api {
namespace {

// Nothing inline, nothing from elsewhere, and no text that becomes markup or code.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "frame-ancestors ";

bool is_page(const web::File& file) {
  return std::string_view(file.type).starts_with("text/html");
}

// Whoever shows the panel in a frame hands it conversations and gets answers from it: named sites alone.
std::string frame_ancestors(const Service& service, const web::File& file) {
  if (!file.framed || service.panel_origins().empty()) return "'none'";
  std::string list;
  for (const std::string& origin : service.panel_origins()) list += (list.empty() ? "" : " ") + origin;
  return list;
}

}  // namespace

Reply get_web_file(Service& service, const Request& request) {
  const auto files = web::files();
  const auto file = std::find_if(files.begin(), files.end(),
                                 [&](const web::File& known) { return request.path == known.path; });
  if (file == files.end()) return tl::make_unexpected(not_found("there is no such file"));
  Response response{.content_type = file->type};
  response.headers = {{"Cache-Control", "no-cache"},  // to be asked for again: a 304 costs little
                      {"ETag", file->tag},
                      {"Vary", "Accept-Encoding"},
                      {"Referrer-Policy", "no-referrer"}};
  if (is_page(*file)) {
    response.headers.emplace_back("Content-Security-Policy", kPolicy + frame_ancestors(service, *file));
  } else {
    // Any site may load what any visitor may; what the script then asks for is another matter.
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  }
  if (request.header("if-none-match").find(file->tag) != std::string_view::npos) {
    response.status = 304;
  } else if (request.header("accept-encoding").find("gzip") != std::string_view::npos) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file->gzip;
  } else {
    response.body = file->plain;
  }
  return response;
}

}  // namespace garner::api

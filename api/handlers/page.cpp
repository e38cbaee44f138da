// "/": the page to try it on, built into the program.
#include "api/handlers.h"
#include "api/web.h"

namespace garner::api {
namespace {

Response file(std::string_view content, const char* type) {
  Response response{.body = std::string(content), .content_type = type};
  response.headers = {
      {"Cache-Control", "no-cache"},
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
  };
  return response;
}

}  // namespace

Reply get_page(Service& /*service*/, const Request& /*request*/) {
  return file(web::index_html(), "text/html; charset=utf-8");
}
Reply get_page_style(Service& /*service*/, const Request& /*request*/) {
  return file(web::page_css(), "text/css; charset=utf-8");
}
Reply get_page_script(Service& /*service*/, const Request& /*request*/) {
  return file(web::page_js(), "text/javascript; charset=utf-8");
}

}  // namespace garner::api

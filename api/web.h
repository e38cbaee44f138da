// The files of api/web, built into the program by api/web/embed.cmake. Constants.
#pragma once

#include <string_view>

namespace garner::api::web {

std::string_view index_html();
std::string_view page_css();
std::string_view page_js();

}  // namespace garner::api::web

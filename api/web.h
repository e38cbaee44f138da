// The pages and scripts of api/web, built into the program by api/web/build.mjs. Constants.
#pragma once

#include <span>
#include <string_view>

namespace garner::api::web {

struct File {
  const char* path;     // "/garner-search.js"
  const char* type;     // Content-Type
  const char* summary;  // for the documentation
  const char* tag;      // strong ETag of the plain form, with its quotes
  bool framed;          // other sites may show it in a frame: those of Service::panel_origins()
  std::string_view plain, gzip;
};

std::span<const File> files();

}  // namespace garner::api::web

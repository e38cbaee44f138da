// Long bodies, packed as they are made. Pure.
#pragma once

#include <string_view>

#include "api/exchange.h"

namespace garner::api {

// The same parts in gzip.
Parts gzipped(Parts parts);

// Whether an Accept-Encoding takes gzip (RFC 9110, 12.5.3): named, and not with a weight of nothing.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace garner::api

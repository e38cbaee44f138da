// What the handlers of editors share. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/json.h"
#include "api/service.h"
#include "indexer/knowledge/similar.h"

namespace garner::api {

// A change of one article by staff: checks If-Match, works, and answers with the article as it is then.
Reply change_article(Service& service, const Request& request, const Service::Edit& work);

Json similar_json(const std::vector<SimilarArticle>& similar);
std::string new_id(const char* prefix);  // with 80 random bits
std::optional<std::int64_t> parse_number(std::string_view text);

}  // namespace garner::api

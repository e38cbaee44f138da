// A question's page as Askbot shows it, where its API gives no answers. Pure function, thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "indexer/core/model.h"

namespace garner {

// The question, its answers and their comments, as far as they are on this page: of many answers a page shows
// ten. Nothing where it is no such page. Linear in the size of the page.
std::optional<Conversation> read_askbot_page(std::string_view html);

}  // namespace garner

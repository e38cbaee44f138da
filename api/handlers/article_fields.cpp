#include "api/handlers/article_fields.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace garner::api {
namespace {

constexpr std::size_t kMaxTitle = 300;  // bytes, as are the others
constexpr std::size_t kMaxText = 64 * 1024;
constexpr std::size_t kMaxItem = 500;
constexpr std::size_t kMaxItems = 50;
constexpr std::size_t kMaxLocale = 35;

constexpr std::array<std::string_view, 10> kContent = {
    "title", "issue", "environment", "resolution", "cause", "asked_as", "locale", "tags", "products", "note"};

}  // namespace

void read_content(const Json& body, const std::string& pointer, Article& article,
                  std::vector<FieldProblem>& errors) {
  Fields fields(body, pointer, errors);
  const auto text = [&](const char* name, std::size_t most, std::string& value) {
    if (body.contains(name)) value = fields.text(name, most);
  };
  const auto list = [&](const char* name, std::vector<std::string>& value) {
    if (body.contains(name)) value = fields.texts(name, kMaxItems, kMaxItem);
  };
  text("title", kMaxTitle, article.title);
  text("issue", kMaxText, article.issue);
  list("environment", article.environment);
  text("resolution", kMaxText, article.resolution);
  text("cause", kMaxText, article.cause);
  list("asked_as", article.asked_as);
  text("locale", kMaxLocale, article.locale);
  list("tags", article.tags);
  list("products", article.products);
}

void check_the_rest(const Json& body, const Json& current, std::vector<FieldProblem>& errors) {
  for (const auto& [name, value] : body.items()) {
    if (std::find(kContent.begin(), kContent.end(), name) != kContent.end()) continue;
    const auto now = current.find(name);
    if (now != current.end() && *now == value) continue;
    errors.push_back({"/" + name, now == current.end() ? "is no field of an article"
                                                       : "is not changed so: see /transitions and the rest"});
  }
}

}  // namespace garner::api

// Eight clients, twenty articles: no change of anybody's is lost, and the audit explains every state.
#include <random>
#include <set>
#include <thread>

#include "tests/api/desk.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("eight clients edit the same articles and lose nothing") {
  constexpr int kClients = 8, kArticles = 20, kEdits = 25;
  const Desk desk;
  std::vector<std::string> paths;
  for (int i = 0; i < kArticles; ++i) {
    paths.push_back(desk.make(R"({"title":"Brindle X2 number )" + std::to_string(i) +
                              R"(","issue":"i","resolution":"r","force":true})"));
  }
  struct Client {
    std::vector<std::pair<std::size_t, std::string>> written;  // article, tag
    int conflicts = 0;
    std::string failure;
  };
  std::vector<Client> clients(kClients);
  const auto work = [&](int number) {
    Client& mine = clients[static_cast<std::size_t>(number)];
    std::mt19937 random(static_cast<unsigned>(number));
    for (int edit = 0; edit < kEdits && mine.failure.empty(); ++edit) {
      const std::size_t article = random() % kArticles;
      const std::string tag = "c" + std::to_string(number) + "-" + std::to_string(edit);
      while (mine.failure.empty()) {
        const auto read = desk.send("admin", "GET", paths[article]);
        if (!read || read->status != 200) {
          mine.failure = "not read";
          break;
        }
        Json tags = Json::parse(read->body)["tags"];
        tags.push_back(tag);
        const auto wrote = desk.send("admin", "PATCH", paths[article], Json({{"tags", tags}}).dump(),
                                     read->get_header_value("ETag"));
        if (wrote && wrote->status == 412) {
          ++mine.conflicts;
          continue;
        }
        if (!wrote || wrote->status != 200) mine.failure = "not written";
        break;
      }
      mine.written.emplace_back(article, tag);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();

  std::vector<std::set<std::string>> expected(kArticles);
  int conflicts = 0;
  for (const Client& client : clients) {
    CHECK(client.failure == "");
    conflicts += client.conflicts;
    for (const auto& [article, tag] : client.written) expected[article].insert(tag);
  }
  INFO(conflicts << " conflicts");
  for (std::size_t i = 0; i < kArticles; ++i) {
    const Json article = desk.read(paths[i]);
    std::set<std::string> found;
    for (const Json& tag : article["tags"]) found.insert(tag.get<std::string>());
    CHECK(found == expected[i]);
    // One row of the audit for each revision, in their order.
    const Json audit = desk.read("/v1/audit?limit=100&stream=content&article_id=" + paths[i].substr(13));
    REQUIRE(audit["data"].size() == article["revision"].get<std::size_t>());
    for (std::size_t row = 0; row < audit["data"].size(); ++row)
      CHECK(audit["data"][row]["revision"] == article["revision"].get<std::size_t>() - row);
    CHECK(article["revision"].get<std::size_t>() == expected[i].size() + 1);
  }
  CHECK(desk.running.app->service().read([](Store& store) -> Result<> {
    const auto verified = store.verify_audit();
    return verified ? Result<>{} : fail(verified.error());
  }));
}

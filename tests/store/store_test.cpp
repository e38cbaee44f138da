// Opening, versions, transactions, back-ups: the store as a whole.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "indexer/store/database.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

Article article_of(const std::string& id) {
  Article article;
  article.id = id;
  return article;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Changes a store as another version of Garner, or another program, would.
void run_sql(const std::string& path, const char* sql) {
  Database database(path, false, 50);
  database.session() << sql;
}

// What opening the store ends with.
Error open_error(const TempStore& temp, bool read_only) {
  const auto store = temp.try_open(read_only);
  if (store) return {ErrorCode::kInternal, "it opened", ""};
  return store.error();
}

}  // namespace

TEST_CASE("a store that cannot be opened says what to do", "[store]") {
  const struct {
    const char* what;
    void (*prepare)(const std::string& path);
    bool read_only;
    ErrorCode code;
    const char* message;
  } rows[] = {
      {"no file to read", [](const std::string&) {}, true, ErrorCode::kUnavailable, "there is no store"},
      {"a text file", [](const std::string& path) { write_file(path, std::string(5000, 'x')); }, false,
       ErrorCode::kUnavailable, "not a store of Garner"},
      {"a short text file", [](const std::string& path) { write_file(path, "hello"); }, false,
       ErrorCode::kUnavailable, "not a store of Garner"},
      {"a folder", [](const std::string& path) { std::filesystem::create_directory(path); }, false,
       ErrorCode::kUnavailable, "cannot be opened"},
      {"another program's database",
       [](const std::string& path) { run_sql(path, "create table cat (name text)"); }, false,
       ErrorCode::kUnavailable, "not one of Garner"},
      {"another program's database, to read",
       [](const std::string& path) { run_sql(path, "create table cat (name text)"); }, true,
       ErrorCode::kUnavailable, "not one of Garner"},
      {"an empty file, to read", [](const std::string& path) { write_file(path, ""); }, true,
       ErrorCode::kVersionMismatch, "older Garner"},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const TempStore temp;
    row.prepare(temp.path());
    const Error error = open_error(temp, row.read_only);
    CHECK(error.code == row.code);
    CHECK_THAT(error.message, Catch::Contains(row.message) && Catch::Contains(temp.path()));
    CHECK_FALSE(error.hint.empty());
  }
}

TEST_CASE("a folder that does not exist and a path with a quotation mark are refused", "[store]") {
  const TempStore temp;
  REQUIRE(Store::open({temp.folder() + "/none/store.sqlite"}).error().code == ErrorCode::kUnavailable);
  REQUIRE(Store::open({temp.folder() + "/a\"b"}).error().code == ErrorCode::kInvalidInput);
  REQUIRE(Store::open({""}).error().code == ErrorCode::kInvalidInput);
}

TEST_CASE("a path may hold blanks, equals signs and any script", "[store]") {
  const TempStore temp;
  for (const char* name :
       {"my store", "two  blanks here", "a=b c=d", "größe 店", " lead", "it's", "readonly=true"}) {
    INFO(name);
    const std::string path = temp.folder() + "/" + name;
    succeed(value_of(Store::open({path}))->put_article(article_of("a")));
    REQUIRE(std::filesystem::exists(path));
    REQUIRE(value_of(value_of(Store::open({path, true}))->article_count()) == 1);
  }
}

TEST_CASE("a store of a newer Garner is left alone", "[store]") {
  const TempStore temp;
  temp.open();
  run_sql(temp.path(), "update meta set value = '99' where name = 'schema_version'");
  const std::string before = bytes_of(temp.path());
  for (const bool read_only : {false, true}) {
    const Error error = open_error(temp, read_only);
    CHECK(error.code == ErrorCode::kVersionMismatch);
    CHECK_THAT(error.message, Catch::Contains("written by a newer Garner (schema 99, this one reads " +
                                              std::to_string(Store::kSchemaVersion) + ")"));
    CHECK(error.hint == "install that version or restore a back-up");
  }
  REQUIRE(bytes_of(temp.path()) == before);
}

TEST_CASE("a store opened for reading is never written", "[store]") {
  const TempStore temp;
  succeed(temp.open()->put_article(article_of("a")));
  const std::string before = bytes_of(temp.path());
  {
    const auto store = temp.open(true);
    REQUIRE(value_of(store->article("a")).id == "a");
    const Result<> writes[] = {store->put_article(article_of("b")), store->delete_article("a"),
                               store->put_conversation({}), store->add_to_quarantine({}),
                               store->transaction([&] { return store->put_task({}); })};
    for (const auto& written : writes) {
      REQUIRE_FALSE(written);
      CHECK(written.error().code == ErrorCode::kUnavailable);
      CHECK(written.error().message == "the store may not be written");
    }
    REQUIRE(value_of(store->article_count()) == 1);  // it still reads
  }
  REQUIRE(bytes_of(temp.path()) == before);
}

TEST_CASE("a transaction is kept as a whole or not at all", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->transaction([&]() -> Result<> {
    succeed(store->put_article(article_of("a")));
    return store->put_conversation({});
  }));
  const auto failed = store->transaction([&]() -> Result<> {
    succeed(store->put_article(article_of("b")));
    succeed(store->delete_article("a"));
    REQUIRE(value_of(store->article_count()) == 1);  // it sees its own writes
    return fail(ErrorCode::kConflict, "no");
  });
  REQUIRE(failed.error().message == "no");
  REQUIRE(store->article("a"));
  REQUIRE_FALSE(store->article("b"));
  succeed(store->put_article(article_of("c")));
}

TEST_CASE("a transaction that an exception leaves is rolled back", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  const auto result = store->transaction([&]() -> Result<> {
    succeed(store->put_article(article_of("a")));
    throw std::runtime_error("from the caller's own work");
  });
  REQUIRE(result.error().code == ErrorCode::kInternal);
  REQUIRE(value_of(store->article_count()) == 0);
  succeed(store->put_article(article_of("b")));
}

TEST_CASE("what is read in one go is of one moment", "[store]") {
  const TempStore temp;
  const auto writer = temp.open(), reader = temp.open();
  succeed(writer->put_article(article_of("a-1")));
  succeed(reader->read([&]() -> Result<> {
    CHECK(value_of(reader->article_count()) == 1);
    succeed(writer->put_article(article_of("a-2")));
    CHECK(value_of(reader->article_count()) == 1);
    return {};
  }));
  CHECK(value_of(reader->article_count()) == 2);
}

TEST_CASE("a transaction within a transaction is an error", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  bool ran = false;
  const auto result = store->transaction([&]() -> Result<> {
    succeed(store->put_article(article_of("a")));
    return store->transaction([&]() -> Result<> {
      ran = true;
      return {};
    });
  });
  REQUIRE(result.error().code == ErrorCode::kInternal);
  REQUIRE_FALSE(ran);
  REQUIRE(value_of(store->article_count()) == 0);
}

TEST_CASE("a back-up is a whole store of its own", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->put_article(article_of("a")));
  const std::string path = temp.folder() + "/it's a copy";
  const auto other = temp.open();
  succeed(other->transaction([&]() -> Result<> {  // beside a writer: what is not committed is not in it
    succeed(other->put_article(article_of("b")));
    return store->backup(path);
  }));
  const auto copy = value_of(Store::open({path}));
  succeed(copy->verify());
  REQUIRE(value_of(copy->article_count()) == 1);
  REQUIRE(value_of(copy->last_change()) == 1);
  REQUIRE(value_of(copy->instance_id()) != value_of(store->instance_id()));
  succeed(copy->delete_article("a"));
  REQUIRE(value_of(store->article_count()) == 2);

  REQUIRE(store->backup(path).error().code == ErrorCode::kConflict);
  REQUIRE(store->backup(temp.folder() + "/none/copy").error().code == ErrorCode::kUnavailable);
  succeed(temp.open(true)->backup(temp.folder() + "/from a reader"));
}

TEST_CASE("two stores have different instance ids, and each keeps its own", "[store]") {
  const TempStore one, two;
  const std::string id = value_of(one.open()->instance_id());
  REQUIRE(id.size() == 32);
  REQUIRE(value_of(one.open(true)->instance_id()) == id);
  REQUIRE(value_of(two.open()->instance_id()) != id);
}

TEST_CASE("a damaged store is found out", "[store]") {
  const TempStore temp;
  {
    const auto store = temp.open();
    succeed(store->transaction([&]() -> Result<> {
      for (int i = 0; i < 500; ++i) succeed(store->put_article(article_of("article " + std::to_string(i))));
      return {};
    }));
    succeed(store->verify());
  }
  std::string bytes = bytes_of(temp.path());
  REQUIRE(bytes.size() > 60'000);
  bytes.replace(bytes.size() / 2, 8192, std::string(8192, '\x5a'));
  write_file(temp.path(), bytes);
  const auto store = temp.try_open(true);
  REQUIRE((!store || !(*store)->verify()));
}

TEST_CASE("rows that point at nothing are found out", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  {
    Database database(temp.path(), false, 50);
    database.session() << "pragma foreign_keys = off";
    database.session() << "insert into link values ('ch', 'c', 99, 'resolved', 0, 'l-1', '', '')";
  }
  const auto verified = store->verify();
  REQUIRE(verified.error().code == ErrorCode::kInternal);
  REQUIRE_THAT(verified.error().message, Catch::Contains("table link"));
}

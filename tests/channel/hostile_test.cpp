// Input made to break a reader, too large to keep as files: made while it is read. Each case asserts what the
// user is told, and that what follows is still read.
#include <catch2/catch.hpp>
#include <deque>
#include <sstream>
#include <tuple>

#include "indexer/channel/sorter.h"
#include "tests/channel/parsed.h"

using namespace garner;

namespace {

// Pieces of text, each repeated so many times, never in memory as a whole.
class Generated : public Input {
 public:
  struct Piece {
    std::string text;
    std::uint64_t times = 1;
  };
  explicit Generated(std::vector<Piece> pieces) : pieces_(pieces.begin(), pieces.end()) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    std::size_t filled = 0;
    while (filled < size && !pieces_.empty()) {
      Piece& piece = pieces_.front();
      const std::size_t count = piece.text.copy(buffer + filled, size - filled, at_);
      filled += count;
      at_ += count;
      if (at_ < piece.text.size()) continue;
      at_ = 0;
      if (--piece.times == 0) pieces_.pop_front();
    }
    read_ += filled;
    return filled;
  }
  const std::string& name() const override { return name_; }
  std::uint64_t size() const override { return 0; }
  std::uint64_t position() const override { return read_; }

 private:
  std::deque<Piece> pieces_;
  std::size_t at_ = 0;
  std::uint64_t read_ = 0;
  std::string name_ = "generated";
};

constexpr std::uint64_t kMega = 1024;  // times kKilo
const std::string kKilo(1024, 'x');

test::Parsed parse(std::string_view format, std::vector<Generated::Piece> pieces) {
  Generated input(std::move(pieces));
  return test::parse(*channel_of_format(format), input);
}

void check_one_rejected(const test::Parsed& parsed, const std::string& reason) {
  CHECK(parsed.result);
  REQUIRE(parsed.rejections.size() == 1);
  CHECK(parsed.rejections[0].reason.find(reason) != std::string::npos);
  CHECK(parsed.rejections[0].raw.size() <= kMaxRejectedBytes);
}

const std::string kTweetHeader =
    "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n";
const std::string kMailHead =
    "From a@b.example Sun Mar  2 10:00:00 2025\nFrom: a@b.example\nSubject: s\nMessage-ID: <";

}  // namespace

TEST_CASE("a line of 100 MB costs one record") {
  SECTION("ndjson") {
    const auto parsed = parse("ndjson", {{R"({"id":"a","messages":[{"body":"first"}]})"
                                          "\n{\"id\":\""},
                                         {kKilo, 100 * kMega},
                                         {"\"}\n"
                                          R"({"id":"b","messages":[{"body":"last"}]})"
                                          "\n"}});
    check_one_rejected(parsed, "longer than 16 MB");
    CHECK(parsed.rejections[0].position == "line 2");
    CHECK(parsed.conversations.size() == 2);
  }
  SECTION("discourse") {
    const std::string last =
        R"({"id":1,"post_stream":{"posts":[{"id":2,"post_number":1,"cooked":"<p>last</p>"}]}})";
    const auto parsed = parse("discourse", {{"{\"id\":\""}, {kKilo, 100 * kMega}, {"\"}\n" + last}});
    check_one_rejected(parsed, "larger than 16 MB");
    CHECK(parsed.conversations.size() == 1);
  }
  SECTION("stackexchange") {
    const auto parsed =
        parse("stackexchange", {{"<posts>\n<row Id=\"1\" PostTypeId=\"1\" Body=\""},
                                {kKilo, 100 * kMega},
                                {"\" />\n<row Id=\"2\" PostTypeId=\"1\" Body=\"last\" />\n</posts>"}});
    check_one_rejected(parsed, "longer than 16 MB");
    CHECK(parsed.conversations.size() == 1);
  }
  SECTION("tweets") {
    const auto parsed = parse(
        "tweets", {{kTweetHeader + "1,700,True,,"}, {kKilo, 100 * kMega}, {",,\n2,700,True,,last,,\n"}});
    check_one_rejected(parsed, "longer than 64 KB");
    CHECK(parsed.conversations.size() == 1);
  }
  SECTION("mbox") {
    const auto parsed = parse(
        "mbox", {{kMailHead + "1@b>\n\n"}, {kKilo, 100 * kMega}, {"\n\n" + kMailHead + "2@b>\n\nlast\n"}});
    check_one_rejected(parsed, "larger than 16 MB");
    CHECK(parsed.conversations.size() == 1);
  }
}

TEST_CASE("deep JSON costs one record and no stack") {
  for (const std::uint64_t depth : {10'000U, 500'000U}) {
    auto parsed = parse("ndjson", {{"{\"id\":\"a\",\"x\":"},
                                   {"[", depth},
                                   {"]", depth},
                                   {"}\n"
                                    R"({"id":"b","messages":[{"body":"last"}]})"
                                    "\n"}});
    check_one_rejected(parsed, "nested deeper");
    CHECK(parsed.conversations.size() == 1);
    parsed = parse("discourse", {{"{\"post_stream\":"}, {"{\"a\":", depth}, {"1"}, {"}", depth}, {"}\n"}});
    check_one_rejected(parsed, "nested deeper");
  }
}

TEST_CASE("an entity bomb is refused without being expanded") {
  const auto parsed =
      parse("stackexchange", {{"<?xml version=\"1.0\"?><!DOCTYPE posts ["
                               "<!ENTITY a \"aaaaaaaaaa\">"},
                              {"<!ENTITY b \"&a;&a;&a;&a;&a;&a;\">", 1000},
                              {"]><posts><row Id=\"1\" PostTypeId=\"1\" Body=\"&b;\"/></posts>"}});
  check_one_rejected(parsed, "refused");
  CHECK(parsed.conversations.empty());
}

TEST_CASE("a mail of ten thousand multiparts inside each other ends") {
  std::string mail = kMailHead + "1@b>\n";
  for (int level = 0; level < 10'000; ++level) {
    mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(level) + "\n\n--b" +
            std::to_string(level) + "\n";
  }
  const auto parsed = parse("mbox", {{mail + "\nfar inside\n\n"}, {kMailHead + "2@b>\n\nlast\n"}});
  CHECK(parsed.result);
  REQUIRE_FALSE(parsed.conversations.empty());
  CHECK(parsed.conversations.back().messages[0].body == "last");
}

TEST_CASE("a thread of too many messages is left out") {
  std::string csv = kTweetHeader;
  for (std::size_t i = 0; i <= kMaxMessages; ++i) {
    csv += std::to_string(i + 1) + ",700,True,,text," + "," + std::to_string(i) + "\n";
  }
  check_one_rejected(parse("tweets", {{csv}}), "more than the 5000");
  std::string line = R"({"id":"a","messages":[{"body":"b"})";
  for (std::size_t i = 0; i < kMaxMessages; ++i) line += R"(,{"body":"b"})";
  check_one_rejected(parse("ndjson", {{line + "]}"}}), "more than the 5000");
}

TEST_CASE("an error of the sink stops the parse and is handed on") {
  for (const auto& channel : channels()) {
    const auto input = input_of("{\"id\":\"a\"}\n<posts>\nFrom x\ntweet_id\n", "test");
    Sink sink;
    const auto full = [](auto&&) -> Result<> { return fail(ErrorCode::kUnavailable, "disk full"); };
    sink.conversation = full;
    sink.reject = full;
    const auto result = channel->parse(*input, sink);
    INFO(channel->format());
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "disk full");
  }
}

TEST_CASE("more records than fit in memory come back in order") {
  Sorter sorter(64 * 1024);
  std::uint64_t seed = 1;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::uint64_t key = seed >> 54, order = (seed >> 40) & 3;
    REQUIRE(sorter.add(key, order, std::to_string(order) + " " + std::to_string(i)));
  }
  std::uint64_t last_key = 0, last_order = 0, last_number = 0, count = 0;
  bool ordered = true;
  REQUIRE(sorter.drain([&](std::uint64_t key, std::string_view record) -> Result<> {
    std::istringstream words{std::string(record)};
    std::uint64_t order = 0, number = 0;
    words >> order >> number;
    if (count++ > 0) {
      ordered = ordered && std::tie(last_key, last_order, last_number) < std::tie(key, order, number);
    }
    last_key = key;
    last_order = order;
    last_number = number;
    return {};
  }));
  CHECK(ordered);
  CHECK(count == 20'000);
}

// How chat rooms are cut into conversations, by example; and, hidden, how well against logs that people have
// annotated: GARNER_DISENTANGLED=FOLDER test_channel "[measure]" prints the figures of docs/channels.md.
#include "indexer/channel/rooms.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "indexer/channel/cutter.h"
#include "indexer/channel/irc_line.h"
#include "tests/channel/parsed.h"

using namespace garner;

namespace {

constexpr Time kMinute = 60'000, kStart = 1'768'212'000'000;

struct Said {
  int minute;
  std::string author, body, reply_to;
};

// The conversations, each as the numbers of its messages ("1 2 4").
std::vector<std::string> cut(const std::vector<Said>& room) {
  std::vector<std::string> conversations;
  Cutter cutter([&](RoomPart&& part) -> Result<> {
    std::string ids;
    for (const Message& message : part.conversation.messages) ids += (ids.empty() ? "" : " ") + message.id;
    conversations.push_back(ids);
    return {};
  });
  int id = 0;
  for (const Said& said : room) {
    RoomPart part;
    Message message;
    message.id = std::to_string(++id);
    message.author = said.author;
    message.body = said.body;
    message.in_reply_to = said.reply_to;
    message.at = kStart + said.minute * kMinute;
    part.conversation.messages.push_back(message);
    REQUIRE(cutter.add(std::move(part)));
  }
  REQUIRE(cutter.finish());
  std::sort(conversations.begin(), conversations.end());
  return conversations;
}

using Cut = std::vector<std::string>;

}  // namespace

TEST_CASE("two questions at a time are two conversations") {
  CHECK(cut({{0, "ben", "my X4 stops with E-041?", ""},
             {0, "kim", "does anybody know whether there is a client for Linux, or when it comes?", ""},
             {1, "ann", "ben: empty the tank", ""},
             {1, "ann", "kim: since 2.0", ""},
             {2, "ben", "done, it prints", ""},
             {3, "kim", "thanks ann", ""}}) == Cut{"1 3 5", "2 4 6"});
}

TEST_CASE("a reply link is stronger than time and speakers") {
  CHECK(cut({{0, "ben", "why is it red?", ""},
             {600, "kim", "what does 3.0 bring?", ""},
             {601, "ann", "no network", "1"},
             {602, "ann", "scenes", "2"}}) == Cut{"1 3", "2 4"});
}

TEST_CASE("mentions by @ know names with blanks, in any case") {
  CHECK(cut({{0, "Ben Okt", "why is it red?", ""},
             {1, "Kim", "why is the light of my Mossbox blue, and what could I do about that?", ""},
             {2, "Ann", "Sorry, @ben okt: no network", ""},
             {3, "Ann", "hello @Kim, that is normal", ""}}) == Cut{"1 3", "2 4"});
}

TEST_CASE("a word that is nobody's name addresses nobody") {
  CHECK(cut({{0, "ben", "why is it red?", ""}, {1, "ann", "note: it has no network", ""}}) == Cut{"1 2"});
}

TEST_CASE("two who talk alone stay together through questions, until they are silent") {
  CHECK(cut({{0, "ben", "my printer prints stripes", ""},
             {1, "ann", "which firmware?", ""},
             {120, "ben", "2.3, why?", ""},
             {121, "ann", "it has a fault", ""},
             {900, "ben", "another thing, my router is slow", ""}}) == Cut{"1 2 3 4", "5"});
}

TEST_CASE("silence ends a conversation, the next remark begins another") {
  CHECK(cut({{0, "ben", "why is it red?", ""},
             {1, "ann", "no network", ""},
             {900, "kim", "good morning", ""}}) == Cut{"1 2", "3"});
}

TEST_CASE("messages without words to go by, ten thousand mentions, empty names: linear and safe") {
  std::vector<Said> room;
  for (int i = 0; i < 200; ++i)
    room.push_back({i, "p" + std::to_string(i), "why " + std::to_string(i) + "?", ""});
  std::string mentions;
  for (int i = 0; i < 10'000; ++i) mentions += "@";
  room.push_back({200, "", mentions, ""});
  room.push_back({201, "", "", ""});
  CHECK(cut(room).size() >= 200);
}

TEST_CASE("a room that has grown gives the conversations it gave, and new ones") {
  std::vector<Said> room;
  for (int i = 0; i < 300; ++i)
    room.push_back({i * 3, "p" + std::to_string(i % 7), i % 5 == 0 ? "how does it work?" : "like this", ""});
  const auto before = cut({room.begin(), room.begin() + 250});
  const auto after = cut(room);
  for (const auto& conversation : before) {
    CHECK(std::any_of(after.begin(), after.end(),
                      [&](const std::string& other) { return other.starts_with(conversation); }));
  }
}

namespace {

Conversation part_of(std::string id, std::string author, std::string body, int minute) {
  Conversation part;
  Message message;
  message.id = std::move(id);
  message.author = std::move(author);
  message.body = std::move(body);
  message.at = kStart + minute * kMinute;
  part.messages.push_back(message);
  return part;
}

}  // namespace

TEST_CASE("rooms: order does not matter, threads and rooms stay apart, the last version counts") {
  std::vector<Conversation> found;
  Sink sink;
  sink.conversation = [&](Conversation&& conversation) -> Result<> {
    found.push_back(std::move(conversation));
    return {};
  };
  sink.reject = [](Rejection&& rejection) -> Result<> {
    FAIL(rejection.reason);
    return {};
  };
  Rooms rooms(sink);
  REQUIRE(rooms.add(part_of("3", "ann", "in the thread", 5), "a", "1", "line 1"));
  REQUIRE(rooms.add(part_of("2", "kim", "another matter?", 1), "a", "", "line 2"));
  REQUIRE(rooms.add(part_of("1", "ben", "it began here", 0), "a", "", "line 3"));
  REQUIRE(rooms.add(part_of("1", "ben", "elsewhere", 0), "b", "", "line 4"));
  REQUIRE(rooms.add(part_of("3", "ann", "in the thread, mended", 5), "a", "1", "line 5"));
  REQUIRE(rooms.finish());
  REQUIRE(found.size() == 3);
  std::map<std::string, std::string> texts;
  for (const auto& conversation : found) {
    std::string text;
    for (const auto& message : conversation.messages) text += message.body + "|";
    texts[text] = conversation.id;
  }
  CHECK(texts.contains("it began here|in the thread, mended|"));
  CHECK(texts.contains("another matter?|"));
  CHECK(texts.contains("elsewhere|"));
  for (const auto& conversation : found) CHECK(conversation.messages.front().role == Role::kAsker);
}

// --- Measuring -------------------------------------------------------------------------------------------

namespace {

using Labels = std::map<int, int>;  // line, its conversation

struct Log {
  std::vector<std::pair<int, IrcLine>> said;  // line number, what
  std::vector<std::string> text;              // what the views look at
  Labels gold;
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

Log read_log(const std::filesystem::path& raw) {
  Log log;
  log.text = lines_of(raw);
  for (int number = 0; number < static_cast<int>(log.text.size()); ++number) {
    const IrcLine line = read_irc_line(log.text[static_cast<std::size_t>(number)]);
    if (line.kind == IrcLine::Kind::kSaid) log.said.emplace_back(number, line);
  }
  std::string notes = raw.string();
  notes.replace(notes.find(".raw.txt"), std::string::npos, ".annotation.txt");
  std::vector<int> parent(log.text.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int at) {
    while (parent[static_cast<std::size_t>(at)] != at) at = parent[static_cast<std::size_t>(at)];
    return at;
  };
  int first = static_cast<int>(log.text.size());
  for (const std::string& note : lines_of(notes)) {
    std::istringstream words(note);
    int a = 0, b = 0;
    words >> a >> b;
    parent[static_cast<std::size_t>(root(std::max(a, b)))] = root(std::min(a, b));
    first = std::min(first, std::max(a, b));
  }
  for (const auto& [number, line] : log.said) {
    if (number >= first) log.gold[number] = root(number);
  }
  return log;
}

Time time_in(const IrcLine& line, Time& last) {
  Time at = kStart + *line.clock;
  while (at + kMinute * 2 < last) at += 12 * 60 * kMinute;
  last = std::max(last, at);
  return at;
}

Labels cut_log(const Log& log) {
  Labels labels;
  int next = 0;
  Cutter cutter([&](RoomPart&& part) -> Result<> {
    for (const Message& message : part.conversation.messages) labels[std::stoi(message.id)] = next;
    ++next;
    return {};
  });
  Time last = 0;
  for (const auto& [number, line] : log.said) {
    RoomPart part;
    Message message;
    message.id = std::to_string(number);
    message.author = line.nick;
    message.body = line.text;
    message.at = time_in(line, last);
    part.conversation.messages.push_back(message);
    REQUIRE(cutter.add(std::move(part)));
  }
  REQUIRE(cutter.finish());
  return labels;
}

Labels cut_by_gap(const Log& log, Time gap) {
  Labels labels;
  Time last = 0;
  int next = 0;
  for (const auto& [number, line] : log.said) {
    const Time before = last;
    if (time_in(line, last) - before > gap) ++next;
    labels[number] = next;
  }
  return labels;
}

Labels cut_by_speaker(const Log& log) {
  Labels labels;
  std::map<std::string, int> speakers;
  for (const auto& [number, line] : log.said)
    labels[number] = speakers.emplace(line.nick, static_cast<int>(speakers.size())).first->second;
  return labels;
}

struct Figures {
  double shen = 0, one_to_one = 0, exact_precision = 0, exact_recall = 0;
  double pair_precision = 0, pair_recall = 0;
};

std::map<int, std::set<int>> clusters(const Labels& labels, const Labels& gold) {
  std::map<int, std::set<int>> result;
  for (const auto& [line, unused] : gold) result[labels.at(line)].insert(line);
  return result;
}

Figures compare(const Labels& found, const Labels& gold) {
  const auto ours = clusters(found, gold), theirs = clusters(gold, gold);
  Figures figures;
  double pairs_both = 0, pairs_ours = 0, pairs_theirs = 0;
  const auto pairs = [](double n) { return n * (n - 1) / 2; };
  std::vector<std::tuple<std::size_t, int, int>> overlaps;
  for (const auto& [label, lines] : theirs) {
    double best = 0;
    pairs_theirs += pairs(static_cast<double>(lines.size()));
    for (const auto& [other, other_lines] : ours) {
      const auto common = static_cast<std::size_t>(
          std::count_if(lines.begin(), lines.end(),
                        [&other_lines = other_lines](int line) { return other_lines.contains(line); }));
      if (common == 0) continue;
      overlaps.emplace_back(common, label, other);
      pairs_both += pairs(static_cast<double>(common));
      best = std::max(
          best, 2.0 * static_cast<double>(common) / static_cast<double>(lines.size() + other_lines.size()));
    }
    figures.shen += best * static_cast<double>(lines.size()) / static_cast<double>(gold.size());
  }
  for (const auto& [label, lines] : ours) pairs_ours += pairs(static_cast<double>(lines.size()));
  std::sort(overlaps.rbegin(), overlaps.rend());  // greedily: a lower bound of the best assignment
  std::set<int> used_theirs, used_ours;
  for (const auto& [common, label, other] : overlaps) {
    if (used_theirs.contains(label) || used_ours.contains(other)) continue;
    used_theirs.insert(label);
    used_ours.insert(other);
    figures.one_to_one += static_cast<double>(common) / static_cast<double>(gold.size());
  }
  const auto several = [](const auto& all) {
    return std::count_if(all.begin(), all.end(), [](const auto& entry) { return entry.second.size() > 1; });
  };
  double same = 0;
  for (const auto& [label, lines] : theirs) {
    same +=
        lines.size() > 1 && std::any_of(ours.begin(), ours.end(),
                                        [&lines = lines](const auto& entry) { return entry.second == lines; })
            ? 1
            : 0;
  }
  figures.exact_precision = same / std::max<double>(1, static_cast<double>(several(ours)));
  figures.exact_recall = same / std::max<double>(1, static_cast<double>(several(theirs)));
  figures.pair_precision = pairs_both / std::max(1.0, pairs_ours);
  figures.pair_recall = pairs_both / std::max(1.0, pairs_theirs);
  return figures;
}

void print(const std::string& file, const char* way, const Figures& figures) {
  const auto f1 = [](double p, double r) { return p + r == 0 ? 0 : 2 * p * r / (p + r); };
  std::printf(
      "%-14s %-9s 1-1 %5.1f  Shen F %5.1f  pairs P %5.1f R %5.1f F %5.1f  exact P %5.1f R %5.1f F %5.1f\n",
      file.substr(0, 13).c_str(), way, 100 * figures.one_to_one, 100 * figures.shen,
      100 * figures.pair_precision, 100 * figures.pair_recall,
      100 * f1(figures.pair_precision, figures.pair_recall), 100 * figures.exact_precision,
      100 * figures.exact_recall, 100 * f1(figures.exact_precision, figures.exact_recall));
}

}  // namespace

TEST_CASE("rooms against logs that people have annotated", "[.][measure]") {
  const char* folder = std::getenv("GARNER_DISENTANGLED");  // NOLINT(concurrency-mt-unsafe): one thread
  REQUIRE(folder != nullptr);
  std::vector<std::filesystem::path> logs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().ends_with(".raw.txt")) logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  for (const auto& path : logs) {
    const Log log = read_log(path);
    const std::string name = path.filename().string();
    print(name, "all one", compare(cut_by_gap(log, 1'000'000 * kMinute), log.gold));
    print(name, "5 min gap", compare(cut_by_gap(log, 5 * kMinute), log.gold));
    print(name, "1 min gap", compare(cut_by_gap(log, 1 * kMinute), log.gold));
    print(name, "speakers", compare(cut_by_speaker(log), log.gold));
    print(name, "garner", compare(cut_log(log), log.gold));
  }
}

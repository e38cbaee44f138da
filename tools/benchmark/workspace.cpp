#include "tools/benchmark/workspace.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "indexer/channel/interchange.h"
#include "indexer/store/store.h"
#include "tools/benchmark/floor.h"
#include "tools/benchmark/jobs.h"
#include "tools/benchmark/report.h"

namespace garner::bench {
namespace {

namespace fs = std::filesystem;

// Files appear under their name when they are whole.
template <typename Write>
Result<> write_whole(const std::string& path, Write&& write) {
  const std::string part = path + ".part";
  std::ofstream file(part);
  if (Result<> done = write(file); !done) return done;
  file.close();
  std::error_code error;
  if (file) fs::rename(part, path, error);
  if (!file || error)
    return fail(ErrorCode::kUnavailable, path + " cannot be written", "see whether the disk is full");
  return {};
}

std::string text_of(const Article& article) {
  std::string text = article.issue + "\n" + article.resolution + "\n" + article.cause;
  for (const auto* list : {&article.environment, &article.asked_as, &article.tags, &article.products}) {
    for (const std::string& item : *list) text += "\n" + item;
  }
  return text;
}

}  // namespace

Result<std::unique_ptr<Workspace>> Workspace::open(Options options) {
  auto made = std::unique_ptr<Workspace>(new Workspace(std::move(options)));
  const Options& wanted = made->options_;
  if (wanted.keep.empty()) {
    const char* temporary = std::getenv("TMPDIR");
    std::string pattern = std::string(temporary == nullptr ? "/tmp" : temporary) + "/garner-bench-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) {
      return fail(ErrorCode::kUnavailable, "no folder can be made for the run", "name one with --keep");
    }
    made->folder_ = pattern;
    return made;
  }
  made->folder_ = fmt::format("{}/{}-{}", wanted.keep, wanted.count, wanted.seed);
  std::error_code error;
  fs::create_directories(made->folder_, error);
  if (error) return fail(ErrorCode::kUnavailable, made->folder_ + " cannot be made: " + error.message());
  return made;
}

Workspace::~Workspace() {
  std::error_code ignored;
  if (options_.keep.empty() && !folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string Workspace::scratch(const std::string& name) const {
  std::string path = folder_ + "/scratch-" + name;
  std::error_code ignored;
  fs::remove_all(path, ignored);
  return path;
}

Result<> Workspace::need_corpus() {
  if (fs::exists(corpus()) && fs::exists(corpus_texts())) return {};
  say(fmt::format("Writing {} conversations", options_.count));
  const auto generator = Generator::create(options_.samples, options_.seed);
  if (!generator) return fail(generator.error());
  std::ofstream texts(corpus_texts());
  return write_whole(corpus(), [&](std::ofstream& file) -> Result<> {
    for (std::uint64_t number = 0; number < options_.count; ++number) {
      const Conversation conversation = generator->conversation(number);
      file << to_json(conversation) << '\n';
      std::string body;
      for (const Message& message : conversation.messages) body += message.body + "\n";
      texts << to_line({conversation.id, conversation.title, body}) << '\n';
    }
    texts.close();
    if (!texts) return fail(ErrorCode::kUnavailable, corpus_texts() + " cannot be written");
    return {};
  });
}

Result<> Workspace::need_short_corpus() {
  if (fs::exists(short_corpus())) return {};
  say(fmt::format("Writing {} conversations of few words", options_.count));
  const auto generator = Generator::create(options_.samples, options_.seed);
  if (!generator) return fail(generator.error());
  return write_whole(short_corpus(), [&](std::ofstream& file) -> Result<> {
    for (std::uint64_t number = 0; number < options_.count; ++number) {
      file << to_json(generator->short_conversation(number)) << '\n';
    }
    return {};
  });
}

Result<> Workspace::need_data() {
  if (fs::exists(data())) return {};
  if (auto corpus_there = need_corpus(); !corpus_there) return corpus_there;
  say("Harvesting them for the measures of reading");
  const std::string part = scratch("data");
  const auto harvested = run_job({"harvest-garner", corpus(), part});
  if (!harvested) return fail(harvested.error());
  fs::rename(part, data());
  return {};
}

Result<> Workspace::need_floor() {
  if (fs::exists(floor()) && fs::exists(floor_titles())) return {};
  if (auto data_there = need_data(); !data_there) return data_there;
  if (!fs::exists(article_texts())) {
    const auto store = Store::open({store_of(data()), true, Store::kBusyTimeoutMs});
    if (!store) return fail(store.error());
    auto written = write_whole(article_texts(), [&](std::ofstream& file) {
      return (*store)->each_article(std::nullopt, [&](const Article& article) -> Result<> {
        file << to_line({article.id, article.title, text_of(article)}) << '\n';
        return {};
      });
    });
    if (!written) return written;
  }
  say("Indexing the articles' text with plain Xapian");
  const std::string part = scratch("floor");
  const std::string titles_part = scratch("floor-titles");
  const auto built = Floor::build(article_texts(), part);
  if (!built) return fail(built.error());
  const auto titles = Floor::build_titles(article_texts(), titles_part);
  if (!titles) return fail(titles.error());
  fs::rename(titles_part, floor_titles());
  fs::rename(part, floor());
  return {};
}

Result<std::vector<Question>> Workspace::questions() const {
  const auto generator = Generator::create(options_.samples, options_.seed);
  if (!generator) return fail(generator.error());
  std::vector<Question> questions;
  for (std::size_t number = 0; number < options_.questions; ++number) {
    questions.push_back(generator->question(number, options_.count));
  }
  return questions;
}

}  // namespace garner::bench

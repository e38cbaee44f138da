#include "tools/benchmark/floor.h"

#include <xapian.h>

#include <algorithm>
#include <fstream>

#include "indexer/core/xapian_result.h"

namespace garner::bench {
namespace {

constexpr Xapian::valueno kIdSlot = 0;

Xapian::Document document_of(Xapian::TermGenerator& generator, const FloorText& text) {
  Xapian::Document document;
  generator.set_document(document);
  generator.index_text_without_positions(text.title);
  generator.index_text_without_positions(text.body);
  document.set_data(text.title + "\n" + text.body);
  document.add_value(kIdSlot, text.id);
  return document;
}

template <typename Visit>
std::uint64_t each_text(const std::string& path, Visit&& visit) {
  std::ifstream file(path);
  std::uint64_t count = 0;
  FloorText text;
  for (std::string line; std::getline(file, line); ++count) {
    const auto title = line.find('\t');
    const auto body = line.find('\t', title + 1);
    text.id = line.substr(0, title);
    text.title = line.substr(title + 1, body - title - 1);
    text.body = line.substr(body + 1);
    visit(text);
  }
  return count;
}

std::vector<std::string> ids_of(const Xapian::MSet& found) {
  std::vector<std::string> ids;
  for (auto hit = found.begin(); hit != found.end(); ++hit)
    ids.push_back(hit.get_document().get_value(kIdSlot));
  return ids;
}

// What Searcher does for a DatabaseModifiedError is not needed here: nothing writes while the floor reads.
template <typename Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return guard_xapian(std::forward<Work>(work));
  } catch (const Xapian::Error& error) {
    return fail(error_of(error));
  }
}

}  // namespace

std::string to_line(const FloorText& text) {
  std::string line;
  for (const std::string* field : {&text.id, &text.title, &text.body}) {
    if (!line.empty()) line += '\t';
    for (const char c : *field) line += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  }
  return line;
}

Result<std::uint64_t> Floor::build(const std::string& texts, const std::string& path) {
  return guarded([&]() -> Result<std::uint64_t> {
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    const auto count =
        each_text(texts, [&](const FloorText& text) { database.add_document(document_of(generator, text)); });
    database.commit();
    return count;
  });
}

Result<std::uint64_t> Floor::build_titles(const std::string& texts, const std::string& path) {
  return guarded([&]() -> Result<std::uint64_t> {
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    const auto count = each_text(texts, [&](const FloorText& text) {
      Xapian::Document document;
      generator.set_document(document);
      generator.index_text_without_positions(text.title);
      document.set_data(text.title);
      document.add_value(kIdSlot, text.id);
      database.add_document(document);
    });
    database.commit();
    return count;
  });
}

struct Floor::Impl {
  Xapian::Database database, titles;
  Xapian::Stem stem{"english"};
  Xapian::QueryParser title_parser;
};

Floor::Floor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Floor::~Floor() = default;

Result<std::unique_ptr<Floor>> Floor::open(const std::string& path, const std::string& titles_path) {
  return guarded([&]() -> Result<std::unique_ptr<Floor>> {
    auto impl = std::make_unique<Impl>();
    impl->database = Xapian::Database(path);
    impl->titles = Xapian::Database(titles_path);
    impl->title_parser.set_database(impl->titles);
    impl->title_parser.set_default_op(Xapian::Query::OP_AND);
    return std::unique_ptr<Floor>(new Floor(std::move(impl)));
  });
}

namespace {

Xapian::Query stems_of(const Xapian::Stem& stem, std::string_view text) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(stem);
  generator.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL_Z);
  generator.index_text_without_positions(std::string(text));
  const Xapian::Document document = generator.get_document();
  return {Xapian::Query::OP_OR, document.termlist_begin(), document.termlist_end()};
}

}  // namespace

Result<std::vector<std::string>> Floor::suggest(std::string_view message, std::size_t limit) {
  return guarded([&]() -> Result<std::vector<std::string>> {
    Xapian::Enquire enquire(impl_->database);
    enquire.set_query(stems_of(impl_->stem, message));
    const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(limit));
    std::vector<std::string> ids;
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
      const Xapian::Document document = hit.get_document();
      ids.push_back(document.get_value(kIdSlot));
      static_cast<void>(document.get_data());  // what an answer would show
    }
    return ids;
  });
}

Result<std::vector<std::string>> Floor::search(std::string_view words, std::size_t limit) {
  return guarded([&]() -> Result<std::vector<std::string>> {
    Xapian::Enquire enquire(impl_->database);
    enquire.set_query(stems_of(impl_->stem, words));
    const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(limit));
    std::vector<std::string> ids;
    std::size_t bytes = 0;
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
      const Xapian::Document document = hit.get_document();
      ids.push_back(document.get_value(kIdSlot));
      bytes += found.snippet(document.get_data(), 200, impl_->stem).size();
    }
    if (!ids.empty() && bytes == 0) return fail(ErrorCode::kInternal, "the floor made no snippets");
    return ids;
  });
}

Result<std::vector<std::string>> Floor::typeahead(std::string_view prefix, std::size_t limit) {
  return guarded([&]() -> Result<std::vector<std::string>> {
    Xapian::Enquire enquire(impl_->titles);
    enquire.set_query(
        impl_->title_parser.parse_query(std::string(prefix), Xapian::QueryParser::FLAG_PARTIAL));
    return ids_of(enquire.get_mset(0, static_cast<Xapian::doccount>(limit)));
  });
}

struct FloorWriter::Impl {
  Xapian::WritableDatabase database;
  Xapian::TermGenerator generator;
  Xapian::Database reader;
};

FloorWriter::FloorWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FloorWriter::~FloorWriter() = default;

Result<std::unique_ptr<FloorWriter>> FloorWriter::open(const std::string& path) {
  return guarded([&]() -> Result<std::unique_ptr<FloorWriter>> {
    auto impl = std::make_unique<Impl>();
    impl->database = Xapian::WritableDatabase(path, Xapian::DB_OPEN);
    impl->generator.set_stemmer(Xapian::Stem("english"));
    impl->reader = Xapian::Database(path);
    return std::unique_ptr<FloorWriter>(new FloorWriter(std::move(impl)));
  });
}

Result<> FloorWriter::add(const FloorText& text) {
  return guarded([&]() -> Result<> {
    const Xapian::doccount before = impl_->reader.get_doccount();
    impl_->database.add_document(document_of(impl_->generator, text));
    impl_->database.commit();
    impl_->reader.reopen();
    if (impl_->reader.get_doccount() == before)
      return fail(ErrorCode::kInternal, "the floor does not show a new text");
    return {};
  });
}

}  // namespace garner::bench

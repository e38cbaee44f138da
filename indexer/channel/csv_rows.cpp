#include "indexer/channel/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace garner {
namespace {

// Reads one row off the front of `text`: its size with the line end, its fields in `fields`. Nothing where
// the row goes on past the text. `at_end`: nothing follows the text.
std::optional<std::size_t> parse_row(std::string_view text, bool at_end, char delimiter,
                                     std::vector<std::string>& fields) {
  fields.assign(1, {});
  bool quoted = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (quoted) {
      const std::size_t quote = std::min(text.find('"', at), text.size());
      fields.back().append(text, at, quote - at);
      if (quote + 1 >= text.size() && !(at_end && quote < text.size())) return std::nullopt;
      const bool doubled = quote + 1 < text.size() && text[quote + 1] == '"';
      if (doubled) fields.back() += '"';
      quoted = doubled;
      at = quote + (doubled ? 2 : 1);
      continue;
    }
    ++at;
    if (c == '\n') {
      if (fields.back().ends_with('\r')) fields.back().pop_back();
      return at;
    }
    if (c == delimiter) {
      fields.emplace_back();
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else {
      fields.back() += c;
    }
  }
  if (!at_end || quoted) return std::nullopt;
  if (fields.back().ends_with('\r')) fields.back().pop_back();
  return at;
}

char delimiter_of(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto count = std::count(line.begin(), line.end(), candidate);
    if (count <= most) continue;
    most = count;
    best = candidate;
  }
  return best;
}

}  // namespace

Result<> CsvRows::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBytes);
  auto got = input_.read(buffer_.data() + old_size, kReadBytes);
  buffer_.resize(old_size + (got ? *got : 0));
  if (!got) return fail(got.error());
  ended_ = *got == 0;
  return {};
}

void CsvRows::consume(std::size_t size) {
  const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
  line_ += static_cast<std::uint64_t>(std::count(from, from + static_cast<std::ptrdiff_t>(size), '\n'));
  begin_ += size;
}

Result<CsvRows::Row> CsvRows::next() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  Row row;
  for (;;) {
    const auto rest = std::string_view(buffer_).substr(begin_);
    row.line = line_;
    if (rest.empty() && ended_) return row;
    if (delimiter_ == kFindDelimiter) {
      if (rest.find('\n') != std::string_view::npos || ended_ || rest.size() > max_row_) {
        delimiter_ = delimiter_of(rest.substr(0, max_row_));
      } else {
        if (auto ok = fill(); !ok) return fail(ok.error());
        continue;
      }
    }
    if (const auto size = parse_row(rest, ended_, delimiter_, row.fields); size && *size <= max_row_) {
      row.kind = Kind::kRow;
      row.raw = rest.substr(0, *size);
      if (line_ == 1 && row.fields[0].starts_with(kByteOrderMark))
        row.fields[0].erase(0, kByteOrderMark.size());
      consume(*size);
      return row;
    }
    if (ended_ || rest.size() > max_row_) break;
    if (auto ok = fill(); !ok) return fail(ok.error());
  }
  row.kind = Kind::kFault;
  row.fields.clear();
  if (auto ok = skip_line(row); !ok) return fail(ok.error());
  return row;
}

// Past the first line of a row that cannot be read.
Result<> CsvRows::skip_line(Row& row) {
  row.fault = fmt::format("the row is longer than {} KB, or a quote in it is never closed", max_row_ >> 10);
  auto newline = buffer_.find('\n', begin_);
  const std::string beginning =
      newline == std::string::npos ? buffer_.substr(begin_, kMaxRejectedBytes) : std::string();
  while (newline == std::string::npos && !ended_) {
    begin_ = buffer_.size();
    if (auto ok = fill(); !ok) return ok;
    newline = buffer_.find('\n');
  }
  const std::size_t begin = begin_;
  consume((newline == std::string::npos ? buffer_.size() : newline + 1) - begin_);
  row.raw = std::string_view(buffer_).substr(begin, begin_ - begin);
  if (!beginning.empty()) {  // the line's own beginning is no longer in the buffer
    rejected_ = beginning;
    row.raw = rejected_;
  }
  return {};
}

}  // namespace garner

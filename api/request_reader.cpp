#include "api/request_reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace garner::api {
namespace {

constexpr std::size_t kMaxChunkLine = 64;       // a size and, rarely, an extension
constexpr std::size_t kMaxTrailers = 8 * 1024;  // read and dropped

constexpr Refusal kTooLarge{413, "too_large", "the body is larger than this route takes"};
constexpr Refusal kBadChunk{400, "malformed", "the chunked body is not well-formed"};

}  // namespace

RequestReader::State RequestReader::feed(std::string_view bytes) {
  if (state_ == State::kRefused) return state_;
  buffer_ += bytes;
  return state_ == State::kReady ? state_ : advance();
}

RequestReader::State RequestReader::next() {
  if (state_ != State::kReady) return state_;
  state_ = State::kIdle;
  part_ = Part::kHead;
  body_ = std::string();
  trailers_ = 0;
  continue_wanted_ = false;
  return advance();
}

bool RequestReader::take_continue() {
  const bool wanted = continue_wanted_ && state_ == State::kReading && begin_ == buffer_.size();
  continue_wanted_ = continue_wanted_ && !wanted;
  return wanted;
}

RequestReader::State RequestReader::advance() {
  while (step()) {
  }
  // What was taken is dropped in one go, not line by line.
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (buffer_.empty() && buffer_.capacity() > kMaxHead) buffer_ = std::string();
  return state_;
}

bool RequestReader::step() {
  if (state_ == State::kReady || state_ == State::kRefused) return false;
  std::string_view line;
  switch (part_) {
    case Part::kHead:
      return begin_body();
    case Part::kLength:
    case Part::kChunkData:
      return take_data();
    case Part::kChunkSize:
      return take_line(line) && chunk_size(line);
    case Part::kChunkEnd:
      if (!take_line(line)) return false;
      part_ = Part::kChunkSize;
      return line.empty() || refuse(kBadChunk);
    case Part::kTrailer:
      if (!take_line(line)) return false;
      if (line.empty()) return finish();
      trailers_ += line.size();
      return trailers_ <= kMaxTrailers || refuse(kBadChunk);
  }
  return false;
}

bool RequestReader::begin_body() {
  if (begin_ == buffer_.size()) return false;
  state_ = State::kReading;
  Verdict verdict = judge_head(std::string_view(buffer_).substr(begin_));
  if (verdict.judgement == Judgement::kIncomplete) return false;
  if (verdict.judgement == Judgement::kRefused) return refuse(verdict.refusal);
  head_ = std::move(verdict.head);
  begin_ += verdict.size;
  body_limit_ = *limit_ ? (*limit_)(head_) : 0;
  continue_wanted_ = head_.expects_continue;
  if (head_.chunked) {
    part_ = Part::kChunkSize;
    return true;
  }
  if (head_.content_length > body_limit_) return refuse(kTooLarge);
  wanted_ = static_cast<std::size_t>(head_.content_length);
  part_ = Part::kLength;
  return wanted_ > 0 || finish();
}

bool RequestReader::take_line(std::string_view& line) {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  const std::size_t limit = part_ == Part::kTrailer ? kMaxTrailers : kMaxChunkLine;
  const std::size_t end = rest.substr(0, limit + 2).find("\r\n");
  if (end == std::string_view::npos) {
    if (rest.size() > limit + 1) refuse(kBadChunk);
    return false;
  }
  line = rest.substr(0, end);
  begin_ += end + 2;
  return true;
}

bool RequestReader::chunk_size(std::string_view line) {
  const std::size_t digits = std::min(line.find_first_of("; \t"), line.size());
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + digits, size, 16);
  if (digits == 0 || digits > 8 || error != std::errc() || end != line.data() + digits)
    return refuse(kBadChunk);
  if (digits < line.size() && line.find_first_not_of(" \t", digits) != line.find(';'))
    return refuse(kBadChunk);
  trailers_ += line.size() - digits;
  if (trailers_ > kMaxTrailers) return refuse(kBadChunk);
  if (size > body_limit_ - body_.size()) return refuse(kTooLarge);
  wanted_ = static_cast<std::size_t>(size);
  part_ = size == 0 ? Part::kTrailer : Part::kChunkData;
  if (size == 0) trailers_ = 0;
  return true;
}

bool RequestReader::take_data() {
  const std::size_t count = std::min(wanted_, buffer_.size() - begin_);
  body_.append(buffer_, begin_, count);
  begin_ += count;
  wanted_ -= count;
  if (wanted_ > 0) return false;
  if (part_ == Part::kLength) return finish();
  part_ = Part::kChunkEnd;
  return true;
}

bool RequestReader::finish() {
  state_ = State::kReady;
  return false;
}

bool RequestReader::refuse(const Refusal& refusal) {
  state_ = State::kRefused;
  refusal_ = refusal;
  return false;
}

}  // namespace garner::api

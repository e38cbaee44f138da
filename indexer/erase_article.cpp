#include "indexer/erase_article.h"

#include <algorithm>

#include "indexer/core/ascii.h"
#include "indexer/core/sorted_sets.h"

namespace garner {
namespace {

constexpr std::size_t kMaxTitle = 80;    // bytes of a title made of the issue
constexpr std::size_t kMinWording = 16;  // a shorter text stands in longer ones by chance

struct Range {
  std::size_t begin = 0, end = 0;
};

// Takes `ranges` out of `text` with the blanks behind them; `offsets` into it follow.
void cut(std::string& text, std::vector<Range> ranges, const std::vector<std::uint32_t*>& offsets) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::vector<Range> cuts;
  for (Range range : ranges) {
    range.end = std::min(range.end, text.size());
    if (range.begin >= range.end) continue;
    while (range.end < text.size() && is_blank(text[range.end])) ++range.end;
    if (!cuts.empty() && range.begin <= cuts.back().end) {
      cuts.back().end = std::max(cuts.back().end, range.end);
    } else {
      cuts.push_back(range);
    }
  }
  std::string kept;
  std::size_t done = 0;
  for (const Range& range : cuts) {
    kept.append(text, done, range.begin - done);
    done = range.end;
  }
  kept.append(text, done);
  while (!kept.empty() && is_blank(kept.back())) kept.pop_back();
  for (std::uint32_t* offset : offsets) {
    std::size_t gone = 0;
    for (const Range& range : cuts) {
      if (range.begin >= *offset) break;
      gone += std::min<std::size_t>(range.end, *offset) - range.begin;
    }
    *offset = static_cast<std::uint32_t>(std::min(*offset - gone, kept.size()));
  }
  text = std::move(kept);
}

// Masks names; the offsets follow, since a name is masked or not whatever stands around it.
void mask(std::string& text, const AuthorNames& names, const std::vector<std::uint32_t*>& offsets) {
  if (names.empty()) return;
  std::string masked = names.mask(text);
  if (masked == text) return;
  for (std::uint32_t* offset : offsets) {
    *offset = static_cast<std::uint32_t>(names.mask(std::string_view(text).substr(0, *offset)).size());
  }
  text = std::move(masked);
}

std::vector<std::uint32_t*> offsets_of(Article& article, std::string_view field) {
  std::vector<std::uint32_t*> offsets;
  for (Provenance& source : article.provenance) {
    if (source.field != field) continue;
    offsets.push_back(&source.begin);
    offsets.push_back(&source.end);
  }
  return offsets;
}

class Erasure {
 public:
  Erasure(Article& article, const ErasedWordsByConversation& words) : article_(article), words_(words) {
    for (const Source& source : article.sources) add(source.channel, source.conversation_id);
    for (const Provenance& source : article.provenance) add(source.channel, source.conversation_id);
  }

  void cut_sentences() {
    cut_field("title", article_.title);
    cut_field("issue", article_.issue);
    cut_field("resolution", article_.resolution);
    cut_field("cause", article_.cause);
    cut_lines("environment", article_.environment, [](const std::string&) { return false; });
    cut_lines("asked_as", article_.asked_as, [&](const std::string& wording) { return is_theirs(wording); });
    std::erase_if(article_.provenance, [&](const Provenance& source) { return is_erased(source); });
  }

  void mask_names(const AuthorNames& everywhere) {
    follow_messages();
    std::vector<const AuthorNames*> all = {&everywhere};
    for (const ErasedWords* words : near_) {
      if (words->names != nullptr && words->names != &everywhere) all.push_back(words->names);
    }
    sort_unique(all);
    for (const AuthorNames* names : all) {
      mask(article_.title, *names, offsets_of(article_, "title"));
      mask(article_.issue, *names, offsets_of(article_, "issue"));
      mask(article_.resolution, *names, offsets_of(article_, "resolution"));
      mask(article_.cause, *names, offsets_of(article_, "cause"));
      mask_wordings(*names);
    }
  }

 private:
  void add(const std::string& channel, const std::string& id) {
    const auto found = words_.find(key_of(channel, id));
    if (found == words_.end()) return;
    if (std::find(near_.begin(), near_.end(), &found->second) == near_.end()) near_.push_back(&found->second);
  }

  bool is_erased(const Provenance& source) const {
    const auto found = words_.find(key_of(source.channel, source.conversation_id));
    if (found == words_.end()) return false;
    return source.message_id.empty() ? found->second.title
                                     : found->second.message_ids.contains(source.message_id);
  }

  bool is_theirs(const std::string& wording) const {
    return std::any_of(near_.begin(), near_.end(), [&](const ErasedWords* words) {
      return std::any_of(words->texts.begin(), words->texts.end(), [&](const std::string& text) {
        return text.find(wording) != std::string::npos ||
               (text.size() >= kMinWording && wording.find(text) != std::string::npos);
      });
    });
  }

  void cut_field(std::string_view field, std::string& text) {
    std::vector<Range> ranges;
    for (const Provenance& source : article_.provenance) {
      if (source.field == field && is_erased(source)) ranges.push_back({source.begin, source.end});
    }
    for (const ErasedWords* words : near_) {
      for (const std::string& phrase : words->phrases) {
        for (std::size_t at = text.find(phrase); at != std::string::npos;
             at = text.find(phrase, at + phrase.size()))
          ranges.push_back({at, at + phrase.size()});
      }
    }
    if (!ranges.empty()) cut(text, std::move(ranges), offsets_of(article_, field));
  }

  // A list, whose lines are joined by '\n' in the provenance; a line goes as a whole.
  void cut_lines(std::string_view field, std::vector<std::string>& lines,
                 const std::function<bool(const std::string&)>& is_gone) {
    std::vector<Range> gone;
    std::vector<std::string> kept;
    std::size_t begin = 0;
    for (std::string& line : lines) {
      const std::size_t end = begin + line.size() + 1;
      const auto stands_here = [&](const Provenance& source) {
        return source.field == field && source.begin >= begin && source.begin < end && is_erased(source);
      };
      if (is_gone(line) || std::any_of(article_.provenance.begin(), article_.provenance.end(), stands_here)) {
        gone.push_back({begin, end});
      } else {
        kept.push_back(std::move(line));
      }
      begin = end;
    }
    lines = std::move(kept);
    std::erase_if(article_.provenance, [&](const Provenance& source) {
      return source.field == field && std::any_of(gone.begin(), gone.end(), [&](const Range& line) {
               return line.begin <= source.begin && source.begin < line.end;
             });
    });
    for (std::uint32_t* offset : offsets_of(article_, field)) {
      std::size_t less = 0;
      for (const Range& line : gone) less += line.end <= *offset ? line.end - line.begin : 0;
      *offset -= static_cast<std::uint32_t>(less);
    }
  }

  // From the last, so that where those before it stand has not moved yet.
  void mask_wordings(const AuthorNames& names) {
    const std::vector<std::uint32_t*> offsets = offsets_of(article_, "asked_as");
    std::size_t begin = 0;
    for (const std::string& wording : article_.asked_as) begin += wording.size() + 1;
    for (auto wording = article_.asked_as.rbegin(); wording != article_.asked_as.rend(); ++wording) {
      const std::size_t size = wording->size();
      begin -= size + 1;
      std::vector<std::uint32_t*> inside, behind;
      for (std::uint32_t* offset : offsets) {
        if (*offset >= begin) (*offset <= begin + size ? inside : behind).push_back(offset);
      }
      for (std::uint32_t* offset : inside) *offset -= static_cast<std::uint32_t>(begin);
      mask(*wording, names, inside);
      for (std::uint32_t* offset : inside) *offset += static_cast<std::uint32_t>(begin);
      for (std::uint32_t* offset : behind)
        *offset = static_cast<std::uint32_t>(*offset + wording->size() - size);
    }
  }

  // Where a name was masked in a message, its later sentences stand elsewhere now.
  void follow_messages() {
    for (Provenance& source : article_.provenance) {
      const auto found = words_.find(key_of(source.channel, source.conversation_id));
      if (found == words_.end() || found->second.names == nullptr) continue;
      const auto body = found->second.masked.find(source.message_id);
      if (body == found->second.masked.end()) continue;
      const std::string_view before = body->second;
      const AuthorNames& names = *found->second.names;
      source.message_begin =
          static_cast<std::uint32_t>(names.mask(before.substr(0, source.message_begin)).size());
      source.message_end =
          static_cast<std::uint32_t>(names.mask(before.substr(0, source.message_end)).size());
    }
  }

  Article& article_;
  const ErasedWordsByConversation& words_;
  std::vector<const ErasedWords*> near_;  // of the conversations the article came from
};

std::string title_of(std::string_view issue) {
  std::size_t end = std::min(issue.find('\n'), issue.size());
  if (end > kMaxTitle) {
    const std::size_t blank = issue.rfind(' ', kMaxTitle);
    end = blank == std::string_view::npos || blank == 0 ? kMaxTitle : blank;
    while (end > 0 && (static_cast<unsigned char>(issue[end]) & 0xc0U) == 0x80U) --end;
  }
  return std::string(issue.substr(0, end));
}

bool same(const Article& a, const Article& b) {
  const auto urls = [](const Source& x, const Source& y) { return x.url == y.url; };
  const auto places = [](const Provenance& x, const Provenance& y) {
    return x.begin == y.begin && x.message_begin == y.message_begin && x.message_end == y.message_end;
  };
  return a.title == b.title && a.issue == b.issue && a.environment == b.environment &&
         a.resolution == b.resolution && a.cause == b.cause && a.asked_as == b.asked_as &&
         a.extra == b.extra &&
         std::equal(a.provenance.begin(), a.provenance.end(), b.provenance.begin(), b.provenance.end(),
                    places) &&
         std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end(), urls);
}

}  // namespace

std::string key_of(std::string_view channel, std::string_view conversation_id) {
  std::string key(channel);
  key += '\0';
  return key += conversation_id;
}

ArticleErasure erase_from(Article& article, const ErasedWordsByConversation& words, const AuthorNames& names,
                          const std::function<bool(std::string_view)>& is_named) {
  const Article before = article;
  Erasure erasure(article, words);
  erasure.cut_sentences();
  erasure.mask_names(names);
  for (Source& source : article.sources) {
    if (is_named(source.url)) source.url.clear();
  }
  if (is_named(article.extra)) article.extra.clear();
  const bool emptied = (article.issue.empty() && !before.issue.empty()) ||
                       (article.resolution.empty() && !before.resolution.empty());
  if (emptied) return ArticleErasure::kEmptied;
  if (article.title.empty()) article.title = title_of(article.issue);
  return same(article, before) ? ArticleErasure::kUntouched : ArticleErasure::kChanged;
}

void erase_from_revision(Article& old, const ErasedWordsByConversation& words, const AuthorNames& names,
                         const std::function<bool(std::string_view)>& is_named) {
  if (erase_from(old, words, names, is_named) != ArticleErasure::kEmptied) return;
  old.title = "[erased]";
  old.issue.clear();
  old.environment.clear();
  old.resolution.clear();
  old.cause.clear();
  old.asked_as.clear();
  old.extra.clear();
}

}  // namespace garner

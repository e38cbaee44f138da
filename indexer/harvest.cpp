#include "indexer/harvest.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <thread>
#include <unordered_map>

#include "indexer/channel/archive.h"
#include "indexer/channel/files.h"
#include "indexer/channel/input.h"
#include "indexer/channel/mapped.h"
#include "indexer/core/clock.h"
#include "indexer/digest.h"
#include "indexer/prepare.h"
#include "indexer/recorder.h"

namespace garner {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;               // what a format is recognised from
constexpr std::size_t kMaxPendingBytes = 32 * 1024 * 1024;  // of conversations read and not yet stored
constexpr std::size_t kProgressEvery = 256;                 // conversations

std::string key_of(const Conversation& conversation) {
  return conversation.channel + '\0' + conversation.id;
}

std::size_t size_of(const Conversation& conversation) {
  constexpr std::size_t kOverhead = 512;
  std::size_t size = kOverhead + conversation.title.size() + conversation.extra.size();
  for (const Message& message : conversation.messages)
    size += kOverhead + message.body.size() + message.extra.size();
  return size;
}

unsigned preparer_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

// Comments.xml beside a Posts.xml and the like: read with their main file.
bool is_part(const std::string& path) {
  return std::any_of(channels().begin(), channels().end(),
                     [&](const auto& channel) { return channel->is_part(path); });
}

}  // namespace

struct Harvester::Impl {
  // What was read and is not stored yet.
  struct Pending {
    std::unique_ptr<Prepared> item;  // where the preparer finds it
    std::string key;                 // of the conversation
    Digest digest;
    std::size_t bytes = 0;
  };

  Impl(Store& store_in, HarvestOptions options_in)
      : store(store_in), options(std::move(options_in)), recorder(store_in, counts) {
    options.batch = std::max<std::size_t>(options.batch, 1);
  }

  Store& store;
  HarvestOptions options;
  HarvestCounts counts;
  Recorder recorder;
  std::deque<Pending> pending;                              // in the order of the input
  std::unordered_map<std::string, Digest> pending_digests;  // the newest of each conversation in `pending`
  std::vector<QuarantineEntry> rejected;
  std::size_t pending_bytes = 0;
  std::optional<Error>
      fatal;               // one of the store's: ends the harvest, while a parser's own ends its file alone
  std::size_t erased = 0;  // authors that the preparer drops

  Progress progress;
  HarvestProgress position;
  std::uint64_t bytes_before = 0;            // of the files that are done
  const UnpackedArchive* archive = nullptr;  // the one whose files are being read
  double packed = 1;                         // bytes of it for each byte of those files

  std::unique_ptr<Channel> mapped;     // reads tables, where the options map their columns
  std::unique_ptr<Preparer> preparer;  // the last member: its threads stop before anything they use goes

  Result<> start();
  Result<> take(Conversation&& conversation, const Channel& channel);
  void set_channel(Conversation& conversation, const Channel& channel) const;
  Result<bool> consents(const Conversation& conversation, bool partial);
  Result<std::optional<Conversation>> stored_of(const Conversation& part);
  Result<> take_event(Conversation&& about, const Channel& channel);
  Result<> take(Article&& article);
  Result<> take(TeamRecord&& record);
  Result<> add(Pending entry);
  Result<> reject(Rejection&& rejection, const std::string& file, std::string_view format);
  Result<> flush(std::size_t count);
  void report(const Input& input, bool always);
  Result<> harvest_file(const std::string& path);
  Result<> harvest_archive(const std::string& path);
  Result<> harvest_input(std::unique_ptr<Input> input);

  // Remembers an error that must end the harvest.
  Result<> checked(Result<> result) {
    if (!result) fatal = result.error();
    return result;
  }
};

// From nothing, with the store's word on who may be named.
Result<> Harvester::Impl::start() {
  preparer.reset();
  pending.clear();
  pending_digests.clear();
  rejected.clear();
  pending_bytes = 0;
  fatal.reset();
  counts = {};
  position = {};
  bytes_before = 0;
  if (!options.mapping.empty() && !mapped) {
    auto made = make_mapped_channel(options.format, options.mapping);
    if (!made) return fail(made.error());
    mapped = std::move(*made);
  }
  auto key = store.author_key();
  if (!key) return fail(key.error());
  const auto forgotten = store.erased_authors();
  if (!forgotten) return fail(forgotten.error());
  erased = forgotten->size();
  PrepareOptions prepare;
  prepare.region = options.region;
  prepare.erased = ErasedAuthors(*forgotten, *key);
  if (options.authors == AuthorNaming::kPseudonym) prepare.author_key = std::move(*key);
  prepare.threads = preparer_threads();
  preparer = std::make_unique<Preparer>(std::move(prepare));
  return {};
}

Result<bool> Harvester::Impl::consents(const Conversation& conversation, bool partial) {
  if (options.consent != Consent::kTagged) return options.consent == Consent::kAll;
  const auto is_tagged = [&](const std::vector<std::string>& tags) {
    return std::find(tags.begin(), tags.end(), options.consent_tag) != tags.end();
  };
  if (!partial || !conversation.tags.empty()) return is_tagged(conversation.tags);
  // A part that names no tags has those of the whole.
  const auto whole = stored_of(conversation);
  if (!whole) return fail(whole.error());
  return *whole && is_tagged((*whole)->tags);
}

void Harvester::Impl::set_channel(Conversation& conversation, const Channel& channel) const {
  if (!conversation.channel.empty()) return;
  conversation.channel = options.channel.empty() ? std::string(channel.default_channel()) : options.channel;
}

Result<> Harvester::Impl::take(Conversation&& conversation, const Channel& channel) {
  ++counts.conversations;
  set_channel(conversation, channel);
  if (conversation.locale.empty()) conversation.locale = options.locale;
  if (conversation.product.empty()) conversation.product = options.product;
  const bool partial = options.partial.value_or(conversation.partial);
  auto covered = consents(conversation, partial);
  if (!covered) return fail(covered.error());
  const bool withheld = !conversation.deleted && !*covered;
  if (withheld) {
    ++counts.withheld;
    conversation.deleted = true;  // withdraws it where consent was taken back
  }
  Pending entry;
  entry.item = std::make_unique<Prepared>();
  entry.digest = digest_of(conversation);
  entry.key = key_of(conversation);
  entry.bytes = size_of(conversation);
  Digest known;
  if (const auto newest = pending_digests.find(entry.key); newest != pending_digests.end()) {
    known = newest->second;
  } else {
    auto stored = store.conversation_digest(conversation.channel, conversation.id);
    if (!stored) return checked(fail(stored.error()));
    known = std::move(*stored);
  }
  if (withheld && known.empty()) return {};
  if (known == entry.digest) {
    ++counts.unchanged;
    return {};
  }
  if (partial && !known.empty() && !conversation.deleted) {
    auto stored = stored_of(conversation);
    if (!stored) return fail(stored.error());
    entry.item->rest = std::move(*stored);
  }
  pending_digests[entry.key] = entry.digest;
  entry.item->conversation = std::move(conversation);
  entry.item->digest = entry.digest;
  entry.item->known = std::move(known);
  entry.item->as_is = options.as_is;
  return add(std::move(entry));
}

// What is known of a conversation that comes in parts; it may still be on its way into the store.
Result<std::optional<Conversation>> Harvester::Impl::stored_of(const Conversation& part) {
  if (pending_digests.contains(key_of(part))) {
    if (auto flushed = checked(flush(pending.size())); !flushed) return fail(flushed.error());
  }
  auto stored = store.conversation(part.channel, part.id);
  if (stored) return std::optional(std::move(stored->conversation));
  if (stored.error().code == ErrorCode::kNotFound) return std::optional<Conversation>();
  fatal = stored.error();
  return fail(*fatal);
}

Result<> Harvester::Impl::take_event(Conversation&& about, const Channel& channel) {
  set_channel(about, channel);
  bool known = pending_digests.contains(key_of(about));
  if (!known && !about.id.empty()) {
    const auto stored = store.conversation_digest(about.channel, about.id);
    if (!stored) return checked(fail(stored.error()));
    known = !stored->empty();
  }
  if (known) return take(std::move(about), channel);
  ++counts.ignored;
  return {};
}

Result<> Harvester::Impl::take(Article&& article) {
  Pending entry;
  entry.item = std::make_unique<Prepared>();
  entry.bytes = sizeof(Article) + article.issue.size() + article.resolution.size();
  entry.item->imported = std::move(article);
  return add(std::move(entry));
}

Result<> Harvester::Impl::take(TeamRecord&& record) {
  Pending entry;
  entry.item = std::make_unique<Prepared>();
  entry.bytes = sizeof(Prepared);
  entry.item->team = std::move(record);
  return add(std::move(entry));
}

Result<> Harvester::Impl::add(Pending entry) {
  pending_bytes += entry.bytes;
  pending.push_back(std::move(entry));
  preparer->submit(*pending.back().item);
  if (pending_bytes >= kMaxPendingBytes) return checked(flush(pending.size()));
  // The older half is stored while the preparer works on the younger.
  if (pending.size() >= 2 * options.batch) return checked(flush(options.batch));
  return {};
}

Result<> Harvester::Impl::reject(Rejection&& rejection, const std::string& file, std::string_view format) {
  QuarantineEntry entry;
  entry.file = file;
  entry.position = std::move(rejection.position);
  entry.reason = archive == nullptr ? std::move(rejection.reason) : archive->name_of(rejection.reason);
  entry.raw = std::move(rejection.raw);
  entry.format = format;
  entry.channel = options.channel;
  entry.at = now();
  rejected.push_back(std::move(entry));
  ++counts.quarantined;
  constexpr std::size_t kMaxRejected = kMaxPendingBytes / kMaxRejectedBytes;
  return rejected.size() >= kMaxRejected ? checked(flush(pending.size())) : Result<>{};
}

// Stores the first `count` of what is pending, and all that was rejected, in one transaction.
Result<> Harvester::Impl::flush(std::size_t count) {
  if (count == 0 && rejected.empty()) return {};
  for (std::size_t at = 0; at < count; ++at) preparer->wait(*pending[at].item);
  store.act_as({options.as_is ? "import" : kHarvestActor, "", false, ""});
  auto done = store.transaction([&]() -> Result<> {
    const auto forgotten = store.erased_authors();
    if (!forgotten) return fail(forgotten.error());
    if (forgotten->size() != erased) {
      return fail(ErrorCode::kConflict, "an author was erased while this was read",
                  "run it again: what was stored is skipped");
    }
    for (std::size_t at = 0; at < count; ++at) {
      Prepared& item = *pending[at].item;
      if (item.draft) item.draft->audience = options.audience;
      if (auto recorded = recorder.record(item); !recorded) return recorded;
    }
    for (const QuarantineEntry& entry : rejected) {
      if (auto added = store.add_to_quarantine(entry); !added) return added;
    }
    return {};
  });
  store.act_as({});
  if (!done) return done;
  rejected.clear();
  for (; count > 0; --count) {
    const Pending& entry = pending.front();
    pending_bytes -= entry.bytes;
    const auto newest = pending_digests.find(entry.key);
    if (newest != pending_digests.end() && newest->second == entry.digest) pending_digests.erase(newest);
    pending.pop_front();
  }
  return {};
}

void Harvester::Impl::report(const Input& input, bool always) {
  if (!progress || (!always && counts.conversations % kProgressEvery != 0)) return;
  position.bytes = bytes_before + static_cast<std::uint64_t>(packed * static_cast<double>(input.position()));
  position.counts = &counts;
  progress(position);
}

Result<> Harvester::Impl::harvest_file(const std::string& path) {
  auto input = open_input(path);
  if (!input) return fail(input.error());
  return harvest_input(std::move(*input));
}

// Archives in it are not followed: they are files of no known format.
Result<> Harvester::Impl::harvest_archive(const std::string& path) {
  const auto unpacked = UnpackedArchive::unpack(
      path, [&](Rejection&& rejection) { return reject(std::move(rejection), path, options.format); });
  if (!unpacked) return fail(unpacked.error());
  auto files = list_files({unpacked->folder()});
  if (!files) return fail(files.error());
  std::erase_if(*files, is_part);
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  const std::uint64_t bytes_after = bytes_before + (unknown ? 0 : size);
  archive = &*unpacked;
  packed = static_cast<double>(size) / static_cast<double>(std::max<std::uint64_t>(unpacked->bytes(), 1));
  Result<> done;
  for (const std::string& file : *files) {
    if (done) done = harvest_file(file);
  }
  archive = nullptr;
  packed = 1;
  bytes_before = bytes_after;
  return done;
}

Result<> Harvester::Impl::harvest_input(std::unique_ptr<Input> input) {
  const std::string name = archive == nullptr ? input->name() : archive->name_of(input->name());
  position.file = name;
  auto head = peek(input, kHeadBytes);
  if (!head && head.error().code == ErrorCode::kUnavailable) return fail(head.error());
  const Channel* channel = nullptr;
  if (head) {
    channel = mapped                   ? mapped.get()
              : options.format.empty() ? recognise(*head)
                                       : channel_of_format(options.format);
  }
  if (!head || channel == nullptr) {
    std::string reason =
        !head ? head.error().message
        : head->empty()
            ? "the file is empty"
            : "not an export of a known format; name it with --format, or map it to the interchange format";
    return reject({"byte 0", std::move(reason), head ? head->substr(0, kMaxRejectedBytes) : std::string()},
                  name, options.format);
  }
  Sink sink;
  sink.conversation = [&](Conversation&& conversation) {
    auto taken = take(std::move(conversation), *channel);
    report(*input, false);
    return taken;
  };
  sink.article = [&](Article&& article) { return take(std::move(article)); };
  if (options.as_is) sink.team = [&](TeamRecord&& record) { return take(std::move(record)); };
  if (options.partial.value_or(false)) {
    sink.event = [&](Conversation&& about) { return take_event(std::move(about), *channel); };
  }
  sink.reject = [&](Rejection&& rejection) { return reject(std::move(rejection), name, channel->format()); };
  if (auto parsed = channel->parse(*input, sink); !parsed) {
    if (fatal) return fail(*fatal);
    if (parsed.error().code == ErrorCode::kUnavailable) return parsed;
    // The file is damaged: what came before stays, the rest of it is lost, the other files go on.
    if (auto noted = reject({fmt::format("byte {}", input->position()), parsed.error().message, ""}, name,
                            channel->format());
        !noted) {
      return noted;
    }
  }
  report(*input, true);
  bytes_before += static_cast<std::uint64_t>(packed * static_cast<double>(input->size()));
  return {};
}

Harvester::Harvester(Store& store, HarvestOptions options)
    : impl_(std::make_unique<Impl>(store, std::move(options))) {}
Harvester::~Harvester() = default;

Result<HarvestCounts> Harvester::harvest(std::unique_ptr<Input> input) {
  Impl& impl = *impl_;
  if (auto started = impl.start(); !started) return fail(started.error());
  if (auto done = impl.harvest_input(std::move(input)); !done) return fail(done.error());
  if (auto done = impl.flush(impl.pending.size()); !done) return fail(done.error());
  return impl.counts;
}

Result<HarvestCounts> Harvester::harvest(const std::vector<std::string>& paths, const Progress& progress) {
  Impl& impl = *impl_;
  if (auto started = impl.start(); !started) return fail(started.error());
  impl.progress = progress;
  if (!impl.mapped && !impl.options.format.empty() && channel_of_format(impl.options.format) == nullptr) {
    std::string known;
    for (const auto& channel : channels())
      known += (known.empty() ? "" : ", ") + std::string(channel->format());
    return fail(ErrorCode::kInvalidInput, fmt::format("there is no format \"{}\"", impl.options.format),
                "the formats are: " + known + "; and csv and jsonl with --map");
  }
  auto files = list_files(paths);
  if (!files) return fail(files.error());
  std::erase_if(*files, is_part);
  for (const std::string& file : *files) impl.position.total_bytes += bytes_of(file);
  for (const std::string& file : *files) {
    auto done = is_archive(file) ? impl.harvest_archive(file) : impl.harvest_file(file);
    if (!done) return fail(done.error());
  }
  if (auto done = impl.flush(impl.pending.size()); !done) return fail(done.error());
  impl.progress = {};
  return impl.counts;
}

}  // namespace garner

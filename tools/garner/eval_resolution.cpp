// garner eval-resolution: what people marked as the answer, hidden, against what resolve() finds without it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "indexer/channel/channel.h"
#include "indexer/channel/files.h"
#include "indexer/channel/input.h"
#include "indexer/text/normalise.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"
#include "tools/garner/resolution_measures.h"

namespace garner {
namespace {

struct EvalResolutionOptions {
  std::vector<std::string> paths;
  std::string format, channel;
};

using ByChannel = std::map<std::string, ResolutionMeasures>;

nlohmann::ordered_json share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return nullptr;
  return static_cast<double>(part) / static_cast<double>(whole);
}

nlohmann::ordered_json document_of(const ResolutionMeasures& m) {
  nlohmann::ordered_json baselines = nlohmann::ordered_json::object();
  for (const NaiveChoice baseline : kBaselines) {
    baselines[std::string(name_of(baseline))] = {
        {"hit_at_1", share(m.baseline_hits[static_cast<std::size_t>(baseline)], m.marked)},
        {"precision", share(m.marked, m.answered)},  // each calls resolved what has an answer
        {"recall", share(m.marked, m.marked)}};
  }
  nlohmann::ordered_json bins = nlohmann::ordered_json::array();
  for (const ResolutionMeasures::Bin& bin : m.bins) {
    if (bin.count == 0) continue;
    const auto count = static_cast<double>(bin.count);
    bins.push_back({{"score", bin.score / count},
                    {"conversations", bin.count},
                    {"marked", bin.marked},
                    {"right", share(bin.right, bin.count)},
                    {"right_of_marked", share(bin.right, bin.marked)}});
  }
  nlohmann::ordered_json document = {{"conversations", m.conversations},
                                     {"answered", m.answered},
                                     {"marked", m.marked},
                                     {"resolved", m.resolved},
                                     {"hit_at_1", share(m.hits, m.marked)},
                                     {"found", share(m.found, m.marked)},
                                     {"precision", share(m.resolved_marked, m.resolved)},
                                     {"recall", share(m.resolved_marked, m.marked)},
                                     {"right_when_resolved", share(m.resolved_right, m.resolved_marked)},
                                     {"baselines", std::move(baselines)},
                                     {"calibration_error", nullptr},
                                     {"calibration", std::move(bins)}};
  if (const auto error = m.calibration_error()) document["calibration_error"] = *error;
  return document;
}

std::string shown(const nlohmann::ordered_json& value) {
  return value.is_null()           ? "-"
         : value.is_number_float() ? fmt::format("{:.3f}", value.get<double>())
                                   : value.dump();
}

void print_channel(const std::string& name, const ResolutionMeasures& measures) {
  std::cout << bold(name) << '\n';
  const nlohmann::ordered_json document = document_of(measures);
  for (const auto& [key, value] : document.items()) {
    if (!value.is_structured()) std::cout << fmt::format("  {:<26} {:>8}\n", key, shown(value));
    if (key == "baselines") {
      for (const auto& [baseline, figures] : value.items())
        std::cout << fmt::format("  {:<26} {:>8}\n", baseline + " hit_at_1", shown(figures["hit_at_1"]));
    }
    if (key == "calibration") {
      for (const auto& bin : value) {
        std::cout << fmt::format("  score {:<20} {:>8} right of {}, {} of the {} marked\n",
                                 shown(bin["score"]), shown(bin["right"]),
                                 bin["conversations"].get<std::uint64_t>(), shown(bin["right_of_marked"]),
                                 bin["marked"].get<std::uint64_t>());
      }
    }
  }
}

void print(const Globals& globals, const ByChannel& channels) {
  ResolutionMeasures total;
  for (const auto& [name, measures] : channels) total.add(measures);
  if (globals.json) {
    nlohmann::ordered_json document = {{"channels", nlohmann::ordered_json::object()},
                                       {"total", document_of(total)}};
    for (const auto& [name, measures] : channels) document["channels"][name] = document_of(measures);
    return print_json(document);
  }
  for (const auto& [name, measures] : channels) print_channel(name, measures);
  if (channels.size() != 1) print_channel("total", total);
}

// Reads one export; what it holds goes to `take`. Files of no known format are passed over with a remark.
Result<> read(const Globals& globals, const EvalResolutionOptions& options, const std::string& file,
              const std::function<void(Conversation&&, const Input&)>& take) {
  constexpr std::size_t kHeadBytes = 64UL * 1024;
  auto input = open_input(file);
  if (!input) return fail(input.error());
  const auto head = peek(*input, kHeadBytes);
  if (!head) return fail(head.error());
  const Channel* channel = options.format.empty() ? recognise(*head) : channel_of_format(options.format);
  if (channel == nullptr) {
    remark(globals, fmt::format("{} is not an export of a known format", file));
    return {};
  }
  std::uint64_t rejected = 0;
  Sink sink;
  sink.conversation = [&](Conversation&& conversation) -> Result<> {
    if (conversation.channel.empty())
      conversation.channel =
          options.channel.empty() ? std::string(channel->default_channel()) : options.channel;
    if (!conversation.deleted) take(std::move(conversation), **input);
    return {};
  };
  sink.article = [](Article&&) -> Result<> { return {}; };
  sink.reject = [&](Rejection&&) -> Result<> {
    ++rejected;
    return {};
  };
  auto parsed = channel->parse(**input, sink);
  if (rejected > 0) remark(globals, fmt::format("{}: {} could not be read", file, with_commas(rejected)));
  return parsed;
}

Result<Exit> evaluate_resolution(const Globals& globals, const EvalResolutionOptions& options) {
  if (!options.format.empty() && channel_of_format(options.format) == nullptr)
    return fail(ErrorCode::kInvalidInput, fmt::format("there is no format \"{}\"", options.format));
  auto files = list_files(options.paths);
  if (!files) return fail(files.error());
  std::erase_if(*files, [](const std::string& file) {
    const std::string name = std::filesystem::path(file).filename().string();
    return std::any_of(channels().begin(), channels().end(),
                       [&](const auto& channel) { return channel->is_part(name); });
  });
  ByChannel measures;
  Normaliser normaliser;
  std::uint64_t done = 0, read_bytes = 0;
  ProgressLine progress(globals, "conversations");
  for (const std::string& file : *files) {
    std::uint64_t size = 0;
    auto taken = read(globals, options, file, [&](Conversation&& conversation, const Input& input) {
      size = input.size();
      const auto answers = hide_marks(conversation);
      normaliser.apply(conversation);
      measures[conversation.channel].add(conversation, answers, resolve(conversation));
      progress.show(read_bytes + input.position(), 0, ++done);
    });
    if (!taken) return fail(taken.error());
    read_bytes += size;
  }
  print(globals, measures);
  return Exit::kDone;
}

}  // namespace

void add_eval_resolution(const Command& program, Globals& globals) {
  const auto options = std::make_shared<EvalResolutionOptions>();
  const Command command = program.subcommand(
      "eval-resolution", "measure what is found as the answer against what people marked; stores nothing");
  command.option("--channel", options->channel,
                 "what the conversations belong to, where the export does not say");
  command.option("--format", options->format, "format of the export; found from its content when not given");
  command.option("paths", options->paths, "files and folders, - for standard input").required();
  command.runs([&globals, options] { return evaluate_resolution(globals, *options); });
}

}  // namespace garner

#include "tools/benchmark/report.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xapian.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "indexer/core/clock.h"

namespace garner::bench {
namespace {

std::string figure(double value) {
  if (value == 0) return "0";
  if (value < 10) return fmt::format("{:.3f}", value);
  if (value < 1000) return fmt::format("{:.1f}", value);
  return fmt::format("{:.0f}", value);
}

double load() {
  std::array<double, 1> average{};
  return getloadavg(average.data(), 1) == 1 ? average[0] : 0;
}

}  // namespace

void say(const std::string& line) {
  std::cerr << line << std::endl;
}

void Report::add(Row row) {
  say(fmt::format("  {} {}: {} {}{}", row.group, row.name, figure(row.garner), row.unit,
                  row.floor ? fmt::format(", floor {}", figure(*row.floor)) : ""));
  rows_.push_back(std::move(row));
}

void Report::print() const {
  std::cout << fmt::format(
      "{} conversations, seed {}, {} questions, whole runs: median of {}; {} cores, load {:.1f} at the end, "
      "Xapian {}\n\n",
      about_.count, about_.seed, about_.questions, about_.repeat, std::thread::hardware_concurrency(), load(),
      Xapian::version_string());
  std::cout << fmt::format("| {:<9} | {:<41} | {:<8} | {:>9} | {:>9} | {:>6} | {:<6} |\n", "", "", "unit",
                           "Garner", "floor", "ratio", "better");
  std::cout << fmt::format("|-{:-<9}-|-{:-<41}-|-{:-<8}-|-{:->9}:|-{:->9}:|-{:->6}:|-{:-<6}-|\n", "", "", "",
                           "", "", "", "");
  for (const Row& row : rows_) {
    const bool ratio = row.floor && *row.floor > 0;
    std::cout << fmt::format("| {:<9} | {:<41} | {:<8} | {:>9} | {:>9} | {:>6} | {:<6} |\n", row.group,
                             row.name, row.unit, figure(row.garner), row.floor ? figure(*row.floor) : "",
                             ratio ? fmt::format("{:.2f}", row.garner / *row.floor) : "",
                             row.higher_is_better ? "higher" : "lower");
  }
  std::cout << std::flush;
}

Result<> Report::write_json(const std::string& path) const {
  nlohmann::ordered_json document = {{"at", to_rfc3339(now())},
                                     {"conversations", about_.count},
                                     {"seed", about_.seed},
                                     {"questions", about_.questions},
                                     {"repeat", about_.repeat},
                                     {"cores", std::thread::hardware_concurrency()},
                                     {"load", load()},
                                     {"xapian", Xapian::version_string()},
                                     {"rows", nlohmann::ordered_json::array()}};
  for (const Row& row : rows_) {
    nlohmann::ordered_json line = {{"group", row.group},
                                   {"name", row.name},
                                   {"unit", row.unit},
                                   {"better", row.higher_is_better ? "higher" : "lower"},
                                   {"garner", row.garner}};
    if (row.floor) line["floor"] = *row.floor;
    if (row.floor && *row.floor > 0) line["ratio"] = row.garner / *row.floor;
    document["rows"].push_back(std::move(line));
  }
  std::error_code ignored;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  std::ofstream file(path);
  file << document.dump(2) << '\n';
  file.close();
  if (!file)
    return fail(ErrorCode::kUnavailable, path + " cannot be written", "name another file with --json");
  return {};
}

}  // namespace garner::bench

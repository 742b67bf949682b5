#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include <dataset_curator/split.hpp>
#include <digest/sha256.hpp>

namespace dataset_curator {
namespace {

constexpr std::uint64_t least_valid = 5;  // judgement: below, one odd example moves the mean loss
constexpr double most_of_one_group = 0.5;

std::string quarter_of(std::int64_t seconds) {
  const auto day =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  const std::chrono::year_month_day date(day);
  return fmt::format("{}-Q{}", static_cast<int>(date.year()), (static_cast<unsigned>(date.month()) + 2) / 3);
}

// From 0 to below 1, uniform over names.
double place_of(std::string_view name, std::uint64_t seed) {
  constexpr std::size_t digits = 13;  // 52 bits: a double holds them
  const std::string hex = digest::sha256_hex(fmt::format("{}:{}", seed, name)).substr(0, digits);
  std::uint64_t value = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  return std::ldexp(static_cast<double>(value), -52);
}

}  // namespace

std::string split_group(const chat::Metadata& metadata, const SplitOptions& options) {
  const bool by_quarter =
      metadata.time && std::ranges::find(options.quarters, metadata.group) != options.quarters.end();
  return by_quarter ? metadata.group + "/" + quarter_of(*metadata.time) : metadata.group;
}

chat::Split side_of(std::string_view split_group, const SplitOptions& options) {
  return place_of(split_group, options.seed) < options.valid_fraction ? chat::Split::valid
                                                                      : chat::Split::train;
}

void SideCounts::add(const chat::Metadata& metadata) {
  ++(metadata.split == chat::Split::valid ? valid_ : train_);
  ++groups_[metadata.group];
}

SplitCounts SideCounts::counts() const {
  SplitCounts counts{.train = train_, .valid = valid_};
  for (const auto& [group, examples] : groups_) {
    if (examples <= counts.largest) continue;
    counts.largest = examples;
    counts.largest_group = group;
  }
  return counts;
}

std::string split_problem(const SplitOptions& options, const SplitCounts& counts) {
  const std::uint64_t all = counts.train + counts.valid;
  if (options.valid_fraction <= 0 || all == 0 || (counts.valid >= least_valid && counts.train > 0)) return "";
  std::string text = fmt::format(
      "{} of {} examples are held back for validation, though {:.0f} % were asked for (groups are "
      "never cut): use another split_seed or valid_fraction",
      counts.valid, all, options.valid_fraction * 100);
  if (static_cast<double>(counts.largest) > most_of_one_group * static_cast<double>(all))
    text += fmt::format(", or `split_quarters: [{}]`, which has {} of them", counts.largest_group,
                        counts.largest);
  return text;
}

std::string split_rule(const SplitOptions& options, const SplitCounts& counts) {
  std::string text = fmt::format(
      "Whole groups (a repository with its sessions and commits, a folder's sessions, a skeleton) are held "
      "back for "
      "validation, each by a digest of split_seed and its own name, so that no example changes sides when "
      "others come or go: "
      "{:.0f} % of the groups on average, which are {} of {} examples here.",
      options.valid_fraction * 100, counts.valid, counts.valid + counts.train);
  if (const std::string problem = split_problem(options, counts); !problem.empty())
    text += " What is said of the validation loss is weak: " + problem + ".";
  return text;
}

}  // namespace dataset_curator

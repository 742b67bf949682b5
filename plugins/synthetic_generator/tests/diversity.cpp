#include "diversity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>

#include <re2/re2.h>

#include <synthetic_generator/random.hpp>

namespace synthetic_generator_test {
namespace {

using synthetic_generator::Axis;
using synthetic_generator::Exclusion;
using synthetic_generator::Files;
using synthetic_generator::Point;
using synthetic_generator::seed_of;

constexpr std::size_t run_length = 5;

bool is_keyword(const std::string& word) {
  static const std::array words = {
      "as",     "async", "await", "const",  "crate",  "derive", "dyn",   "else", "enum", "fn",    "for",
      "if",     "impl",  "in",    "let",    "loop",   "match",  "mod",   "move", "mut",  "pub",   "ref",
      "return", "self",  "Self",  "static", "struct", "super",  "trait", "type", "use",  "where", "while"};
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> normalised_tokens(std::string_view text) {
  static const RE2 token(
      R"re((//[^\n]*)|(r#*"[^"]*"#*|"(?:[^"\\]|\\.)*")|('[a-z_]\w*)|([A-Za-z_]\w*)|(\d[\w.]*)|(\S))re");
  std::vector<std::string> tokens;
  re2::StringPiece rest(text.data(), text.size());
  std::string comment, string, lifetime, word, number, other;
  while (RE2::FindAndConsume(&rest, token, &comment, &string, &lifetime, &word, &number, &other)) {
    if (!comment.empty()) continue;
    if (!string.empty())
      tokens.emplace_back("S");
    else if (!lifetime.empty())
      tokens.emplace_back("'");
    else if (!word.empty())
      tokens.push_back(is_keyword(word) ? word : "I");
    else if (!number.empty())
      tokens.emplace_back("N");
    else
      tokens.push_back(other);
  }
  return tokens;
}

bool is_excluded(const Point& pair, const std::vector<Exclusion>& exclusions) {
  return std::ranges::any_of(exclusions, [&](const Exclusion& exclusion) {
    return std::ranges::all_of(exclusion, [&](const auto& entry) {
      const auto at = pair.find(entry.first);
      return at != pair.end() && std::ranges::find(entry.second, at->second) != entry.second.end();
    });
  });
}

}  // namespace

std::vector<std::uint64_t> normalised_shingles(const Files& files) {
  std::vector<std::uint64_t> shingles;
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".rs")) continue;
    const auto tokens = normalised_tokens(text);
    for (std::size_t i = 0; i + run_length <= tokens.size(); ++i)
      shingles.push_back(seed_of(0, {tokens[i], tokens[i + 1], tokens[i + 2], tokens[i + 3], tokens[i + 4]}));
  }
  std::ranges::sort(shingles);
  const auto twins = std::ranges::unique(shingles);
  shingles.erase(twins.begin(), twins.end());
  return shingles;
}

double similarity(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right) {
  std::vector<std::uint64_t> common;
  std::ranges::set_intersection(left, right, std::back_inserter(common));
  const std::size_t all = left.size() + right.size() - common.size();
  return all == 0 ? 1.0 : static_cast<double>(common.size()) / static_cast<double>(all);
}

std::vector<std::size_t> clusters(std::span<const std::vector<std::uint64_t>> crates, double threshold) {
  std::vector<std::size_t> cluster(crates.size());
  std::iota(cluster.begin(), cluster.end(), std::size_t{0});
  for (std::size_t i = 0; i < crates.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (cluster[i] == cluster[j] || similarity(crates[i], crates[j]) < threshold) continue;
      std::ranges::replace(cluster, std::size_t(cluster[i]), std::size_t(cluster[j]));
    }
  }
  std::map<std::size_t, std::size_t> numbers;
  for (std::size_t& one : cluster) one = numbers.try_emplace(one, numbers.size()).first->second;
  return cluster;
}

double effective_number(std::span<const std::string> labels) {
  std::map<std::string_view, double> counts;
  for (const std::string& label : labels) ++counts[label];
  double entropy = 0;
  for (const auto& [label, count] : counts) {
    const double share = count / static_cast<double>(labels.size());
    entropy -= share * std::log(share);
  }
  return labels.empty() ? 0 : std::exp(entropy);
}

double pair_coverage(const std::vector<Axis>& axes, const std::vector<Exclusion>& exclusions,
                     const std::vector<Point>& points) {
  std::size_t possible = 0;
  std::size_t held = 0;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t b = a + 1; b < axes.size(); ++b) {
      for (const std::string& left : axes[a].values) {
        for (const std::string& right : axes[b].values) {
          if (is_excluded({{axes[a].name, left}, {axes[b].name, right}}, exclusions)) continue;
          ++possible;
          held += std::ranges::any_of(points, [&](const Point& point) {
            return point.at(axes[a].name) == left && point.at(axes[b].name) == right;
          });
        }
      }
    }
  }
  return possible == 0 ? 1.0 : static_cast<double>(held) / static_cast<double>(possible);
}

}  // namespace synthetic_generator_test

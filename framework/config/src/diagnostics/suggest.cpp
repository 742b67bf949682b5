#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <config/diagnostics.hpp>
#include <config/suggest.hpp>

namespace flowrun::config {
namespace {

std::string folded(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    c = c == '-' ? '_' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

std::optional<std::string> only_completion(std::string_view wanted,
                                           const std::vector<std::string>& candidates) {
  constexpr std::size_t shortest_prefix = 3;
  const auto completes = [&](const std::string& c) { return folded(c).starts_with(wanted); };
  const auto found = std::ranges::find_if(candidates, completes);
  const bool unique = std::ranges::count_if(candidates, completes) == 1;
  return unique && wanted.size() >= shortest_prefix ? std::optional(*found) : std::nullopt;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the table suffice: a swap looks back two.
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest_name = 200;  // the table is quadratic, and no real name is longer
  if (name.empty() || name.size() > longest_name) {
    return std::nullopt;
  }
  const std::string wanted = folded(name);
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(name.size(), 3) / 3 + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_name) {
      continue;
    }
    const std::size_t distance = edit_distance(wanted, folded(candidate));
    // A distance as long as the candidate shares nothing with it.
    if (distance < best_distance && distance < std::max(candidate.size(), wanted.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best ? best : only_completion(wanted, candidates);
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto near = closest(name, candidates);
  return near ? fmt::format("did you mean {}?", in_quotes(*near)) : std::string();
}

}  // namespace flowrun::config

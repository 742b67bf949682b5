// How often each reason was given.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace flowrun::graph {

class ReasonCounts {
 public:
  // A line break would tear the stored form.
  void add(std::string reason, std::uint64_t count = 1) {
    std::ranges::replace(reason, '\n', ' ');
    counts_[reason] += count;
  }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }
  [[nodiscard]] std::uint64_t sum() const {
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : counts_) sum += count;
    return sum;
  }

  // The form in which the store keeps them with a unit: one line "count reason" each.
  [[nodiscard]] std::string as_text() const {
    std::string text;
    for (const auto& [reason, count] : counts_) text += std::to_string(count) + " " + reason + "\n";
    return text;
  }
  static ReasonCounts from_text(std::string_view text) {
    ReasonCounts counts;
    while (!text.empty()) {
      const std::string line(text.substr(0, text.find('\n')));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      const std::size_t space = line.find(' ');
      if (space != std::string::npos)
        counts.add(line.substr(space + 1), std::strtoull(line.c_str(), nullptr, 10));
    }
    return counts;
  }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace flowrun::graph

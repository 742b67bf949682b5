#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr std::size_t most_open = 8;        // of a stage are seen at once
constexpr std::size_t most_reasons = 100;   // of a stage
constexpr std::size_t most_rows = 600;      // of the page
constexpr std::size_t most_examples = 200;  // of the page

using Reasons = std::vector<std::pair<std::string_view, std::uint64_t>>;

Reasons largest_first(const Json& counts) {
  Reasons reasons;
  for (const auto& [reason, count] : counts.members) reasons.emplace_back(reason, count_of(count));
  std::ranges::stable_sort(reasons, std::ranges::greater{}, [](const auto& one) { return one.second; });
  return reasons;
}

class Tables {
 public:
  explicit Tables(const std::vector<LeftOutExample>& examples) : examples_(examples) {}

  // `what`: "dropped 2,222 of 2,236".
  std::string table(std::string_view stage, const Json& counts, std::string_view what, std::uint64_t sum,
                    bool are_parts) {
    const Reasons reasons = largest_first(counts);
    if (reasons.empty()) return "";
    std::string html = fmt::format("<h3>{} <span class=\"mute\">{}</span></h3>\n", shown(stage), what);
    std::string open, folded;
    std::size_t told = 0;
    for (; told < reasons.size() && told < most_reasons && rows_ < most_rows; ++told, ++rows_) {
      const auto& [reason, count] = reasons[told];
      (told < most_open ? open : folded) += fmt::format(
          "<tr><td>{}</td><td>{}<span class=\"bar\" style=\"width:{:.1f}%\"></span>{}</td></tr>\n",
          count_text(count), shown(reason),
          sum == 0 ? 0.0 : 100 * static_cast<double>(count) / static_cast<double>(sum),
          examples(stage, reason, are_parts));
    }
    html += rows_of(open);
    if (!folded.empty())
      html += fmt::format("<details><summary>{} more reasons</summary>\n{}</details>\n", told - most_open,
                          rows_of(folded));
    if (told < reasons.size())
      html += fmt::format("<p class=\"mute\">and {} more reasons, in run.json</p>\n",
                          count_text(reasons.size() - told));
    return html;
  }

 private:
  static std::string rows_of(const std::string& rows) {
    return rows.empty() ? "" : "<table class=\"reasons\">\n" + rows + "</table>\n";
  }

  std::string examples(std::string_view stage, std::string_view reason, bool are_parts) {
    std::string html;
    for (const LeftOutExample& one : examples_) {
      if (one.stage != stage || one.reason != reason || one.is_part != are_parts || told_ == most_examples)
        continue;
      ++told_;
      html += fmt::format("<div class=\"mute\"><code>{}</code>{}{}</div>", shown(one.record),
                          one.evidence.empty() ? "" : " ", shown(one.evidence, 600));
    }
    return html;
  }

  const std::vector<LeftOutExample>& examples_;
  std::size_t rows_ = 0, told_ = 0;
};

std::uint64_t sum_of(const Json& counts) {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : counts.members) sum += count_of(count);
  return sum;
}

}  // namespace

std::string left_out(const RunStory& story) {
  Tables tables(story.examples);
  std::string html;
  for (const Json& stage : story.run["stages"].items) {
    const std::string_view name = stage["stage"].string();
    const std::uint64_t dropped = count_of(stage["dropped"]), parts = sum_of(stage["left_out"]);
    html += tables.table(
        name, stage["drop_reasons"],
        fmt::format("dropped {} of {}", count_text(dropped), count_text(count_of(stage["received"]))),
        dropped, false);
    html += tables.table(
        name, stage["left_out"],
        fmt::format("left out {} part{} of what it kept", count_text(parts), parts == 1 ? "" : "s"), parts,
        true);
  }
  return html.empty() ? "" : "<h2>Left out, and why</h2>\n" + html;
}

}  // namespace flowrun::report::page

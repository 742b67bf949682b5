#include <algorithm>

#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr std::size_t most_told = 60;  // of a kind
constexpr std::size_t most_seen = 10;  // at once
constexpr std::size_t most_open = 3;

std::string line(std::string_view what, std::string_view text) {
  return text.empty() ? ""
                      : fmt::format("<p><span class=\"mute\">{}</span> {}</p>\n", what, shown(text, 500));
}

std::string one(const Json& failure, bool is_open) {
  return fmt::format(
      "<details{}><summary><b>{}</b> <code>{}</code></summary>\n<pre>{}</pre>\n{}{}{}</details>\n",
      is_open ? " open" : "", shown(failure["stage"].string()), shown(failure["record"].string()),
      shown(failure["problem"].string(), 1200), line("why:", failure["why"].string()),
      line("what to do:", failure["what_to_do"].string()),
      failure["transient"].is_true() ? "<p class=\"mute\">tried again by the next run</p>\n" : "");
}

// `counted`: by the ledger, of which `all` may be the beginning.
std::string list(const Json& all, std::string_view title, std::uint64_t counted) {
  if (all.items.empty()) return "";
  counted = std::max<std::uint64_t>(counted, all.items.size());
  std::string html = fmt::format("<h2>{} <span class=\"mute\">{}</span></h2>\n", title, count_text(counted));
  std::string folded;
  const std::size_t told = std::min(all.items.size(), most_told);
  for (std::size_t i = 0; i < told; ++i) (i < most_seen ? html : folded) += one(all.items[i], i < most_open);
  if (!folded.empty())
    html += fmt::format("<details><summary>{} more</summary>\n{}</details>\n", told - most_seen, folded);
  if (counted > told)
    html += fmt::format("<p class=\"mute\">and {} more, in run.json</p>\n", count_text(counted - told));
  return html;
}

}  // namespace

std::string failures(const Json& run) {
  std::uint64_t failed = 0, rejected = 0;
  for (const Json& stage : run["stages"].items) {
    failed += count_of(stage["failed"]);
    rejected += count_of(stage["rejected"]) + count_of(stage["rejected_parts"]);
  }
  return list(run["failures"], "Failures", failed) + list(run["rejects"], "Rejects", rejected);
}

}  // namespace flowrun::report::page

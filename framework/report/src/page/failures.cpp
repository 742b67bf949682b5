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

std::string list(const Json& all, std::string_view title) {
  if (all.items.empty()) return "";
  std::string html =
      fmt::format("<h2>{} <span class=\"mute\">{}</span></h2>\n", title, count_text(all.items.size()));
  std::string folded;
  const std::size_t told = std::min(all.items.size(), most_told);
  for (std::size_t i = 0; i < told; ++i) (i < most_seen ? html : folded) += one(all.items[i], i < most_open);
  if (!folded.empty())
    html += fmt::format("<details><summary>{} more</summary>\n{}</details>\n", told - most_seen, folded);
  if (all.items.size() > most_told)
    html += fmt::format("<p class=\"mute\">and {} more, in run.json</p>\n",
                        count_text(all.items.size() - most_told));
  return html;
}

}  // namespace

std::string failures(const Json& run) {
  return list(run["failures"], "Failures") + list(run["rejects"], "Rejects");
}

}  // namespace flowrun::report::page

#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

constexpr std::size_t most_rows = 200, most_bytes = 120;

}  // namespace

std::string changes(const Comparison& comparison) {
  if (comparison.run == 0) return "";
  std::string html = fmt::format("<h2>Compared with run {}</h2>\n", comparison.run);
  if (comparison.changes.empty())
    return html + "<p class=\"mute\">The same settings, inputs, counts and results.</p>\n";
  html +=
      "<div class=\"scroll\"><table>\n<tr><th>what</th><th class=\"text\">stage</th><th "
      "class=\"text\">name</th>"
      "<th>before</th><th>now</th></tr>\n";
  for (std::size_t i = 0; i < comparison.changes.size() && i < most_rows; ++i) {
    const PageChange& one = comparison.changes[i];
    html += fmt::format(
        "<tr><td>{}</td><td class=\"text\">{}</td><td class=\"text\">{}</td><td>{}</td><td>{}</td></tr>\n",
        shown(one.section, most_bytes), shown(one.stage, most_bytes), shown(one.name, most_bytes),
        shown(one.before, most_bytes), shown(one.now, most_bytes));
  }
  html += "</table></div>\n";
  if (comparison.changes.size() > most_rows)
    html += fmt::format("<p class=\"mute\">and {} more: flowrun diff</p>\n",
                        count_text(comparison.changes.size() - most_rows));
  return html;
}

}  // namespace flowrun::report::page

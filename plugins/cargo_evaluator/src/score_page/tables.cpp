#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace cargo_evaluator::score_page {
namespace {

using base::html_text;
using base::name_of;
using rust_tasks::CriterionName;

std::string with_interval(const Rate& rate) {
  return fmt::format("{} <span class=\"mute\">({:.0f} to {:.0f})</span>", percent(rate.value),
                     100 * rate.interval.low, 100 * rate.interval.high);
}

std::string table(std::string_view header, std::string_view rows) {
  if (rows.empty()) return "";
  return fmt::format("<div class=\"scroll\"><table>\n<tr>{}</tr>\n{}</table></div>\n", header, rows);
}

// hidden_tests has a column of its own, with an interval.
std::string header_of(std::string_view first, const Group& group) {
  std::string html = fmt::format(
      "<th>{}</th><th>tasks</th><th>strict (95 %)</th><th>all hidden tests (95 %)</th><th>total</th>", first);
  for (const CriterionMean& one : group.criteria)
    if (one.name != CriterionName::hidden_tests) html += fmt::format("<th>{}</th>", name_of(one.name));
  return html;
}

std::string row_of(std::string_view name, const Group& group) {
  if (group.tasks == 0) return "";
  std::string html =
      fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>", html_text(name), group.tasks,
                  with_interval(group.strict), with_interval(group.hidden_tests), percent(group.total));
  for (const CriterionMean& one : group.criteria) {
    if (one.name == CriterionName::hidden_tests) continue;
    html += one.applicable > 0 ? fmt::format("<td>{} <span class=\"mute\">/{}</span></td>", percent(one.mean),
                                             one.applicable)
                               : "<td class=\"mute\">&ndash;</td>";
  }
  return html + "</tr>\n";
}

std::string made_with(const Variant& variant) {
  std::string html;
  for (const rust_tasks::MadeWith& made : variant.made_with)
    html += fmt::format("<p class=\"mute\">Model {}, {}; {}.</p>\n", html_text(made.model),
                        made.adapter.empty() ? "no adapter" : "adapter " + html_text(made.adapter),
                        html_text(made.limits));
  return html;
}

std::string statuses(const Variant& variant) {
  std::string text;
  for (const auto& [status, count] : variant.statuses)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(status), count);
  return "<p class=\"mute\">Statuses: " + text + ".</p>\n";
}

std::string variants(const Scorecard& card) {
  if (card.variants.empty()) return "";
  std::string rows, folded;
  for (const Variant& variant : card.variants) {
    rows += row_of(variant.name, variant.all);
    std::string gaps;
    for (const auto& [gap, group] : variant.gaps) gaps += row_of(name_of(gap), group);
    folded += fmt::format("<details><summary><b>{}</b>, by gap</summary>\n{}{}{}</details>\n",
                          html_text(variant.name), made_with(variant),
                          table(header_of("gap", variant.all), gaps), statuses(variant));
  }
  return "<h2>Variants</h2>\n<p class=\"mute\">Behind each mean stands the number of verdicts in which the "
         "criterion "
         "applies.</p>\n" +
         table(header_of("variant", card.variants.front().all), rows) + folded;
}

// Which gap each variant is good at, side by side.
std::string strict_by_gap(const Scorecard& card) {
  std::set<rust_tasks::Gap, ByName> gaps;
  std::string header = "<th>gap</th>", rows;
  for (const Variant& variant : card.variants) {
    header += "<th>" + html_text(variant.name) + "</th>";
    for (const auto& [gap, group] : variant.gaps) gaps.insert(gap);
  }
  for (const rust_tasks::Gap gap : gaps) {
    rows += fmt::format("<tr><td>{}</td>", name_of(gap));
    for (const Variant& variant : card.variants) {
      const auto group = variant.gaps.find(gap);
      rows += group == variant.gaps.end()
                  ? "<td class=\"mute\">&ndash;</td>"
                  : fmt::format("<td>{} <span class=\"mute\">/{}</span></td>",
                                percent(group->second.strict.value), group->second.tasks);
    }
    rows += "</tr>\n";
  }
  return rows.empty() ? "" : "<h2>Strict success by gap</h2>\n" + table(header, rows);
}

std::string numbers(const Difference& one) {
  return fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", one.tasks,
                     percent(one.base), percent(one.tuned), points_text(one.difference), interval_text(one),
                     p_text(one));
}

std::string comparison(const Scorecard& card) {
  if (!card.comparison) return "";
  std::string rows;
  for (const Difference& one : card.comparison->differences)
    if (one.tasks > 0) rows += fmt::format("<tr><td>{}</td>", name_of(one.measure)) + numbers(one);
  return "<h2>Base and tuned</h2>\n" +
         table(
             "<th>measure</th><th>tasks</th><th>base</th><th>tuned</th><th>difference</th><th>95 "
             "%</th><th>p</th>",
             rows) +
         "<p class=\"mute\">Differences in points. Strict is the headline: McNemar's exact test with Tango's "
         "interval, "
         "or a bootstrap over tasks where a task has several verdicts. The others: Student's t over tasks; "
         "the p values "
         "of the criteria are adjusted by Holm, over all of them.</p>\n";
}

std::string gap_comparisons(const Scorecard& card) {
  std::string rows;
  const auto row = [&](const GapComparison& one, std::string_view measure, const Difference& difference) {
    if (difference.tasks == 0) return;
    rows += fmt::format("<tr><td>{}</td><td class=\"text\">{}</td><td class=\"text\">{}</td>",
                        name_of(one.gap), html_text(one.variant), measure) +
            numbers(difference);
  };
  for (const GapComparison& one : card.by_gap) {
    row(one, "strict", one.strict);
    row(one, "tool_sequence met in full", one.tool_sequence);
  }
  if (rows.empty()) return "";
  return fmt::format(
             "<h2>Base and each variant, by gap</h2>\n<p class=\"mute\">Gaps with at least {} tasks that "
             "both have: "
             "with fewer no p value can be below 0.01.</p>\n",
             fewest_pairs) +
         table(
             "<th>gap</th><th class=\"text\">variant</th><th "
             "class=\"text\">measure</th><th>tasks</th><th>base</th>"
             "<th>variant</th><th>difference</th><th>95 %</th><th>p</th>",
             rows) +
         "<p class=\"mute\">McNemar's exact test, as above; not adjusted.</p>\n";
}

}  // namespace

std::string tables(const Scorecard& card) {
  return strict_by_gap(card) + variants(card) + comparison(card) + gap_comparisons(card);
}

}  // namespace cargo_evaluator::score_page

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <base/html.hpp>
#include <cargo_evaluator/scorecard.hpp>
#include <cargo_evaluator/scoring.hpp>

namespace cargo_evaluator {
namespace {

using base::name_of;
using rust_tasks::Criterion;
using rust_tasks::CriterionName;
using rust_tasks::Verdict;

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scorecard</title>
<style>
:root { color-scheme: light dark; --ink: #1f2328; --paper: #ffffff; --line: #d0d7de; --soft: #f6f8fa; --good: #1a7f37; --bad: #b42318; --mute: #59636e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d; --soft: #161b22; --good: #4ac26b; --bad: #ff8078; --mute: #9198a1; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: right; vertical-align: top; }
th { background: var(--soft); }
th:first-child, td:first-child, .text { text-align: left; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
code, li { overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .mute { color: var(--mute); }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; }
</style>
</head>
<body>
)";

using base::html_text;

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string with_interval(const Rate& rate) {
  return fmt::format("{} <span class=\"mute\">({:.0f} to {:.0f})</span>", percent(rate.value),
                     100 * rate.interval.low, 100 * rate.interval.high);
}

class Page {
 public:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
  }
  void raw(std::string_view text) { text_ += text; }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

// What is shown, and of whom.
std::string opening(const Scorecard& card) {
  if (card.variants.empty()) return "Nothing was judged.";
  std::string names;
  bool only_references = true;
  for (const Variant& variant : card.variants) {
    names += (names.empty() ? "" : ", ") + variant.name;
    only_references = only_references && variant.name == "reference";
  }
  if (only_references)
    return "These are the tasks' own reference solutions, judged to prove the tasks: no model was judged.";
  if (card.comparison)
    return "Solutions of held-out Rust tasks by a model without (base) and with (tuned) its adapter, judged "
           "by cargo. "
           "Variants: " +
           names + ".";
  return "Solutions of held-out Rust tasks, judged by cargo. Variants: " + names + ".";
}

std::string_view meaning(CriterionName criterion) {
  using enum CriterionName;
  switch (criterion) {
    case builds:
      return "the crate compiles, by a manifest that steers none of the tools";
    case no_unwrap:
      return "no unwrap, expect, panic! and their kin outside of tests";
    case question_mark:
      return "errors are passed on by `?`, not by hand";
    case lifetimes:
      return "no lifetime that could be left out, no 'static that is not needed";
    case clippy:
      return "`cargo clippy --all-targets -- -D warnings` passes, and nothing is silenced";
    case crates:
      return "the crates that fit, and errors with types of their own";
    case tool_sequence:
      return "read, edit, verify, and an answer that claims only what was seen";
    case hidden_tests:
      return "the share of tests that pass, which the candidate never saw";
  }
  return "";
}

void write_words(Page& page) {
  page.raw(
      "<h2>What the columns mean</h2>\n<div class=\"scroll\"><table>\n<tr><th>column</th><th>weight</th><th "
      "class=\"text\">meaning</th></tr>\n");
  for (const CriterionName name : all_criteria)
    page.add("<tr><td>{}</td><td>{:.2f}</td><td class=\"text\">{}</td></tr>\n", name_of(name),
             weight_of(name), html_text(meaning(name)));
  page.raw(
      "<tr><td>total</td><td></td><td class=\"text\">the weighted mean of the criteria that apply</td></tr>\n"
      "<tr><td>strict</td><td></td><td class=\"text\">the share of tasks in which every criterion that "
      "applies is "
      "met</td></tr>\n"
      "<tr><td>gap</td><td></td><td class=\"text\">what of Rust a task is about; the tables below split by "
      "it</td></tr>\n"
      "</table></div>\n");
}

void write_summary(Page& page, const Scorecard& card) {
  page.add("<h1>Scorecard</h1>\n<p>{}</p>\n", html_text(opening(card)));
  page.add("<p>{} tasks, {} verdicts; {} failed for reasons of the machine.</p>\n<ul>\n", card.tasks,
           card.verdicts, percent(card.infrastructure_rate));
  for (const std::string& limit : card.limits) page.add("<li>{}</li>\n", html_text(limit));
  page.raw("</ul>\n");
}

void write_row(Page& page, std::string_view name, const Group& group) {
  page.add("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>", html_text(name), group.tasks,
           with_interval(group.strict), with_interval(group.hidden_tests), percent(group.total));
  for (const CriterionMean& one : group.criteria) {
    if (one.name == CriterionName::hidden_tests) continue;  // it has its column, with an interval
    if (one.applicable > 0)
      page.add("<td>{} <span class=\"mute\">/{}</span></td>", percent(one.mean), one.applicable);
    else
      page.raw("<td class=\"mute\">none</td>");
  }
  page.raw("</tr>\n");
}

void write_header(Page& page, std::string_view first, const Group& group) {
  page.add(
      "<div class=\"scroll\"><table>\n<tr><th>{}</th><th>tasks</th><th>strict (95 %)</th><th>all hidden "
      "tests "
      "(95 %)</th>"
      "<th>total</th>",
      first);
  for (const CriterionMean& one : group.criteria) {
    if (one.name != CriterionName::hidden_tests) page.add("<th>{}</th>", name_of(one.name));
  }
  page.raw("</tr>\n");
}

void write_variants(Page& page, const Scorecard& card) {
  if (card.variants.empty()) return;
  page.raw(
      "<h2>Variants</h2>\n<p class=\"mute\">Strict: every criterion that applies is met. Behind each mean "
      "stands the "
      "number of verdicts in which the criterion applies.</p>\n");
  write_header(page, "variant", card.variants.front().all);
  for (const Variant& variant : card.variants) write_row(page, variant.name, variant.all);
  page.raw("</table></div>\n");
  for (const Variant& variant : card.variants) {
    page.add("<h3>{}</h3>\n", html_text(variant.name));
    for (const rust_tasks::MadeWith& made : variant.made_with)
      page.add("<p class=\"mute\">Model {}, {}; {}.</p>\n", html_text(made.model),
               made.adapter.empty() ? "no adapter" : "adapter " + html_text(made.adapter),
               html_text(made.limits));
    write_header(page, "gap", variant.all);
    for (const auto& [gap, group] : variant.gaps) write_row(page, name_of(gap), group);
    page.raw("</table></div>\n<p>Statuses: ");
    bool first = true;
    for (const auto& [status, count] : variant.statuses) {
      page.add("{}{} {}", first ? "" : ", ", name_of(status), count);
      first = false;
    }
    page.raw(".</p>\n");
  }
}

// In points.
std::string interval_text(const Difference& one) {
  return one.interval ? fmt::format("{:+.0f} to {:+.0f}", 100 * one.interval->low, 100 * one.interval->high)
                      : std::string("does not vary");
}

void write_comparison(Page& page, const Comparison& comparison) {
  page.add(
      "<h2>Base and tuned</h2>\n<p>{} tasks have both. By total, tuned is better in {} and base in {}.</p>\n"
      "<div "
      "class=\"scroll\"><table>\n<tr><th>measure</th><th>tasks</th><th>base</th><th>tuned</"
      "th><th>difference</th>"
      "<th>95 %</th><th>p</th></tr>\n",
      comparison.pairs, comparison.tuned_better, comparison.base_better);
  for (const Difference& one : comparison.differences) {
    page.add("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:+.1f}</td><td>{}</td><td>{}</td></tr>\n",
             name_of(one.measure), one.tasks, percent(one.base), percent(one.tuned), 100 * one.difference,
             interval_text(one), one.p ? fmt::format("{:.3f}", *one.p) : std::string("does not vary"));
  }
  page.raw(
      "</table></div>\n<p class=\"mute\">Differences in points. Strict is the headline: McNemar's exact test "
      "with "
      "Tango's interval, or a bootstrap over tasks where a task has several verdicts. The others: Student's "
      "t over "
      "tasks; the p values of the criteria are adjusted by Holm, over all of them.</p>\n");
}

void write_gap_row(Page& page, const GapComparison& one, std::string_view measure,
                   const Difference& difference) {
  page.add(
      "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:+.1f}</td><td>{}</"
      "td><td>{}</"
      "td></tr>\n",
      name_of(one.gap), html_text(one.variant), measure, difference.tasks, percent(difference.base),
      percent(difference.tuned), 100 * difference.difference, interval_text(difference),
      difference.p ? fmt::format("{:.2g}", *difference.p) : std::string("does not vary"));
}

void write_gap_comparisons(Page& page, const std::vector<GapComparison>& comparisons) {
  if (comparisons.empty()) return;
  page.add(
      "<h2>Base and each variant, by gap</h2>\n<p class=\"mute\">Gaps with at least {} tasks that both have: "
      "with fewer "
      "no p value can be below 0.01.</p>\n<div class=\"scroll\"><table>\n<tr><th>gap</th><th>variant</th><th "
      "class=\"text\">measure</th><th>tasks</th><th>base</th><th>variant</th><th>difference</th><th>95 "
      "%</th><th>p</th></tr>\n",
      fewest_pairs);
  for (const GapComparison& one : comparisons) {
    write_gap_row(page, one, "strict", one.strict);
    write_gap_row(page, one, "tool_sequence met in full", one.tool_sequence);
  }
  page.raw("</table></div>\n<p class=\"mute\">McNemar's exact test, as above; not adjusted.</p>\n");
}

void write_criterion(Page& page, const Criterion& one) {
  const char* const look = !one.applicable ? "mute" : one.score == 1 ? "good" : "bad";
  const std::string score = one.applicable ? fmt::format("{:.2f}", one.score) : std::string("does not apply");
  page.add("<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"text\">", name_of(one.name), look, score);
  if (!one.evidence.empty()) {
    page.raw("<ul>");
    for (const std::string& line : one.evidence) page.add("<li>{}</li>", html_text(line));
    page.raw("</ul>");
  }
  page.raw("</td></tr>\n");
}

void write_verdict(Page& page, const Verdict& verdict) {
  page.add(
      "<details><summary><b>{}</b> {} <span class=\"mute\">{}, {}</span>: {}, total {:.3f}, <span "
      "class=\"{}\">{}</span>"
      "</summary>\n<div class=\"scroll\"><table>\n<tr><th>criterion</th><th>score</th><th "
      "class=\"text\">evidence</th></tr>\n",
      html_text(verdict.task), html_text(verdict.variant), name_of(verdict.gap), name_of(verdict.agent),
      name_of(verdict.status), verdict.total, verdict.strict ? "good" : "bad",
      verdict.strict ? "strict" : "not strict");
  for (const Criterion& one : verdict.criteria) write_criterion(page, one);
  page.raw("</table></div></details>\n");
}

}  // namespace

std::string report_html(const Scorecard& card, std::span<const Verdict> verdicts) {
  Page page;
  page.raw(head);
  write_summary(page, card);
  write_words(page);
  write_variants(page, card);
  if (card.comparison) write_comparison(page, *card.comparison);
  write_gap_comparisons(page, card.by_gap);
  page.raw("<h2>Tasks</h2>\n");
  std::vector<const Verdict*> ordered;
  for (const Verdict& verdict : verdicts) ordered.push_back(&verdict);
  std::ranges::stable_sort(ordered, {}, [](const Verdict* one) {
    return std::tuple(std::string_view(one->task), std::string_view(one->variant), name_of(one->agent),
                      name_of(one->status), one->total);
  });
  for (const Verdict* verdict : ordered) write_verdict(page, *verdict);
  page.raw("<h2>Toolchain</h2>\n");
  for (const std::string& toolchain : card.toolchains) page.add("<pre>{}</pre>\n", html_text(toolchain));
  page.raw("</body>\n</html>\n");
  return std::move(page).take();
}

}  // namespace cargo_evaluator

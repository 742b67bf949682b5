#include <fmt/format.h>

#include <base/html.hpp>
#include <cargo_evaluator/scoring.hpp>

#include "sections.hpp"

namespace cargo_evaluator::score_page {
namespace {

using rust_tasks::CriterionName;

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

}  // namespace

std::string meanings() {
  std::string rows;
  for (const CriterionName name : all_criteria)
    rows += fmt::format("<tr><td>{}</td><td>{:.2f}</td><td class=\"text\">{}</td></tr>\n",
                        base::name_of(name), weight_of(name), base::html_text(meaning(name)));
  return "<h2>What the columns mean</h2>\n<div class=\"scroll\"><table>\n"
         "<tr><th>column</th><th>weight</th><th class=\"text\">meaning</th></tr>\n" +
         rows +
         "<tr><td>total</td><td></td><td class=\"text\">the weighted mean of the criteria that "
         "apply</td></tr>\n"
         "<tr><td>strict</td><td></td><td class=\"text\">the share of tasks in which every criterion that "
         "applies is "
         "met</td></tr>\n"
         "<tr><td>gap</td><td></td><td class=\"text\">what of Rust a task is "
         "about</td></tr>\n</table></div>\n";
}

}  // namespace cargo_evaluator::score_page

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include <base/counted.hpp>
#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace cargo_evaluator::score_page {
namespace {

using base::html_text;

// What is shown, where nothing is compared.
std::string opening(const Scorecard& card) {
  if (card.variants.empty()) return "Nothing was judged.";
  const bool only_references =
      std::ranges::all_of(card.variants, [](const Variant& one) { return one.name == "reference"; });
  if (only_references)
    return "These are the tasks' own reference solutions, judged to prove the tasks: no model was judged.";
  return "Solutions of held-out Rust tasks, judged by cargo.";
}

// Only an interval without 0 has a colour.
std::string_view look(const Difference& strict) {
  if (strict.interval && strict.interval->low > 0) return "good";
  return strict.interval && strict.interval->high < 0 ? "bad" : "mute";
}

std::string against(const VariantComparison& one) {
  if (!one.unfair.empty())
    return fmt::format("<div class=\"headline\"><h2>{} against base</h2><p class=\"warn\">{}</p></div>\n",
                       html_text(one.variant), html_text(one.unfair));
  const auto won = std::ranges::count(one.pairs, 1, outcome);
  const auto lost = std::ranges::count(one.pairs, -1, outcome);
  return fmt::format(
      "<div class=\"headline\"><h2>{} against base</h2>\n<p class=\"figure {}\">{} points</p>\n"
      "<p>95 %: {}; p: {}</p>\n<p>strict success {} &rarr; {}, {}</p>\n<p>{} won, {} lost</p></div>\n",
      html_text(one.variant), look(one.strict), points_text(one.strict.difference), interval_text(one.strict),
      p_text(one.strict), percent(one.strict.base), percent(one.strict.tuned),
      base::counted(one.strict.tasks, "task"), won, lost);
}

std::string alone(const Variant& variant) {
  if (variant.all.tasks == 0) return "";
  return fmt::format(
      "<div class=\"headline\"><h2>{}</h2>\n<p class=\"figure\">{}</p>\n<p>strict success, {}</p></div>\n",
      html_text(variant.name), percent(variant.all.strict.value), base::counted(variant.all.tasks, "task"));
}

}  // namespace

std::string headline(const Scorecard& card) {
  std::string html = "<h1>Scorecard</h1>\n";
  std::string cards;
  for (const VariantComparison& one : card.against_base) cards += against(one);
  if (cards.empty()) {
    html += fmt::format("<p>{}</p>\n", opening(card));
    for (const Variant& variant : card.variants) cards += alone(variant);
  }
  html += "<div class=\"headlines\">\n" + cards + "</div>\n";
  html += fmt::format(
      "<p class=\"mute\">Strict success: every criterion that applies to a task is met. {}, {}; {} of them "
      "failed for "
      "reasons of the machine.</p>\n",
      base::counted(card.tasks, "task"), base::counted(card.verdicts, "verdict"),
      percent(card.infrastructure_rate));
  return html;
}

std::string limits(const Scorecard& card) {
  if (card.limits.empty()) return "";
  std::string html = "<h2>What these numbers cannot show</h2>\n<ul>\n";
  for (const std::string& limit : card.limits) html += "<li>" + html_text(limit) + "</li>\n";
  return html + "</ul>\n";
}

}  // namespace cargo_evaluator::score_page

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace cargo_evaluator::score_page {
namespace {

using base::html_text;
using Pairs = std::vector<const TaskPair*>;

double total_change(const TaskPair& pair) { return pair.total - pair.base_total; }

// Those that `is` holds for, the largest change of points first.
template <class Is>
Pairs those(const VariantComparison& comparison, Is is) {
  Pairs found;
  for (const TaskPair& pair : comparison.pairs)
    if (is(pair)) found.push_back(&pair);
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [](const TaskPair* one) { return std::abs(total_change(*one)); });
  return found;
}

std::string list(const Pairs& pairs, const Places& places) {
  std::string html = "<ul class=\"changes\">\n";
  for (const TaskPair* pair : pairs)
    html += fmt::format(
        "<li><a href=\"#task-{}\">{}</a> <span class=\"mute\">{}</span> strict {} &rarr; {}, total {:.2f} "
        "&rarr; "
        "{:.2f}</li>\n",
        places.at(pair->task), html_text(pair->task), base::name_of(pair->gap), percent(pair->base_strict),
        percent(pair->strict), pair->base_total, pair->total);
  return html + "</ul>\n";
}

std::string shown(std::string_view title, std::string_view look, const Pairs& pairs, const Places& places) {
  if (pairs.empty()) return "";
  return fmt::format("<h4 class=\"{}\">{}: {}</h4>\n{}", look, title, pairs.size(), list(pairs, places));
}

std::string folded(std::string_view title, const Pairs& pairs, const Places& places) {
  if (pairs.empty()) return "";
  return fmt::format("<details><summary>{}: {}</summary>\n{}</details>\n", title, pairs.size(),
                     list(pairs, places));
}

std::string changes_of(const VariantComparison& one, const Places& places) {
  const Pairs won = those(one, [](const TaskPair& pair) { return outcome(pair) > 0; });
  const Pairs lost = those(one, [](const TaskPair& pair) { return outcome(pair) < 0; });
  const auto same = [](const TaskPair& pair, int direction) {
    return outcome(pair) == 0 && sign(total_change(pair)) == direction;
  };
  std::string html = fmt::format("<h3>{} against base</h3>\n", html_text(one.variant));
  if (won.empty() && lost.empty())
    html += fmt::format("<p>No task of {} was won or lost.</p>\n", one.pairs.size());
  return html + shown("Won", "good", won, places) + shown("Lost", "bad", lost, places) +
         folded("As strict as base, more points",
                those(one, [&](const TaskPair& pair) { return same(pair, 1); }), places) +
         folded("As strict as base, fewer points",
                those(one, [&](const TaskPair& pair) { return same(pair, -1); }), places);
}

}  // namespace

std::string changes(const Scorecard& card, const Places& places) {
  std::string html;
  for (const VariantComparison& one : card.against_base)
    if (one.unfair.empty()) html += changes_of(one, places);
  return html.empty() ? "" : "<h2>Wins and losses</h2>\n" + html;
}

}  // namespace cargo_evaluator::score_page

#include <algorithm>
#include <string>

#include <chat_page/style.hpp>

#include <base/html.hpp>
#include <cargo_evaluator/scorecard.hpp>

#include "sections.hpp"
#include "style.hpp"

namespace cargo_evaluator {
namespace {

constexpr std::size_t most_bytes_of_rollouts = 1'500'000;

score_page::Places places_of(std::span<const rust_tasks::Verdict> verdicts) {
  score_page::Places places;
  for (const rust_tasks::Verdict& verdict : verdicts) places.try_emplace(verdict.task);
  std::size_t next = 0;
  for (auto& [task, place] : places) place = ++next;
  return places;
}

std::string toolchains(const Scorecard& card) {
  std::string html;
  for (const std::string& toolchain : card.toolchains)
    html += "<pre>" + base::html_text(toolchain) + "</pre>\n";
  return html.empty() ? "" : "<h2>Toolchain</h2>\n" + html;
}

}  // namespace

std::string report_html(const Scorecard& card, std::span<const rust_tasks::Verdict> verdicts) {
  using namespace score_page;
  const Places places = places_of(verdicts);
  return base::html_page("Scorecard", std::string(chat_page::conversation_style) + style,
                         headline(card) + changes(card, places) + limits(card) + tables(card) +
                             rollouts(verdicts, places, most_bytes_of_rollouts) + meanings() +
                             toolchains(card));
}

}  // namespace cargo_evaluator

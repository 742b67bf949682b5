#include <fmt/format.h>

#include <base/html.hpp>
#include <base/printable.hpp>
#include <report/run_page.hpp>

#include "sections.hpp"
#include "style.hpp"
#include "words.hpp"

namespace flowrun::report {

std::string run_page(const RunStory& story) {
  const base::Json& run = story.run;
  return base::html_page(fmt::format("{} run {}: {}", base::printable_line(run["pipeline"].string()),
                                     page::count_of(run["id"]), base::printable_line(run["status"].string())),
                         page::style,
                         page::opening(run) + page::results(story) + page::stage_graph(run) +
                             page::ledger(run) + page::failures(run) + page::timeline(story.activity) +
                             page::metrics(story) + page::left_out(story) + page::changes(story.comparison) +
                             page::origin(run));
}

}  // namespace flowrun::report

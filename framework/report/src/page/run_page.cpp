#include <fmt/format.h>

#include <report/run_page.hpp>

#include "sections.hpp"
#include "style.hpp"
#include "words.hpp"

namespace flowrun::report {

std::string run_page(const RunStory& story) {
  const base::Json& run = story.run;
  return fmt::format(
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>{} run {}: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
             page::shown(run["pipeline"].string()), page::count_of(run["id"]),
             page::shown(run["status"].string()), page::style) +
         page::opening(run) + page::results(story) + page::stage_graph(run) + page::ledger(run) +
         page::failures(run) + page::timeline(story.activity) + page::metrics(story) + page::left_out(story) +
         page::changes(story.comparison) + page::origin(run) + "</body>\n</html>\n";
}

}  // namespace flowrun::report

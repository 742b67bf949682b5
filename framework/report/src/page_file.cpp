#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <graph/last_run.hpp>
#include <report/page_file.hpp>
#include <report/run_folder.hpp>
#include <report/run_page.hpp>

#include "left_out_examples.hpp"
#include "points_in.hpp"

namespace flowrun::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_earlier_metrics_bytes = 1'000'000;  // of each
constexpr std::size_t most_earlier = 3, most_looked_at = 20;
constexpr std::size_t most_links = 20;  // of a result

// Newest first; of runs that restored the same metrics one.
std::vector<std::vector<PagePoint>> earlier_points(const graph::Plan& plan, const graph::RunReport& report,
                                                   const store::Store& store, const fs::path& store_path) {
  std::vector<std::vector<PagePoint>> earlier;
  const auto runs = graph::runs_of(plan, store, most_looked_at + 1);
  if (!runs) return earlier;
  for (const store::Run& run : *runs) {
    if (run.id == report.run || earlier.size() == most_earlier) continue;
    auto points = points_in(run_folder(store_path, run.id) / metrics_file_name, most_earlier_metrics_bytes);
    if (!points.empty() && std::ranges::find(earlier, points) == earlier.end())
      earlier.push_back(std::move(points));
  }
  return earlier;
}

// Of a folder what a person would open in it.
std::vector<fs::path> pages_of(const fs::path& result) {
  std::error_code error;
  std::vector<fs::path> pages;
  for (fs::directory_iterator entry(result, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path name = entry->path().filename();
    if (name == "README.md" || name.extension() == ".html") pages.push_back(entry->path());
  }
  std::ranges::sort(pages);
  if (pages.size() > most_links) pages.resize(most_links);
  return pages;
}

std::vector<PageLink> links_to(const graph::RunReport& report, const fs::path& folder) {
  std::error_code error;
  const fs::path base = fs::weakly_canonical(folder, error);
  std::vector<PageLink> links;
  const auto add = [&](const std::string& result, const fs::path& place, const std::string& text) {
    std::error_code unknown;
    fs::path target = fs::weakly_canonical(place, unknown);
    if (unknown) target = fs::absolute(place, unknown);
    const fs::path relative = target.lexically_relative(base);
    links.push_back({.result = result, .text = text, .place = relative.empty() ? target : relative});
  };
  for (const graph::PublishReport& published : report.published) {
    if (!published.is_published) continue;
    add(published.name, published.path, published.path.string());
    for (const fs::path& page : pages_of(published.path)) add(published.name, page, page.filename().string());
  }
  return links;
}

}  // namespace

bool did_something(const graph::RunReport& report) {
  return report.exit_code != graph::ExitCode::all_well ||
         std::ranges::any_of(report.stages,
                             [](const graph::StageReport& stage) { return stage.units_run > 0; }) ||
         std::ranges::any_of(report.published, [](const graph::PublishReport& one) {
           return one.is_published && !one.is_unchanged;
         });
}

base::Result<fs::path> write_run_page(RunStory story, const graph::Plan& plan, const graph::RunReport& report,
                                      const store::Store& store, const fs::path& store_path) {
  const fs::path folder = run_folder(store_path, report.run);
  fs::path page = folder / page_file_name;
  story.examples = left_out_examples(plan, report, store);
  story.links = links_to(report, folder);
  for (const config::PublishedPort& one : plan.publish)
    story.makers[one.name] = plan.stages[one.from.stage].name;
  story.points = points_in(folder / metrics_file_name, most_metrics_bytes);
  story.earlier = earlier_points(plan, report, store, store_path);
  if (const auto written = write_kept(page, run_page(story)); !written)
    return std::unexpected(written.error());
  return page;
}

}  // namespace flowrun::report

#include "workbench.hpp"

#include <algorithm>
#include <memory>

#include <doctest/doctest.h>

#include <graph/make_plan.hpp>
#include <graph/records.hpp>

namespace fs = std::filesystem;
using namespace flowrun;

namespace {

// Records carry deleters of the plugins, so the loader outlives all of them.
plugins::Loader& loader() {
  static auto& one = *new plugins::Loader;  // never taken down: a unit that was given up may still run
  return one;
}

const plugins::Registry& registry() {
  static const plugins::Registry one = plugins::Registry::scan({{TEST_PLUGINS, true}});
  return one;
}

}  // namespace

graph::Plan Workbench::plan(const std::string& stages, store::FileMemory* memory) {
  const bool is_whole = stages.starts_with("flowrun:");
  const fs::path file =
      folder_.write("pipeline.yaml", is_whole ? stages : "flowrun: 1\nname: test\nstages:\n" + stages);
  const config::StageCatalogue catalogue{.find = [](std::string_view use) -> const flow::StageDescription* {
                                           const auto* found = registry().find(use);
                                           return found ? &found->description : nullptr;
                                         },
                                         .names = {}};
  config::Diagnostics diagnostics;
  const auto checked = config::check_pipeline(file, {}, {}, catalogue, diagnostics);
  REQUIRE_MESSAGE(checked, diagnostics.render(false));
  auto made = graph::make_plan(*checked, registry(), memory);
  REQUIRE(made);
  return std::move(*made);
}

std::expected<graph::RunReport, graph::RunError> Workbench::try_run(const std::string& stages,
                                                                    graph::RunOptions options) {
  auto opened = store::Store::open(store());
  REQUIRE_MESSAGE(opened, opened.error().text());
  options.out = out();
  // Units that were given up use their plan as long as they run; of the store they need nothing here.
  static auto& plans = *new std::vector<std::unique_ptr<graph::Plan>>;
  plans.push_back(std::make_unique<graph::Plan>(plan(stages, &opened->file_memory())));
  auto report = graph::run(*plans.back(), options, *opened, store(), loader());
  if ((report ? report->lost : report.error().lost).empty()) plans.pop_back();
  return report;
}

graph::RunReport Workbench::run(const std::string& stages, graph::RunOptions options) {
  const auto report = try_run(stages, std::move(options));
  REQUIRE_MESSAGE(report, report.error().text());
  return *report;
}

graph::RunReport Workbench::run_fresh(const std::string& stages, graph::RunOptions options) {
  fs::remove_all(store());
  return run(stages, std::move(options));
}

std::vector<std::string> Workbench::records(const std::string& stages, const std::string& port) {
  auto opened = store::Store::open(store(), {.access = store::Access::read_only});
  REQUIRE(opened);
  std::vector<std::string> found, warnings;
  plugins::Loader loader;
  const auto listed =
      graph::each_record(plan(stages, &opened->file_memory()), {.port = port, .record = ""}, *opened, store(),
                         loader, warnings, [&](const graph::ShownRecord& record) {
                           found.emplace_back(record.json);
                           return true;
                         });
  REQUIRE_MESSAGE(listed, listed.error().text());
  return found;
}

std::string Workbench::published(const std::string& name) const {
  return test_support::read_file(out() / name);
}

const graph::StageAccount& account(const graph::RunReport& report, const std::string& stage) {
  const auto found = std::ranges::find(report.ledger.stages, stage, &graph::StageAccount::stage);
  REQUIRE(found != report.ledger.stages.end());
  return *found;
}

const graph::StageReport& stage(const graph::RunReport& report, const std::string& stage) {
  const auto found = std::ranges::find(report.stages, stage, &graph::StageReport::stage);
  REQUIRE(found != report.stages.end());
  return *found;
}

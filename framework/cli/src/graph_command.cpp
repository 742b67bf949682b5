// flowrun graph FILE: the pipeline as a drawing, with the counts of a run where one is asked for.
#include <charconv>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include <report/style.hpp>
#include <store/store.hpp>

#include "commands.hpp"
#include "filter_program.hpp"
#include "options.hpp"
#include "output.hpp"
#include "pipeline_graph.hpp"

namespace flowrun::cli {
namespace {

struct GraphOptions {
  FileOptions file;
  std::string format = "dot";
  std::vector<std::string> run;  // of --run: one text, "" for the last run
  bool json = false;
};

base::Result<store::Run> run_of(const std::string& id, const PipelineGraph& graph,
                                const store::Store& store) {
  std::error_code unknown;
  const auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(graph.file), unknown);
  const std::string file = unknown ? graph.file : place.string();
  store::RunId number = 0;
  const auto [rest, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (!id.empty() && (error != std::errc{} || rest != id.data() + id.size()))
    return base::failure("there is no run \"" + id + "\"", "runs have numbers", "see flowrun runs");
  const auto run =
      id.empty() ? store.last_run({.name = graph.pipeline, .file = file}) : store.find_run(number);
  if (!run) return std::unexpected(run.error().as_error());
  if (!*run) {
    return id.empty()
               ? base::failure(graph.pipeline + " has not run yet", "the store knows no run of it",
                               "run it first: flowrun run " + graph.file)
               : base::failure("there is no run " + id, "the store does not have it", "see flowrun runs");
  }
  if ((*run)->start.file != file)
    return base::failure(fmt::format("run {} is not one of {}", id, graph.file),
                         "it ran " + (*run)->start.file, "name a run of this file");
  return **run;
}

base::Result<void> add_counts(const GraphOptions& options, PipelineGraph& graph) {
  const auto store = store::Store::open(options.file.store, {.access = store::Access::read_only});
  if (!store) return std::unexpected(store.error().as_error());
  const auto run = run_of(options.run[0], graph, *store);
  if (!run) return std::unexpected(run.error());
  const auto stages = store->stages_of(run->id);
  if (!stages) return std::unexpected(stages.error().as_error());
  graph.run = run->id;
  for (const store::NamedStageRecord& recorded : *stages) {
    const auto stage = std::ranges::find(graph.stages, recorded.stage, &DrawnStage::name);
    if (stage != graph.stages.end()) stage->run = recorded.run;
  }
  return {};
}

ExitCode draw(const GraphOptions& options) {
  const auto opened = open_pipeline(options.file, false);
  if (!opened) return opened.error();
  PipelineGraph graph = graph_of(opened->checked, opened->registry);
  if (!options.run.empty()) {
    if (const auto added = add_counts(options, graph); !added) {
      report::print_error(added.error().text());
      return ExitCode::finished_with_failures;
    }
  }
  if (options.json) {
    print_out(as_json(graph) + "\n");
  } else if (options.format == "mermaid") {
    print_out(as_mermaid(graph));
  } else if (options.format == "dot") {
    print_out(as_dot(graph));
  } else {
    const auto svg = filtered_by({"dot", "-Tsvg"}, as_dot(graph));
    if (!svg) {
      report::print_error(svg.error().text());
      report::print_note("dot is a program of Graphviz; --format dot and --format mermaid do without it");
      return ExitCode::finished_with_failures;
    }
    print_out(*svg);
  }
  return ExitCode::all_well;
}

}  // namespace

void add_graph_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<GraphOptions>();
  CLI::App* command =
      program.add_subcommand("graph", "draw the stages, what flows between them, and the counts of a run");
  add_file_options(*command, options->file);
  command
      ->add_option("--format", options->format,
                   "dot (default), mermaid, or svg, for which dot must be installed")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"dot", "mermaid", "svg"}));
  command->add_option("--run", options->run, "with the counts of this run; without an ID, of the last one")
      ->type_name("[ID]")
      ->expected(0, 1);
  command->add_flag("--json", options->json, "print one JSON object instead");
  command->callback([options, &exit_code] { exit_code = draw(*options); });
}

}  // namespace flowrun::cli

#include "command_help.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace flowrun::cli {
namespace {

constexpr std::string_view codes_of_run =
    "0 all well, 1 finished with failures above a stage's tolerance, 2 the command line or the file is "
    "wrong, "
    "3 an internal promise broke, 4 a plugin cannot be loaded, 130 interrupted";
// Of what asks the store.
constexpr std::string_view codes_of_store =
    "0 all well, 1 the store has no answer, 2 the command line or the file is wrong, 4 a plugin cannot be "
    "loaded";
constexpr std::string_view codes_without_file =
    "0 all well, 1 not everything could be done, 2 the command line is wrong";
constexpr std::string_view codes_of_stages =
    "0 all well, 2 the command line is wrong or there is no such stage, 4 a plugin cannot be read";

constexpr auto table = std::to_array<CommandHelp>({
    {"run",
     "Runs a pipeline: computes what is not in the store yet, restores the rest, and publishes the results.",
     "flowrun run pipelines/oxidizer.yaml --to sessions", codes_of_run},
    {"plan",
     "Shows what a run would do: how many records of each stage would be restored and how many computed, and "
     "why. "
     "Nothing is run.",
     "flowrun plan pipelines/oxidizer.yaml", codes_of_store},
    {"why",
     "Explains a stage: what changed since its last run, in its settings and in its input, down to record "
     "and "
     "field; with --record what became of one record, why, and what the next run would do with it.",
     "flowrun why pipelines/oxidizer.yaml curated", codes_of_store},
    {"check",
     "Reports every error of a pipeline file, in every profile unless one is named; with --published whether "
     "each result stands as it was written, and belongs with the others. Nothing is run.",
     "flowrun check pipelines/oxidizer.yaml",
     "0 all well, 1 published results are not what was published, 2 the command line or the file is wrong, "
     "4 a plugin cannot be loaded"},
    {"failures", "Lists what failed or was rejected in a run, with the reason of each record.",
     "flowrun failures pipelines/oxidizer.yaml", codes_of_store},
    {"records", "Prints what a stage emitted in its last run, one JSON object a line.",
     "flowrun records pipelines/oxidizer.yaml curated.summary", codes_of_store},
    {"lineage",
     "Follows a record, or a line of a published file, back to the items it was made from and on to what was "
     "made of it.",
     "flowrun lineage pipelines/oxidizer.yaml out/oxidizer/dataset/train.jsonl:1", codes_of_store},
    {"runs", "Lists the runs that the store remembers, the newest first.",
     "flowrun runs pipelines/oxidizer.yaml", codes_of_store},
    {"diff", "Compares two runs: settings, counts, metrics and results that differ.",
     "flowrun diff pipelines/oxidizer.yaml 1 2", codes_of_store},
    {"gc",
     "Frees the disk. Kept are the newest runs of each pipeline (or of FILE; --keep N, 20), the last run in "
     "which each "
     "stage finished, and what they need to be restored; of a run that was killed all that it stored. "
     "Everything else "
     "goes: older runs, units and payloads that only they used (also of settings that you may want to go "
     "back to: they "
     "would be computed anew), working and shared folders unused for 14 days, files of killed processes, "
     "databases set "
     "aside. Published results stay as they are.",
     "flowrun gc --dry-run",
     "0 all well, 1 there is no store or it cannot be read or written, 2 the command line or the file is "
     "wrong, or a "
     "run is writing to the store"},
    {"graph",
     "Draws the pipeline: its stages, the types of the records between them, and what is published; with "
     "--run "
     "the counts of a run.",
     "flowrun graph pipelines/oxidizer.yaml --format mermaid", codes_of_store},
    {"schema",
     "Prints the JSON Schema of pipeline files for the installed stages, for editors that complete and check "
     "YAML.",
     "flowrun schema > flowrun.schema.json", codes_without_file},
    {"stages",
     "Lists the installed stages, or shows one stage's ports, parameters and fields. No plugin is loaded.",
     "flowrun stages jsonl_source", codes_of_stages},
    {"completion", "Prints a script that completes commands, options, stages and files in bash, zsh or fish.",
     "source <(flowrun completion bash)", codes_without_file},
});

}  // namespace

const CommandHelp* help_of(std::string_view command) {
  const auto* found = std::ranges::find(table, command, &CommandHelp::command);
  return found == table.end() ? nullptr : found;
}

void add_help(CLI::App& program) {
  for (CLI::App* command : program.get_subcommands({})) {
    const CommandHelp* help = help_of(command->get_name());
    if (!help) continue;
    command->description(std::string(help->about));
    command->footer(fmt::format("Example:\n  {}\n\nExit codes: {}.", help->example, help->exit_codes));
  }
}

}  // namespace flowrun::cli

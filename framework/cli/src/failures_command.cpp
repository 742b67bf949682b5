// flowrun failures FILE: every record that failed or was rejected in a run, and how to try again.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <report/run_folder.hpp>
#include <report/style.hpp>

#include "command_hint.hpp"
#include "commands.hpp"
#include "kept_runs.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct FailuresOptions {
  FileOptions file;
  std::optional<store::RunId> run;
  bool only_rejects = false, all = false;
  bool as_json = false;
};

struct DeadLetter {
  std::string stage, record;
  bool is_rejection = false;
  std::string problem, why, what_to_do;
  bool is_transient = false;
};

DeadLetter letter_of(const base::Json& told, bool is_rejection) {
  return {.stage = std::string(told["stage"].string()),
          .record = std::string(told["record"].string()),
          .is_rejection = is_rejection,
          .problem = std::string(told["problem"].string()),
          .why = std::string(told["why"].string()),
          .what_to_do = std::string(told["what_to_do"].string()),
          .is_transient = told["transient"].is_true()};
}

// What run.json tells; of a run without an end, what its events do.
std::vector<DeadLetter> told_letters(const KeptRun& run) {
  std::vector<DeadLetter> letters;
  for (const base::Json& told : run.told["failures"].items) letters.push_back(letter_of(told, false));
  for (const base::Json& told : run.told["rejects"].items) letters.push_back(letter_of(told, true));
  if (run.told.has("failures")) return letters;
  for (const base::Json& event : read_json_lines(run.folder / report::events_file_name)) {
    const std::string_view what = event["event"].string();
    if (what == "failed" || what == "rejected") letters.push_back(letter_of(event, what == "rejected"));
  }
  return letters;
}

// Adds what the store knows of the run's units beside: all of it where the run's folder is gone.
store::Result<void> complete(std::vector<DeadLetter>& letters, const KeptRun& run,
                             const store::Store& store) {
  std::set<std::pair<std::string, std::string>> told;
  for (const DeadLetter& letter : letters) told.emplace(letter.stage, letter.record);
  const auto stages = store.stages_of(run.run.id);
  if (!stages) return std::unexpected(stages.error());
  for (const auto& [stage, record] : *stages) {
    const bool is_due =
        record.status == store::StageState::running || record.counts.failed > 0 || record.counts.rejected > 0;
    if (!is_due) continue;
    const auto units = store.units_of(run.run.id, stage);
    if (!units) return std::unexpected(units.error());
    for (const store::RunUnit& unit : *units) {
      std::string key = base::printable_line(unit.record_key);
      if (told.contains({stage, key})) continue;
      const auto found = store.find_unit(unit.unit);
      if (!found) return std::unexpected(found.error());
      if (!*found) continue;
      const store::UnitRecord& one = **found;
      if (one.outcome != store::Outcome::failed && one.outcome != store::Outcome::rejected) continue;
      letters.push_back({.stage = stage,
                         .record = std::move(key),
                         .is_rejection = one.outcome == store::Outcome::rejected,
                         .problem = base::printable_text(one.reason),
                         .is_transient = one.transient});
    }
  }
  return {};
}

void print_json(const KeptRun& run, const std::vector<DeadLetter>& letters, const std::string& retry) {
  base::JsonWriter json;
  json.begin_object().member("run", run.run.id).member("ended", run.ending).key("failures").begin_array();
  for (const DeadLetter& letter : letters) {
    json.begin_object()
        .member("stage", letter.stage)
        .member("record", letter.record)
        .member("what", letter.is_rejection ? "rejected" : "failed")
        .member("problem", letter.problem)
        .member("why", letter.why)
        .member("what_to_do", letter.what_to_do)
        .member("transient", letter.is_transient)
        .end_object();
  }
  json.end_array().member("retry", retry).end_object();
  print_out(std::move(json).take() + "\n");
}

void print_letter(const DeadLetter& letter) {
  print_out(fmt::format("{}: {}: {}{}: {}\n", letter.stage, letter.record,
                        letter.is_rejection ? "rejected" : "failed",
                        letter.is_transient ? " (may be gone at the next try)" : "", letter.problem));
  if (!letter.why.empty()) print_out("    why: " + letter.why + "\n");
  if (!letter.what_to_do.empty()) print_out("    what to do: " + letter.what_to_do + "\n");
}

base::Result<KeptRun> chosen_run(const KeptRuns& kept, const FailuresOptions& options) {
  if (options.run) return kept.find(*options.run);
  auto newest = kept.newest(1);
  if (!newest) return std::unexpected(newest.error());
  if (newest->empty())
    return base::failure("the store knows no run of " + options.file.file, {}, "run it first");
  return std::move(newest->front());
}

// The options given here, or else what was asked of the run: other settings would run other units.
std::string retry_command(const FileOptions& given, const KeptRun& run) {
  FileOptions options = given;
  if (given.profile.empty() && given.sets.empty()) {
    const auto asked = base::parse_json(run.run.start.options);
    if (asked) options.profile = (*asked)["profile"].string();
    if (asked)
      for (const base::Json& set : (*asked)["set"].items) options.sets.emplace_back(set.string());
  }
  return command_hint("", options, {"--retry"});
}

ExitCode failures(const FailuresOptions& options) {
  const auto kept = KeptRuns::open(options.file);
  if (!kept) return kept.error();
  const auto run = chosen_run(*kept, options);
  if (!run) {
    report::print_error(run.error().text());
    return ExitCode::finished_with_failures;
  }
  auto letters = told_letters(*run);
  if (const auto completed = complete(letters, *run, kept->store()); !completed) {
    report::print_error(completed.error().text());
    return ExitCode::finished_with_failures;
  }
  std::size_t others = 0;
  if (!options.all)
    others = std::erase_if(letters,
                           [&](const DeadLetter& one) { return one.is_rejection != options.only_rejects; });
  const std::string retry = retry_command(options.file, *run);
  if (options.as_json) {
    print_json(*run, letters, retry);
    return ExitCode::all_well;
  }
  for (const DeadLetter& letter : letters) print_letter(letter);
  const std::string_view what = options.all            ? "failed or was rejected"
                                : options.only_rejects ? "was rejected"
                                                       : "failed";
  if (others > 0)
    report::print_note(fmt::format("{} more {}: --all lists them", others,
                                   options.only_rejects ? "failed" : "were rejected"));
  if (letters.empty())
    print_out(fmt::format("in run {} ({}) no record {}\n", run->run.id, run->ending, what));
  else
    print_out(fmt::format("\nto try again: {}\n", retry));
  return ExitCode::all_well;
}

}  // namespace

void add_failures_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<FailuresOptions>();
  CLI::App* command = program.add_subcommand(
      "failures", "list the records that failed in the last run, and how to try again");
  add_file_options(*command, options->file);
  command->add_option("--run", options->run, "of this run")->type_name("ID");
  auto* rejects = command->add_flag("--rejects", options->only_rejects, "list what was rejected instead");
  command->add_flag("--all", options->all, "list what failed and what was rejected")->excludes(rejects);
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = failures(*options); });
}

}  // namespace flowrun::cli

// flowrun diff FILE [A] [B]: what is not the same in two runs.
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include <base/json_writer.hpp>
#include <report/style.hpp>
#include <report/text_table.hpp>

#include "commands.hpp"
#include "kept_runs.hpp"
#include "output.hpp"
#include "run_difference.hpp"

namespace flowrun::cli {
namespace {

using report::TextTable;

struct DiffOptions {
  FileOptions file;
  std::vector<store::RunId> runs;
  bool as_json = false;
};

struct Pair {
  KeptRun before, now;
};

// `now` less `before`, of numbers.
std::optional<double> change(const Difference& difference) {
  const auto before = difference.before.number(), now = difference.now.number();
  if (!before || !now) return std::nullopt;
  return *now - *before;
}

void print_items(const char* what, const std::vector<std::string>& keys) {
  constexpr std::size_t shown = 10;
  if (keys.empty()) return;
  print_out(fmt::format("  {} {}:\n", keys.size(), what));
  for (std::size_t i = 0; i < std::min(shown, keys.size()); ++i) print_out("    " + keys[i] + "\n");
  if (keys.size() > shown) print_out(fmt::format("    and {} more\n", keys.size() - shown));
}

void print_table(const std::vector<Difference>& differences) {
  constexpr auto right = TextTable::Align::right;
  TextTable table({{"what"}, {"stage"}, {"name"}, {"before", right}, {"now", right}, {"change", right}});
  for (const Difference& one : differences) {
    const auto by = change(one);
    table.add({one.section, one.stage, one.name, short_value(one.before), short_value(one.now),
               by ? fmt::format("{:+.6g}", *by) : ""});
  }
  print_out(table.text(STDOUT_FILENO));
}

void write_difference(base::JsonWriter& json, const Difference& one) {
  json.begin_object().member("what", one.section).member("stage", one.stage).member("name", one.name);
  json.member("before", one.before).member("now", one.now);
  if (const auto by = change(one)) json.member("change", *by);
  json.end_object();
}

void print_json(const Pair& runs, const std::vector<Difference>& differences,
                const std::vector<ChangedItems>& items) {
  base::JsonWriter json;
  json.begin_object().member("before", runs.before.run.id).member("now", runs.now.run.id);
  json.key("differences").begin_array();
  for (const Difference& one : differences) write_difference(json, one);
  json.end_array().key("items").begin_array();
  for (const ChangedItems& one : items) {
    json.begin_object()
        .member("stage", one.stage)
        .member("added", one.added)
        .member("removed", one.removed)
        .member("changed", one.changed)
        .end_object();
  }
  json.end_array().end_object();
  print_out(std::move(json).take() + "\n");
}

base::Result<Pair> chosen_runs(const KeptRuns& kept, const DiffOptions& options) {
  if (options.runs.size() == 2) {
    auto before = kept.find(options.runs[0]);
    if (!before) return std::unexpected(before.error());
    auto now = kept.find(options.runs[1]);
    if (!now) return std::unexpected(now.error());
    return Pair{std::move(*before), std::move(*now)};
  }
  auto newest = kept.newest(2);
  if (!newest) return std::unexpected(newest.error());
  if (options.runs.size() == 1 && !newest->empty()) {
    auto before = kept.find(options.runs[0]);
    if (!before) return std::unexpected(before.error());
    return Pair{std::move(*before), std::move((*newest)[0])};
  }
  if (newest->size() < 2)
    return base::failure("there are no two runs of " + options.file.file + " to compare", {}, "run it first");
  return Pair{std::move((*newest)[1]), std::move((*newest)[0])};
}

ExitCode fail(const base::Error& error) {
  report::print_error(error.text());
  return ExitCode::finished_with_failures;
}

ExitCode diff(const DiffOptions& options) {
  const auto kept = KeptRuns::open(options.file);
  if (!kept) return kept.error();
  const auto runs = chosen_runs(*kept, options);
  if (!runs) return fail(runs.error());
  for (const KeptRun* run : {&runs->before, &runs->now})
    if (run->told.is_null())
      return fail({.problem = fmt::format("what was kept of run {} is gone or damaged", run->run.id),
                   .why = run->folder.string(),
                   .what_to_do = "compare other runs"});
  const auto found = differences(runs->before, runs->now);
  const auto items = changed_items(found, kept->store(), runs->before.run.id, runs->now.run.id);
  if (!items) return fail(items.error().as_error());
  if (options.as_json) {
    print_json(*runs, found, *items);
    return ExitCode::all_well;
  }
  const std::string of = fmt::format("run {} and run {}", runs->before.run.id, runs->now.run.id);
  if (found.empty()) {
    print_out(of + ": nothing is different\n");
    return ExitCode::all_well;
  }
  print_out(of + "\n\n");
  print_table(found);
  for (const ChangedItems& one : *items) {
    print_out(fmt::format("\nitems of {}\n", one.stage));
    print_items("added", one.added);
    print_items("removed", one.removed);
    print_items("changed", one.changed);
  }
  return ExitCode::all_well;
}

}  // namespace

void add_diff_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command = program.add_subcommand("diff", "show what is not the same in two runs");
  add_file_options(*command, options->file);
  command
      ->add_option("RUN", options->runs,
                   "the run before and the run after (default: the last two; of one, the last is the other)")
      ->type_name("[A] [B]")
      ->expected(0, 2);
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = diff(*options); });
}

}  // namespace flowrun::cli

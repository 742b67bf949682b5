// flowrun runs FILE: what ran, newest first.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include <base/json_writer.hpp>
#include <report/run_file.hpp>
#include <report/run_request.hpp>
#include <report/style.hpp>
#include <report/text_table.hpp>

#include "commands.hpp"
#include "kept_runs.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

using report::TextTable;

// Over the stages of a run.
struct Totals {
  std::uint64_t run = 0, restored = 0;                  // units
  std::uint64_t dropped = 0, rejected = 0, failed = 0;  // records
};

// All 0 of a run that has not ended, or was killed.
Totals totals_of(const KeptRun& kept) {
  Totals totals;
  for (const base::Json& stage : kept.told["stages"].items) {
    const auto count = [&](const char* name) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(stage[name].integer().value_or(0), 0));
    };
    totals.run += count("units_run");
    totals.restored += count("units_restored");
    totals.dropped += count("dropped");
    totals.rejected += count("rejected");
    totals.failed += count("failed");
  }
  return totals;
}

std::string local_time(std::int64_t milliseconds) {
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%F %T", &parts)};
}

// "3 min", in the largest unit of which there are two or more.
std::string span(double seconds) {
  if (seconds < 0.995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 172800) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86400);
}

std::string ago(std::int64_t milliseconds) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now).count() - milliseconds / 1000;
  return passed < 2 ? "just now" : span(static_cast<double>(passed)) + " ago";
}

std::optional<double> seconds_of(const store::Run& run) {
  if (!run.finished_ms) return std::nullopt;
  return static_cast<double>(*run.finished_ms - run.started_ms) / 1000;
}

// "2 of 3"; "" where nothing was to be published, or that is not known.
std::string published(const base::Json& told) {
  const auto& results = told["published"].items;
  if (results.empty()) return "";
  std::size_t done = 0, unchanged = 0;
  for (const base::Json& result : results) {
    done += result["published"].is_true() ? 1 : 0;
    unchanged += result["unchanged"].is_true() ? 1 : 0;
  }
  if (done < results.size()) return done == 0 ? "no" : fmt::format("{} of {}", done, results.size());
  return unchanged == done ? "unchanged" : "yes";
}

std::string number(std::uint64_t value) { return value == 0 ? "-" : std::to_string(value); }

void print_table(const std::vector<KeptRun>& runs) {
  constexpr auto right = TextTable::Align::right;
  TextTable table({{"run", right},
                   {"started"},
                   {"", right},
                   {"took", right},
                   {"ended"},
                   {"units run", right},
                   {"restored", right},
                   {"dropped", right},
                   {"rejected", right},
                   {"failed", right},
                   {"published"},
                   {"asked"}});
  for (const KeptRun& kept : runs) {
    const Totals totals = totals_of(kept);
    const auto seconds = seconds_of(kept.run);
    const bool is_plain = kept.ending != "failed";
    table.add({std::to_string(kept.run.id), local_time(kept.run.started_ms), ago(kept.run.started_ms),
               seconds ? span(*seconds) : "-",
               is_plain ? kept.ending : fmt::format("failed ({})", kept.run.exit_code.value_or(1)),
               number(totals.run), number(totals.restored), number(totals.dropped), number(totals.rejected),
               number(totals.failed), published(kept.told), report::request_words(kept.run.start.options)});
  }
  print_out(table.text(STDOUT_FILENO));
}

void print_json(const std::vector<KeptRun>& runs) {
  base::JsonWriter json;
  json.begin_object().key("runs").begin_array();
  for (const KeptRun& kept : runs) {
    const Totals totals = totals_of(kept);
    const std::string& asked = kept.run.start.options;
    json.begin_object().member("id", kept.run.id).member("started", report::utc(kept.run.started_ms));
    if (kept.run.finished_ms) json.member("finished", report::utc(*kept.run.finished_ms));
    json.member("seconds", seconds_of(kept.run)).member("ended", kept.ending);
    json.member("exit_code", kept.run.exit_code);
    json.member("profile", kept.run.start.profile).key("asked").raw(base::is_json(asked) ? asked : "{}");
    json.member("units_run", totals.run)
        .member("restored", totals.restored)
        .member("dropped", totals.dropped)
        .member("rejected", totals.rejected)
        .member("failed", totals.failed);
    json.member("published", kept.told["published"]).member("folder", kept.folder.string()).end_object();
  }
  json.end_array().end_object();
  print_out(std::move(json).take() + "\n");
}

ExitCode runs(const FileOptions& options, std::size_t at_most, bool as_json) {
  const auto kept = KeptRuns::open(options);
  if (!kept) return kept.error();
  const auto runs = kept->newest(at_most);
  if (!runs) {
    report::print_error(runs.error().text());
    return ExitCode::finished_with_failures;
  }
  if (as_json)
    print_json(*runs);
  else if (runs->empty())
    report::print_note("the store knows no run of " + options.file);
  else
    print_table(*runs);
  return ExitCode::all_well;
}

}  // namespace

void add_runs_command(CLI::App& program, ExitCode& exit_code) {
  struct Options {
    FileOptions file;
    std::size_t at_most = 20;
    bool as_json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("runs", "list the runs of a pipeline, newest first");
  add_file_options(*command, options->file);
  command->add_option("-n", options->at_most, "how many (default 20)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->callback(
      [options, &exit_code] { exit_code = runs(options->file, options->at_most, options->as_json); });
}

}  // namespace flowrun::cli

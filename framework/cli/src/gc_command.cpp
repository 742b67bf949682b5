// flowrun gc [FILE]: gives the disk back what no kept run needs.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include <base/counted.hpp>
#include <base/json_writer.hpp>
#include <report/style.hpp>
#include <report/text_table.hpp>
#include <store/garbage.hpp>
#include <store/store.hpp>

#include "commands.hpp"
#include "kept_runs.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct GcOptions {
  FileOptions file;
  std::size_t keep = 20;
  std::optional<std::int64_t> older_than;  // seconds
  bool caches = false;
  bool dry_run = false;
  bool as_json = false;
};

// Turns "30d" into seconds. Returns what is wrong, as CLI11 wants it.
std::string to_seconds(std::string& text) {
  const std::map<std::string, std::int64_t> units{{"h", 3600}, {"d", 86'400}, {"w", 604'800}};
  const std::string given = text;
  try {
    using Number = CLI::AsNumberWithUnit;
    if (Number(units, Number::UNIT_REQUIRED)(text).empty() && !text.starts_with('-')) return "";
  } catch (const CLI::Error&) {  // of the unit, or too much
  }
  return "\"" + given + "\" is no age: give hours, days or weeks, such as 12h, 30d or 4w";
}

// "1.2 MB"
std::string size_text(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < std::size(units); ++unit) value /= 1000;
  return fmt::format("{:.{}f} {}", value, unit > 0 && value < 9.95 ? 1 : 0, units[unit]);
}

struct Row {
  const char* name;  // in the table
  const char* key;   // in JSON
  std::optional<std::uint64_t> count, bytes;
};

std::vector<Row> rows_of(const store::Garbage& garbage) {
  const auto amount = [](const char* name, const char* key, const store::Amount& amount) {
    return Row{name, key, amount.count, amount.bytes};
  };
  return {amount("runs", "runs", garbage.runs),
          {"units", "units", garbage.units, std::nullopt},
          {"payloads", "payloads", garbage.payloads, std::nullopt},
          {"store.data", "data", std::nullopt, garbage.data_bytes},
          {"store.db", "database", std::nullopt, garbage.database_bytes},
          amount("objects", "objects", garbage.objects),
          amount("working folders", "working_folders", garbage.working_folders),
          amount("shared folders", "shared_folders", garbage.shared_folders),
          amount("temporary files", "temporary_files", garbage.temporary),
          amount("databases set aside", "set_aside", garbage.set_aside)};
}

bool is_zero(const Row& row) { return row.count.value_or(0) == 0 && row.bytes.value_or(0) == 0; }

void print_table(const store::Garbage& garbage, bool dry_run) {
  constexpr auto right = report::TextTable::Align::right;
  report::TextTable table({{dry_run ? "would be freed" : "freed"}, {"count", right}, {"size", right}});
  const std::vector<Row> rows = rows_of(garbage);
  for (const Row& row : rows) {
    if (row.count && is_zero(row)) continue;
    table.add(
        {row.name, row.count ? std::to_string(*row.count) : "-", row.bytes ? size_text(*row.bytes) : "-"});
  }
  table.add({"in all", "-", size_text(garbage.bytes())});
  print_out(std::ranges::all_of(rows, is_zero) ? "nothing is to be freed\n" : table.text(STDOUT_FILENO));
  const auto& remaining = garbage.remaining;
  print_out(fmt::format("{}: {}, {}, {}, {}; {}\n", dry_run ? "would remain" : "remaining",
                        base::counted(remaining.runs, "run"), base::counted(remaining.units, "unit"),
                        base::counted(remaining.payloads, "payload"),
                        base::counted(remaining.objects, "object"), size_text(remaining.bytes)));
}

void print_json(const store::Garbage& garbage, bool dry_run) {
  base::JsonWriter json;
  json.begin_object().member("dry_run", dry_run).key("freed").begin_object();
  for (const Row& row : rows_of(garbage)) {
    json.key(row.key).begin_object();
    if (row.count) json.member("count", *row.count);
    if (row.bytes) json.member("bytes", *row.bytes);
    json.end_object();
  }
  json.end_object().member("freed_bytes", garbage.bytes());
  const auto& remaining = garbage.remaining;
  json.key("remaining").begin_object();
  json.member("runs", remaining.runs)
      .member("units", remaining.units)
      .member("payloads", remaining.payloads)
      .member("objects", remaining.objects)
      .member("bytes", remaining.bytes);
  json.end_object().end_object();
  print_out(std::move(json).take() + "\n");
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

ExitCode collect(const GcOptions& options) {
  std::optional<PipelinePlace> place;
  if (!options.file.file.empty()) {
    auto found = pipeline_place(options.file);
    if (!found) return found.error();
    place = std::move(*found);
  }
  store::GarbageOptions asked{.keep = options.keep, .dry_run = options.dry_run};
  if (place) asked.pipeline = store::PipelineId{.name = place->name, .file = place->file};
  if (options.older_than)
    asked.begun_since_ms = now_ms() - 1000 * std::min(*options.older_than, now_ms() / 1000);
  if (options.caches) asked.idle = -std::chrono::years(100);  // also what was touched just now
  const auto garbage = store::Store::collect_garbage(options.file.store, asked);
  if (!garbage) {
    base::Error error = garbage.error().as_error();
    if (garbage.error().kind == store::ErrorKind::not_found) error.what_to_do = "run the pipeline first";
    report::print_error(error.text());
    const bool is_in_use = garbage.error().kind == store::ErrorKind::in_use;
    return is_in_use ? ExitCode::usage_error : ExitCode::finished_with_failures;
  }
  for (const std::string& note : garbage->notes) report::print_warning(note);
  if (options.as_json)
    print_json(*garbage, options.dry_run);
  else
    print_table(*garbage, options.dry_run);
  return ExitCode::all_well;
}

}  // namespace

void add_gc_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<GcOptions>();
  CLI::App* command = program.add_subcommand("gc", "free the disk of what no kept run needs");
  add_file_options(*command, options->file);
  command->get_option("FILE")->required(false)->description(
      "the pipeline file whose runs may go (default: those of all in the store)");
  command->add_option("--keep", options->keep, "runs of each pipeline that are kept, the newest (default 20)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command
      ->add_option("--older-than", options->older_than,
                   "let runs go, too, that began so long ago, such as 12h, 30d or 4w; the newest is kept")
      ->type_name("AGE")
      ->transform(CLI::Validator(to_seconds, ""));
  command->add_flag(
      "--caches", options->caches,
      "remove all working folders (checkpoints of what did not end) and shared folders (compiled "
      "crates), not only those unused for 14 days");
  command->add_flag("--dry-run", options->dry_run, "tell what would be freed, and change nothing");
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = collect(*options); });
}

}  // namespace flowrun::cli

// flowrun lineage FILE KEY: where a record came from, and what was made of it.
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <graph/lineage.hpp>
#include <graph/make_plan.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct LineageOptions {
  FileOptions file;
  std::string key;
  bool json = false;
};

struct LineOfFile {
  std::string file;
  std::uint64_t number = 0;  // from 1
};

// "train.jsonl:17". Keys may end with a colon and a number, too; those of a .jsonl file do not.
std::optional<LineOfFile> line_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon + 1 == text.size()) return std::nullopt;
  LineOfFile line{.file = text.substr(0, colon)};
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data() + colon + 1, end, line.number);
  std::error_code unreadable;
  const bool is_file =
      line.file.ends_with(".jsonl") || std::filesystem::is_regular_file(line.file, unreadable);
  if (problem != std::errc{} || stopped != end || !is_file) return std::nullopt;
  return line;
}

// The `metadata.id` of the record that stands there.
base::Result<std::string> id_in(const LineOfFile& place) {
  std::ifstream file(place.file);
  if (!file) return base::failure("cannot read " + place.file, std::generic_category().message(errno));
  std::string line;
  for (std::uint64_t number = 0; number < place.number; ++number) {
    if (!std::getline(file, line))
      return base::failure(fmt::format("{} has no line {}", place.file, place.number),
                           fmt::format("it has {}", number), "count lines from 1");
  }
  const auto json = base::parse_json(line);
  const std::string_view id = json ? (*json)["metadata"]["id"].string() : "";
  if (!id.empty()) return std::string(id);
  return base::failure(fmt::format("cannot tell which record line {} of {} is", place.number, place.file),
                       "the line has no metadata.id", "give the record's key");
}

base::Result<std::string> key_of(const std::string& text) {
  const auto line = line_of(text);
  return line ? id_in(*line) : text;
}

void write_step(base::JsonWriter& json, const graph::LineageStep& step) {
  json.begin_object().key("side").string(base::name_of(step.side)).key("stage").string(step.stage);
  json.key("unit").string(step.unit).key("units").number(step.units).key("outcome").string(step.outcome);
  json.key("reason").string(step.reason).key("records").any(step.records);
  json.key("microseconds").number(step.microseconds).key("run").number(step.run).end_object();
}

std::string as_json(const graph::Lineage& lineage) {
  base::JsonWriter json;
  json.begin_object().key("key").string(lineage.key).key("candidates").any(lineage.candidates);
  json.key("steps").begin_array();
  for (const graph::LineageStep& step : lineage.steps) write_step(json, step);
  json.end_array().end_object();
  return json.text() + "\n";
}

std::string as_line(const graph::LineageStep& step, std::size_t width) {
  std::string text = fmt::format("{:6} {:{}}  ", base::name_of(step.side), step.stage, width);
  if (step.units > 1) return text + fmt::format("all {} units (run {})\n", step.units, step.run);
  text += fmt::format("{}: {}", base::printable_line(step.unit), step.outcome);
  if (!step.reason.empty()) text += fmt::format(" ({})", base::printable_line(step.reason));
  if (step.records.size() > 1)
    text += fmt::format(" {} records", step.records.size());
  else if (step.records.size() == 1 && step.records[0] != step.unit)
    text += " " + base::printable_line(step.records[0]);
  return text + fmt::format(", {:.3f} s (run {})\n", static_cast<double>(step.microseconds) * 1e-6, step.run);
}

ExitCode print_lineage(const graph::Lineage& lineage, const LineageOptions& options) {
  if (options.json) {
    print_out(as_json(lineage));
  } else {
    std::size_t width = 0;
    for (const graph::LineageStep& step : lineage.steps) width = std::max(width, step.stage.size());
    for (const graph::LineageStep& step : lineage.steps) print_out(as_line(step, width));
  }
  if (lineage.candidates.empty()) return ExitCode::all_well;
  report::print_error(fmt::format("\"{}\" may be several records: give more of the key\n  {}", options.key,
                                  fmt::join(lineage.candidates, "\n  ")));
  return ExitCode::usage_error;
}

ExitCode lineage(const LineageOptions& options) {
  const auto opened = open_pipeline(options.file, false);
  if (!opened) return opened.error();
  const auto store = store::Store::open(options.file.store, {.access = store::Access::read_only});
  if (!store) {
    report::print_error(store.error().text());
    return ExitCode::finished_with_failures;
  }
  const auto plan = graph::make_plan(opened->checked, opened->registry, &store->file_memory());
  const auto key = key_of(options.key);
  if (!plan || !key) {
    report::print_error((plan ? key.error() : plan.error()).text());
    return ExitCode::usage_error;
  }
  const auto found = graph::lineage_of(*plan, *store, *key);
  if (found) return print_lineage(*found, options);
  report::print_error(found.error().text());
  return ExitCode::finished_with_failures;
}

}  // namespace

void add_lineage_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<LineageOptions>();
  CLI::App* command =
      program.add_subcommand("lineage", "show where a record came from and what was made of it");
  add_file_options(*command, options->file);
  command->add_option("KEY", options->key, "a record's key or a part of it, or FILE.jsonl:LINE")->required();
  command->add_flag("--json", options->json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = lineage(*options); });
}

}  // namespace flowrun::cli

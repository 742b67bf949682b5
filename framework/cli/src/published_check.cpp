#include "published_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <graph/published_state.hpp>
#include <report/style.hpp>

#include "command_hint.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

using graph::ExitCode;
using graph::PublishedState;
using graph::Standing;

constexpr std::size_t most_files = 5;  // that are named

std::string short_digest(const std::string& digest) { return digest.substr(0, 8) + "…"; }

void add_files(std::vector<std::string>& told, const PublishedState& state, std::vector<std::string> files,
               std::string_view what) {
  if (files.empty()) return;
  const std::size_t count = files.size();
  files.resize(std::min(count, most_files));
  for (std::string& file : files)
    file = base::printable_line(file.empty() ? state.path.filename().string() : file);
  told.push_back(fmt::format("{} {}{}", what, fmt::join(files, ", "),
                             count > most_files ? fmt::format(" and {} more", count - most_files) : ""));
}

std::string text_of(const PublishedState& state) {
  std::vector<std::string> told;
  switch (state.standing) {
    case Standing::as_written:
      return "stands as written";
    case Standing::changed:
      add_files(told, state, state.changed, "other content in");
      add_files(told, state, state.added, "not written by flowrun");
      add_files(told, state, state.missing, "missing");
      return fmt::format("changed by hand: {}", fmt::join(told, "; "));
    case Standing::missing:
      return "missing";
    case Standing::unknown:
      return "not known: there is no record that flowrun wrote it";
    case Standing::unpublished:
      return "not published yet";
  }
  return {};
}

void tell(const std::vector<PublishedState>& states, const FileOptions& options) {
  std::size_t width = 0;
  for (const PublishedState& state : states) width = std::max(width, state.name.size());
  bool is_well = true;
  for (const PublishedState& state : states) {
    is_well = is_well && state.is_well();
    const std::string run = state.provenance ? fmt::format(" (run {}, {})", state.provenance->run,
                                                           base::printable_line(state.provenance->made))
                                             : "";
    print_out(fmt::format("{:<{}}  {}{}\n", state.name, width, text_of(state), run));
    for (const graph::Mismatch& one : state.mismatches)
      print_out(fmt::format("{:<{}}  does not belong with {}: {}\n", "", width, one.from, story_of(one)));
  }
  if (!is_well) report::print_note("to make them anew: " + command_hint("", options));
}

void write_state(base::JsonWriter& json, const PublishedState& state) {
  json.begin_object().member("name", state.name).member("path", state.path.string());
  json.member("standing", state.standing);
  json.member("changed", state.changed).member("added", state.added).member("missing", state.missing);
  if (state.provenance) {
    json.member("digest", state.provenance->digest);
    json.member("run", state.provenance->run).member("made", state.provenance->made);
  }
  json.key("out_of_date").begin_object();
  for (const graph::Mismatch& one : state.mismatches) {
    json.key(one.from).begin_object();
    json.member("made_from", one.made_from).member("stands", one.stands).end_object();
  }
  json.end_object().end_object();
}

std::string as_json(const std::string& pipeline, const std::vector<PublishedState>& states, bool is_well) {
  base::JsonWriter json;
  json.begin_object().member("pipeline", pipeline).member("well", is_well);
  json.key("results").begin_array();
  for (const PublishedState& state : states) write_state(json, state);
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace

std::string story_of(const graph::Mismatch& mismatch) {
  return fmt::format("{} was made from {} {}, and {} is now {}", mismatch.result, mismatch.from,
                     short_digest(mismatch.made_from), mismatch.from, short_digest(mismatch.stands));
}

ExitCode check_published(const FileOptions& options, bool json) {
  const auto opened = open_pipeline(options, false);
  if (!opened) return opened.error();
  const std::string& pipeline = opened->checked.pipeline.name;
  const auto states = graph::published_states(options.out / pipeline, opened->checked.wiring.publish);
  if (!states) {
    report::print_error(states.error().text());
    return ExitCode::finished_with_failures;
  }
  const bool is_well = std::ranges::all_of(*states, &PublishedState::is_well);
  if (json)
    print_out(as_json(pipeline, *states, is_well) + "\n");
  else
    tell(*states, options);
  return is_well ? ExitCode::all_well : ExitCode::finished_with_failures;
}

}  // namespace flowrun::cli

// flowrun check FILE: every error of the file, in every profile, and every input that is not there; nothing is run, no
// plugin is loaded.
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <base/counted.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"
#include "profile_findings.hpp"
#include "published_check.hpp"

namespace flowrun::cli {
namespace {

struct CheckOptions {
  FileOptions file;
  bool json = false, published = false;
};

void tell_well(const std::string& file, const std::vector<ProfileFindings>& all) {
  std::vector<std::string> names;
  for (const ProfileFindings& one : all) {
    if (!one.profile.empty()) names.push_back(one.profile);
  }
  const config::Pipeline& pipeline = all.front().findings.checked->pipeline;
  print_out(fmt::format("{} is well{}{}: {}, {} to publish\n", file,
                        names.empty()      ? ""
                        : names.size() > 1 ? " with profiles "
                                           : " with profile ",
                        fmt::join(names, ", "), base::counted(pipeline.stages.size(), "stage"),
                        base::counted(pipeline.publish.size(), "result")));
}

ExitCode check(const CheckOptions& options) {
  if (options.published) return check_published(options.file, options.json);
  const auto registry = plugins::Registry::scan(plugins::search_path(options.file.plugin_dirs));
  const std::vector<ProfileFindings> all = findings_by_profile(options.file, registry);
  std::set<std::string> missed;
  bool is_well = true;
  for (const ProfileFindings& one : all) {
    missed.insert(one.findings.missed.begin(), one.findings.missed.end());
    is_well = is_well && one.findings.checked;
  }
  if (options.json) print_out(as_json(options.file.file, all) + "\n");
  const config::Diagnostics joined = joined_findings(all);
  if (!options.json && !joined.empty())
    fmt::print(stderr, "{}\n", joined.render(report::use_colour(STDERR_FILENO)));
  if (is_well) {
    if (!options.json) tell_well(options.file.file, all);
    return ExitCode::all_well;
  }
  const ExitCode exit_code = tell_of_missed({missed.begin(), missed.end()}, registry);
  if (!options.json && exit_code == ExitCode::usage_error)
    fmt::print(stderr, "{}: {}\n", options.file.file, joined.summary());
  return exit_code;
}

}  // namespace

void add_check_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = program.add_subcommand("check", "report every error of a pipeline file; run nothing");
  add_file_options(*command, options->file);
  command->add_flag("--json", options->json, "print one JSON object instead");
  command->add_flag(
      "--published", options->published,
      "look at the published results instead: whether they stand as written, and belong together");
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace flowrun::cli

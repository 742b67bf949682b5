#include "profile_findings.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json_writer.hpp>

namespace flowrun::cli {
namespace {

// The profiles of the file, the one that a run takes first; "" where it has none.
std::vector<std::string> profiles_of(const FileOptions& options) {
  if (!options.profile.empty()) return {options.profile};
  config::Diagnostics told_later;
  const auto pipeline = config::load_pipeline(options.file, options.load_options(), told_later);
  if (!pipeline || pipeline->profiles.empty()) return {""};
  std::vector<std::string> profiles = pipeline->profiles;
  const auto standard = std::ranges::find(profiles, pipeline->default_profile);
  if (standard != profiles.end()) std::rotate(profiles.begin(), standard, standard + 1);
  return profiles;
}

void write_findings(base::JsonWriter& json, std::string_view name, config::Severity severity,
                    const config::Diagnostics& diagnostics) {
  json.key(name).begin_array();
  for (const config::Diagnostic& one : diagnostics.sorted()) {
    if (one.severity != severity) continue;
    json.begin_object().member("line", one.line()).member("column", one.column());
    json.member("problem", one.message).member("why", one.why).member("hint", one.hint).end_object();
  }
  json.end_array();
}

}  // namespace

std::vector<ProfileFindings> findings_by_profile(const FileOptions& options,
                                                 const plugins::Registry& registry) {
  std::vector<ProfileFindings> all;
  for (const std::string& profile : profiles_of(options)) {
    FileOptions with_profile = options;
    with_profile.profile = profile;
    all.push_back({profile, findings_of(with_profile, {.paths_must_exist = all.empty()}, registry)});
  }
  return all;
}

config::Diagnostics joined_findings(const std::vector<ProfileFindings>& all) {
  std::map<std::string, std::vector<std::string>> profiles_of_message;
  for (const ProfileFindings& one : all) {
    for (const config::Diagnostic& diagnostic : one.findings.diagnostics.sorted())
      profiles_of_message[config::render(diagnostic, false)].push_back(one.profile);
  }
  config::Diagnostics joined;
  for (const ProfileFindings& one : all) {
    for (config::Diagnostic diagnostic : one.findings.diagnostics.sorted()) {
      const auto& profiles = profiles_of_message[config::render(diagnostic, false)];
      if (profiles.size() < all.size()) {
        diagnostic.message = fmt::format("profile{} {}: {}", profiles.size() == 1 ? "" : "s",
                                         fmt::join(profiles, ", "), diagnostic.message);
      }
      joined.add(std::move(diagnostic));
    }
  }
  return joined;
}

std::string as_json(const std::string& file, const std::vector<ProfileFindings>& all) {
  base::JsonWriter json;
  json.begin_object().member("file", file).key("profiles").begin_array();
  for (const ProfileFindings& one : all) {
    json.begin_object().member("name", one.profile);
    write_findings(json, "errors", config::Severity::error, one.findings.diagnostics);
    write_findings(json, "warnings", config::Severity::warning, one.findings.diagnostics);
    json.end_object();
  }
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace flowrun::cli

// What is wrong with a pipeline file in each of its profiles.
#pragma once

#include <string>
#include <vector>

#include <config/diagnostics.hpp>
#include <plugins/registry.hpp>

#include "options.hpp"

namespace flowrun::cli {

struct ProfileFindings {
  std::string profile;  // "" for a file without profiles
  FileFindings findings;
};

// Of the profile that the options name, else of every one, the default profile first. Inputs must be there in the profile that
// a run would take; those of the others may lie on another machine. Never empty.
std::vector<ProfileFindings> findings_by_profile(const FileOptions& options,
                                                 const plugins::Registry& registry);

// Each message once; one that not all profiles give is prefixed by those that do.
config::Diagnostics joined_findings(const std::vector<ProfileFindings>& all);

// {"file", "profiles": [{"name", "errors": [{"line", "column", "problem", "why", "hint"}], "warnings": [...]}]}
std::string as_json(const std::string& file, const std::vector<ProfileFindings>& all);

}  // namespace flowrun::cli

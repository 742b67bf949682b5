// The `profiles` of a pipeline file: which one is in use, and what the others lack.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <config/pipeline.hpp>

#include "variables/overrides.hpp"

namespace flowrun::config {

struct ProfileChoice {
  std::string name;           // "" for none
  std::vector<Entry> values;  // with the values of --set
  std::string unset_reason;   // why a variable has no value, for messages
  std::string unset_hint;
};

// Reads `profiles` and `default_profile` into the pipeline and picks the profile in use. `used` are the
// variables that the rest of the file names; variables that nothing uses, and profiles that lack one, are
// warnings.
ProfileChoice choose_profile(const Node& root, const LoadOptions& options,
                             const std::vector<Override>& overrides, const std::set<std::string>& used,
                             Pipeline& pipeline, Diagnostics& diagnostics);

}  // namespace flowrun::config

// The compiled crates of a definition.
#pragma once

#include <filesystem>
#include <stop_token>

#include <cargo/crate_set.hpp>
#include <cargo/workbench.hpp>

namespace cargo {

// Builds and lints each member of `definition` by itself, so that features unify no further than in a lone
// crate, in a workbench in `scratch`; `to` becomes its target folder without what is the members' own. `compiled` is as in
// CrateSet::open.
base::Result<void> build_seed(const Toolchain& toolchain, const std::filesystem::path& definition,
                              const std::filesystem::path& scratch, const WorkbenchOptions& options,
                              const std::filesystem::path& to, std::stop_token stop,
                              const CrateSet::Compiled& compiled);

}  // namespace cargo

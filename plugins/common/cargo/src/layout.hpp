// What cargo sees in the sandbox beside the source: the same paths and settings wherever it runs, so that
// what one workbench built is fresh in another.
//
//   scratch/target  what cargo builds -> /target     writable; or the folder that the options name
//   scratch/cargo   our CARGO_HOME    -> /cargo      read-only; also CLIPPY_CONF_DIR
//   the sysroot                       -> /toolchain  read-only
#pragma once

#include <filesystem>

#include <cargo/workbench.hpp>

namespace cargo {

// A new folder, readable by others.
base::Result<void> make_folder(const std::filesystem::path& folder);

std::filesystem::path target_in_layout(const std::filesystem::path& scratch, const WorkbenchOptions& options);

// The folders below `scratch`, with the seed and the configuration of the options.
base::Result<void> make_layout(const std::filesystem::path& scratch, const WorkbenchOptions& options);

// Without command and source.
sandbox::Request request_in_layout(const Toolchain& toolchain, const std::filesystem::path& scratch,
                                   const WorkbenchOptions& options);

// A command that was stopped says nothing about the crate, so that is an error, not an outcome.
base::Result<sandbox::Outcome> run_unless_stopped(const sandbox::Request& request, std::stop_token stop);

}  // namespace cargo

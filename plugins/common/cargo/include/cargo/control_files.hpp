// Files by which a crate would steer the tools that judge it: `.cargo/config.toml` alone can replace rustc,
// clippy and the test runner, or silence every lint, whatever the command line says.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <base/error.hpp>

namespace cargo {

enum class LockFile { keep, remove };
// By which a project sets how its code is to look: (.)clippy.toml, (.)rustfmt.toml.
enum class StyleFiles { keep, remove };
// When the copy of a file was written, as cargo sees it: that of the original, or now.
enum class Times { keep, now };

// By its name alone, whatever kind of file it is: .cargo, rust-toolchain(.toml), (.)clippy.toml,
// (.)rustfmt.toml.
bool is_control_file(std::string_view name);

// Removes them below `crate` at every depth, links as links; `Cargo.lock` too if asked. What was removed,
// relative and sorted. Errors: a file that cannot be removed.
base::Result<std::vector<std::filesystem::path>> strip_control_files(
    const std::filesystem::path& crate, LockFile lock_file, StyleFiles style_files = StyleFiles::remove);

// Copies a crate without `.git` and the top `target`; links stay links, every file becomes readable by
// others. Errors: pipes, sockets and devices; more than 100,000 files or 1 GiB.
base::Result<void> copy_crate(const std::filesystem::path& from, const std::filesystem::path& to,
                              Times times = Times::now);

}  // namespace cargo

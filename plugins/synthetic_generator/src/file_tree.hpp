// Files of a crate on disk.
#pragma once

#include <filesystem>
#include <string>

#include <base/error.hpp>
#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {

// Makes the folder hold what `files` says where `present` differs from it: writes what is new or changed,
// removes what is gone. Readable by others, because the sandbox may run as another user. The error names a
// file.
base::Result<void> update_tree(const std::filesystem::path& folder, const Files& present, const Files& files);

// The files of these paths as they are now.
base::Result<Files> read_tree(const std::filesystem::path& folder, const Files& paths);

}  // namespace synthetic_generator

// Files of a crate on disk.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {

// Makes the folder hold what `files` says where `present` differs from it: writes what is new or changed,
// removes what is gone. Readable by others, because the sandbox may run as another user. The error names a
// file.
std::expected<void, std::string> update_tree(const std::filesystem::path& folder, const Files& present,
                                             const Files& files);

// The files of these paths as they are now.
std::expected<Files, std::string> read_tree(const std::filesystem::path& folder, const Files& paths);

}  // namespace synthetic_generator

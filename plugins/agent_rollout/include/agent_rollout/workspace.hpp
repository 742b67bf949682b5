// The folder that an agent works in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <rust_tasks/task.hpp>

namespace agent_rollout {

// Most files that an answer may have, and most bytes of them all; what is more is not judged.
inline constexpr std::size_t most_files = 200;
inline constexpr std::size_t most_bytes = 2u << 20;

struct Changes {
  std::vector<rust_tasks::File> files;  // changed or added
  std::vector<std::string> removed;
  std::vector<std::string> not_taken;  // see base::printable_line
};

// The error names the file that cannot be written, or a path that leaves the folder.
base::Result<void> write_files(const std::filesystem::path& folder,
                               const std::vector<rust_tasks::File>& files);

// What differs from `start`, by path. Folders `target` and `.git` at the top, and Cargo.lock, are no part of
// an answer. Links are never followed.
Changes changes_since(const std::vector<rust_tasks::File>& start, const std::filesystem::path& folder);

}  // namespace agent_rollout

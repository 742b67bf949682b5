// Exchanges what stands under two names, also where the file system cannot do that in one step.
#pragma once

#include <filesystem>
#include <functional>
#include <system_error>

namespace flowrun::graph {

// `place` and `aside`, one of which may be empty, and a free name for the way between. After an error both are as they were,
// unless a rename failed that was to undo another: then something is left in `between`.
struct Exchange {
  std::filesystem::path place, aside, between;
};

std::error_code exchange(const Exchange& names);

using Rename = std::function<std::error_code(const std::filesystem::path&, const std::filesystem::path&)>;

// For file systems without RENAME_EXCHANGE: both must be there.
std::error_code exchange_in_steps(const Exchange& names, const Rename& rename);

// Whether anything stands there, a link that leads nowhere included.
bool is_there(const std::filesystem::path& path);

std::error_code try_rename(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace flowrun::graph

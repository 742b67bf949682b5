// What lies in a store beside its database, its data and its objects, and may be removed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "store/error.hpp"
#include "store/garbage.hpp"

namespace flowrun::store {

using Paths = std::vector<std::filesystem::path>;

struct Leftovers {
  Paths working, shared;  // that nobody used for as long as was asked
  Paths working_in_time;  // all other working folders
  Paths temporary, set_aside;
};
// What cannot be listed is left out.
[[nodiscard]] Leftovers find_leftovers(const std::filesystem::path& store, std::chrono::seconds idle);

// Databases that were set aside, with their logs and data, by name.
[[nodiscard]] Paths set_aside_files(const std::filesystem::path& store);

// Folders of runs that are not `kept`.
[[nodiscard]] Paths folders_of_other_runs(const std::filesystem::path& store, const std::vector<RunId>& kept);

// Bytes on disk of a file, or of a folder with all that is in it.
[[nodiscard]] std::uint64_t disk_use(const std::filesystem::path& path);
[[nodiscard]] Amount amount_of(const Paths& paths);

// With all that is in them.
Result<void> remove_all(const Paths& paths);

}  // namespace flowrun::store

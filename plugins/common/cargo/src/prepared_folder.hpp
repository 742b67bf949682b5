// Folders that are costly to make, made once and shared: by threads, by processes, by later runs.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include <base/error.hpp>

namespace cargo {

// Makes the folder that it is given, which is not there yet; beside it it may leave anything.
using MakeFolder = std::function<base::Result<void>(const std::filesystem::path&)>;

// `cache`/`name`, made if it is not there. It appears at once and whole: made under another name, written to
// disk, renamed. One thread of one process makes at a time, the others wait; what an interrupted one left
// half-made is removed. Errors: those of `make`, a cache that cannot be written, a stop while waiting.
base::Result<std::filesystem::path> prepared_folder(const std::filesystem::path& cache,
                                                    const std::string& name, const MakeFolder& make,
                                                    std::stop_token stop);

}  // namespace cargo

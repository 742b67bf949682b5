// Which sources a target folder was compiled from: the dep-info files that rustc leaves there
// (https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files).
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace cargo {

// The files that libraries, programs, tests, examples and build scripts of the profile `dev` were compiled
// from (included data too), and when last: as they are named there, relative to the workspace's root or
// absolute. What the code under judgement may have put there in place of files is passed over.
std::map<std::string, std::filesystem::file_time_type> compiled_files(const std::filesystem::path& target);

}  // namespace cargo

// Copies what cargo has built, so that the copy is as fresh as the original.
#pragma once

#include <filesystem>

#include <base/error.hpp>

namespace cargo {

// Copies files and folders with their times, by which cargo tells what is fresh, into the folder `to`. Never
// hard links, through which a hostile crate would write to the original; the blocks are shared where the
// file system can. Everyone may read the copies, nobody gets more than that by them: no set-user bits. Links
// and special files are left out. More than 4 GiB, counted by the sizes of the files, is an error.
base::Result<void> copy_built(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace cargo

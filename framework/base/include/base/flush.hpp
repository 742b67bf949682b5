// Makes what was written survive a power cut. A rename may reach the disk before the bytes of what was renamed: flush the
// files first, then rename, then flush the folder.
#pragma once

#include <filesystem>
#include <system_error>

namespace base {

// Waits until the file's bytes, or the folder's names, are on disk.
[[nodiscard]] std::error_code flush(const std::filesystem::path& file_or_folder);

// Waits for everything that was written to the file system on which the path lies: for folders of many files.
[[nodiscard]] std::error_code flush_file_system(const std::filesystem::path& path);

}  // namespace base

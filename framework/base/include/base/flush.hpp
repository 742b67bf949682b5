// Makes what was written survive a power cut. A rename may reach the disk before the bytes of what was renamed: flush the
// files first, then rename, then flush the folder.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace base {

// Waits until the file's bytes, or the folder's names, are on disk.
[[nodiscard]] std::error_code flush(const std::filesystem::path& file_or_folder);

// Waits for everything that was written to the file system on which the path lies: for folders of many files.
[[nodiscard]] std::error_code flush_file_system(const std::filesystem::path& path);

// Writes the file anew, on disk before it has its name: there is always the old one or the whole new one. `path` + ".part" is used
// on the way. The folder must be there.
[[nodiscard]] std::error_code write_flushed(const std::filesystem::path& path, std::string_view bytes);

// Gives a file that is written and closed its name, which is on disk when this returns: flush, rename, flush the folder.
[[nodiscard]] std::error_code rename_flushed(const std::filesystem::path& from,
                                             const std::filesystem::path& to);

}  // namespace base

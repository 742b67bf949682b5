// Files that survive a power cut: what is renamed into place must be on disk before, and the rename afterwards.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/error.hpp"

namespace flowrun::store {

// base::flush with an error that names the path.
[[nodiscard]] Result<void> flush(const std::filesystem::path& file_or_folder);

// Replaces the file, or makes it, in one step: whoever reads it, and whenever the power fails, finds the old bytes or the
// new ones. The folder must be there; `<file>.new` in it is written on the way.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace flowrun::store

// Small helpers around read and write that the standard library lacks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "store/error.hpp"

namespace flowrun::store {

// Writes everything, also when the system takes less at once. On failure false, with errno set.
[[nodiscard]] bool write_all(int file, std::string_view bytes);

[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& path);

}  // namespace flowrun::store

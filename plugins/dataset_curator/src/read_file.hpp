#pragma once

#include <filesystem>
#include <string>

#include <base/error.hpp>

namespace dataset_curator {

// The whole file. Errors name it and the cause.
base::Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace dataset_curator

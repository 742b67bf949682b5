// Where environment variables and relative paths are looked up; replaceable, so that tests need neither.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace flowrun::config {

// The value of a variable; none where it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// The environment of this process.
Environment process_environment();

// Absolute and normalised, without a look at the disk; relative paths count from `folder`, which is the
// folder of the pipeline file.
std::filesystem::path resolve_path(const std::filesystem::path& folder, std::string_view text);

}  // namespace flowrun::config

// Failures of system calls as errors with a reason and a mend.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/error.hpp"

namespace flowrun::store {

[[nodiscard]] ErrorKind kind_of(int error_number);

// The mend that fits the kind.
[[nodiscard]] std::string_view mend_of(ErrorKind kind);

// "cannot <verb> <path> (<the system's text for error_number>): <mend>"
[[nodiscard]] Error system_error(std::string_view verb, const std::filesystem::path& path, int error_number);

}  // namespace flowrun::store

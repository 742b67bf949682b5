// Removing what a hostile command left behind: folders without permissions, nested deeper than a path can
// name.
#pragma once

#include <filesystem>

#include <base/error.hpp>

namespace sandbox {

// Removes `folder` and all below it; links are removed, never followed. No error if it is not there.
// No process may write to it meanwhile.
base::Result<void> remove_folder(const std::filesystem::path& folder);

}  // namespace sandbox

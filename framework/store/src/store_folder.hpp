// Whether a folder is a store, or may become one: what lies in a store's folder is emptied and replaced, so that it must
// not be somebody else's.
#pragma once

#include <filesystem>

#include "store/error.hpp"

namespace flowrun::store {

// Makes the folder where there is none. ErrorKind::unsupported for a file, and for a folder that is no store and not
// empty, of which the error names what it holds.
[[nodiscard]] Result<void> make_store_folder(const std::filesystem::path& store);

}  // namespace flowrun::store

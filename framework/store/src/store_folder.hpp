// Whether a folder is a store, or may become one: what lies in a store's folder is emptied and replaced, so that it must
// not be somebody else's.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "store/error.hpp"

namespace flowrun::store {

// Makes the folder where there is none. A folder that is not empty is a store if it has a database of flowrun, or nothing
// but what a store has. ErrorKind::unsupported for any other, of which the error names what it holds, and for a file.
[[nodiscard]] Result<void> make_store_folder(const std::filesystem::path& store);

// Whether a file of this name is a database that was set aside, or belongs to one: store.db.old-3-wal.
[[nodiscard]] bool is_set_aside(std::string_view name);

// ErrorKind::unsupported: the folder is somebody else's.
[[nodiscard]] Error no_store(const std::filesystem::path& store, std::string why);

}  // namespace flowrun::store

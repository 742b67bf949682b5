// Whose fault an error is: of the data (a rejection), of the moment (transient), or of the setting (neither).
#pragma once

#include <exception>
#include <filesystem>
#include <string>
#include <system_error>

#include <base/error.hpp>

namespace session_classifier::detail {

// Marks `error` by what the system said. A missing permission is the setting's fault, a full disk the moment's.
base::Error because_of(base::Error error, std::error_code cause);
// The same by what was thrown: by SQLite, by std::filesystem, or anything else.
base::Error because_of(base::Error error, const std::exception& cause);

// True if what was thrown says that the data are damaged.
bool is_damage(const std::exception& cause);

// The program wrote to it between two looks: transient.
base::Error changed(const std::filesystem::path& place);

// A path, or any bytes, as text for people, see base::printable_line.
std::string shown(const std::filesystem::path& bytes);

}  // namespace session_classifier::detail

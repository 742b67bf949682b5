// What a place of a repository is, told by its text and by what lies there.
#pragma once

#include <string>
#include <string_view>

#include <base/error.hpp>

namespace git_miner {

enum class PlaceKind { folder, bundle, url };

// A URL has a scheme, or is of ssh's form `host:path`. Errors: nothing is there, a file that is no bundle, a
// transport that would run programs.
base::Result<PlaceKind> kind_of_place(std::string_view place);

// Without user, password, query and fragment, and without ".git" at the end.
std::string public_url(std::string_view url);

}  // namespace git_miner

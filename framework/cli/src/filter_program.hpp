// A program that turns one text into another, such as Graphviz's `dot`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>

namespace flowrun::cli {

// What the program of `words`, found by PATH, writes to its stdout when it reads `input`. Its stderr is ours. The error
// says that it is not installed, or how it ended.
base::Result<std::string> filtered_by(const std::vector<std::string>& words, std::string_view input);

}  // namespace flowrun::cli

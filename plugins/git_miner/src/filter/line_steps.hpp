// Lines of Rust files that say something, and what they tell of where they stand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <git_miner/repository.hpp>

#include "change/line_index.hpp"

namespace git_miner {

// No brackets, comments, imports, attributes or asserts.
bool says_something(std::string_view line);

// Numbers for "this line follows that one", from the line before a range to the line behind it. `end`: where
// the tests of the file begin, which do not count.
std::set<std::uint64_t> steps_of(const LineIndex& lines, const LineRange& range, std::size_t end);

// The functions that a range declares: names, by the digests of the lines.
std::map<std::uint64_t, std::string> functions_in(const LineIndex& lines, const LineRange& range);

// The digest of the line that declares the function around a range, or the one above it.
std::optional<std::uint64_t> function_around(const LineIndex& lines, const LineRange& range);

}  // namespace git_miner

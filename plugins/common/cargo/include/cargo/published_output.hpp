// Captured output of cargo as it may be published: the same bytes whenever and wherever it was captured.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cargo {

// A folder of the machine, and the name by which readers see it.
using NeutralPath = std::pair<std::filesystem::path, std::string>;

inline constexpr std::size_t published_limit = 6 * 1024;

// UTF-8 (other bytes become U+FFFD); without colours, durations, thread ids, hashes in file names and
// waiting lines; without the kind of target that could not be compiled; neighbouring Compiling and Checking
// lines sorted; the folders replaced, longest first; head and tail of at most `limit` bytes (no fewer than
// 40) with a line between them that says how much is left out. Published again, without folders, it stays
// the same.
std::string published_output(std::string_view captured, const std::vector<NeutralPath>& folders = {},
                             std::size_t limit = published_limit);

// The head and tail alone, cut at line ends where there are any near.
std::string head_and_tail(std::string_view text, std::size_t limit);

}  // namespace cargo

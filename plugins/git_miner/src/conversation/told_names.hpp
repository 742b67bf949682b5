// Names in what the agent says: none that the conversation has not shown by then.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace git_miner {

// Whether a word of code, or a path, was shown.
using WordTest = std::function<bool(std::string_view word)>;

// How an item, a crate or a file may be named: as it is, or by its last names alone ("print_line" of
// "Printer::print_line", where the `impl` was not shown); "" where not even the last one is known.
std::string told_name(const std::string& name, const WordTest& is_shown);

// A sentence whose names in backticks are all known, those of items as told_name() gives them; none where one is not.
std::optional<std::string> with_told_names(std::string_view text, const WordTest& is_shown);

}  // namespace git_miner

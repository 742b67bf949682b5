// The nearest valid name for a misspelt one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowrun::config {

// Edits (insert, delete, replace, swap of neighbours) that turn one text into the other; optimal string
// alignment, bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that the user most likely meant, or none where nothing is near: at most one edit for each
// three letters, and at least one; case and `-` for `_` cost nothing. The first of equally near ones. Where
// none is near, the only candidate that begins with the name.
std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& candidates);

// `did you mean "x"?`, or "" where nothing is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace flowrun::config

// How far a value reaches in the text: the YAML parser gives the start only.
#pragma once

#include <cstddef>
#include <string_view>

namespace flowrun::config {

// Past anchors and tags, which stand before a value on its line.
std::size_t skip_properties(std::string_view text, std::size_t offset);

// One past the last byte of a scalar that begins at `offset`. Of a block scalar the indicator; of a plain one
// over several lines the first line.
std::size_t scalar_end(std::string_view text, std::size_t offset, std::string_view value);

// Whether a scalar in quotes, [begin, end), holds its closing quote: at the end of the file the parser does
// not care.
bool is_closed(std::string_view text, std::size_t begin, std::size_t end);

// One past the closing bracket of a flow list or map whose last value ended at `last`; `last` where there is
// none.
std::size_t flow_end(std::string_view text, std::size_t begin, std::size_t last);

}  // namespace flowrun::config

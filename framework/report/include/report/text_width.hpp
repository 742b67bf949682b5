// How wide text is on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flowrun::report {

struct TerminalSize {
  std::size_t width = 0, height = 0;  // columns and lines
};

// 0 by 0 if the descriptor leads to no terminal; 80 by 24 if that does not know its size.
TerminalSize terminal_size(int file_descriptor);
// Columns of the terminal there; 0 if it is none.
std::size_t terminal_width(int file_descriptor);
// Columns that printable text takes: two for what is wide (East Asian), none for what combines.
std::size_t columns_of(std::string_view text);
// What fits into `width` columns; "…" stands for what was cut off. Text that fits, and any for 0, stays.
std::string clipped(std::string_view text, std::size_t width);
// With blanks behind it, up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

}  // namespace flowrun::report

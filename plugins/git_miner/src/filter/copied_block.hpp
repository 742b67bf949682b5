// Code that a change copies within a file instead of calling it.
#pragma once

#include <string>

#include "change/added_lines.hpp"

namespace git_miner {

// "src/lib.rs:40: 9 lines as from line 12 on": eight lines or more of a function, at least three of them statements, that are
// added and stand in the file once more, but for the names of variables and for literals. Methods of one impl of a trait may
// be alike. "" if there are none.
std::string copied_block(const ChangedFile& file, const AddedLines& added);

}  // namespace git_miner

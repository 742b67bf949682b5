// The lines of a file with code, outside tests, before a change.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

struct CodeLine {
  std::size_t number = 0;  // from 0
  std::string code;        // its tokens
  std::size_t tokens = 0;
};

enum class LineNames { keep, mask };

// One entry a line; comments and imports apart. The file must have the side before.
std::vector<CodeLine> code_lines(const ChangedFile& file, LineNames names);

}  // namespace git_miner

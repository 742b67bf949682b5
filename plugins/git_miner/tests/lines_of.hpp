#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace git_miner::test {

// Without their ends, LF or CR LF.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

}  // namespace git_miner::test

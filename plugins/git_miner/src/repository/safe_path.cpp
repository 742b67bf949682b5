#include "repository/safe_path.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace git_miner {

bool is_safe_path(std::string_view path) {
  static const RE2 plain(R"([A-Za-z0-9_+@.-]+(?:/[A-Za-z0-9_+@.-]+)*)");
  if (!RE2::FullMatch(re2::StringPiece(path.data(), path.size()), plain)) return false;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view step = path.substr(begin, end - begin);
    if (step == "." || step == ".." || step == ".git" || step.starts_with('-')) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace git_miner

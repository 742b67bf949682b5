// The words that names are made of.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "change/message.hpp"

namespace git_miner {

// In lower case, parted at underscores: "Print max_depth" has "print", "max" and "depth".
inline std::set<std::string> word_parts(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '_', ' ');
  const auto words = words_of(spaced);
  return {words.begin(), words.end()};
}

}  // namespace git_miner

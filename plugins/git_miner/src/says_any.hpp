// Whether what a program said holds one of several phrases.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace git_miner {

inline bool says_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.contains(phrase); });
}

}  // namespace git_miner

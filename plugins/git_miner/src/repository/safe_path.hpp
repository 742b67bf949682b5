#pragma once

#include <string_view>

namespace git_miner {

// Paths become arguments of commands and parts of a scratch folder: plain characters, no step upwards,
// nothing of git.
bool is_safe_path(std::string_view path);

}  // namespace git_miner

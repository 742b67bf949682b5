#pragma once

namespace git_miner {

// A file in a mirror that is the copy of a damaged repository: git checked nothing, and objects may be missing.
inline constexpr const char* damage_mark = "flowrun-damaged";

}  // namespace git_miner

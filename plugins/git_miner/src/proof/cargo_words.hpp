// What cargo says where it fails.
#pragma once

#include <string>
#include <string_view>

namespace git_miner {

// The first line that begins with "error", without what follows it; at most 200 bytes. Empty if there is none.
std::string first_error(std::string_view said);

// The code, or its manifest, needs a compiler of the channel nightly.
bool wants_nightly(std::string_view said);

// A package names a `rust-version` that the compiler does not reach.
bool wants_newer_rust(std::string_view said);

}  // namespace git_miner

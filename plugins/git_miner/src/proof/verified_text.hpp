// An outcome of `verify` as JSON text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <git_miner/verify.hpp>

namespace git_miner {

std::string text_of(const Verified& verified);

// None if the text is not what text_of writes.
std::optional<Verified> verified_of(std::string_view text);

}  // namespace git_miner

// What stays of code when it is written in another form.
#pragma once

#include <string>
#include <vector>

#include "change/code_tokens.hpp"

namespace git_miner {

// Equal where two texts differ in nothing but the lines that a comment is broken into, the form of a number (`0` and `0x0`),
// the way in which a text becomes a String, or the order of bounds.
std::string meaning_of(const rust_code::SourceFile& file, const std::vector<CodeToken>& tokens);

}  // namespace git_miner

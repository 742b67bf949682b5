// Texts in the encoding that a commit declares.
#pragma once

#include <string>

namespace git_miner {

// The text itself where `encoding` is empty, UTF-8 or unknown here, and where the text is not in it.
std::string as_utf8(std::string text, const std::string& encoding);

}  // namespace git_miner

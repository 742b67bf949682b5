#pragma once

#include <cctype>

namespace git_miner {

// Of an identifier, in ASCII.
inline bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace git_miner

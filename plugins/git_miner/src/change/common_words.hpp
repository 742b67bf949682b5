// Words for which nobody searches, because they stand everywhere.
#pragma once

#include <string_view>

namespace git_miner {

// A word of any request, in lower case.
bool is_common_word(std::string_view word);

// A name that tells something: three letters at least, no keyword, nothing that stands in any Rust file.
bool is_telling_name(std::string_view name);

}  // namespace git_miner

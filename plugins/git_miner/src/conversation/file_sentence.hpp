// What a report says of a file: all that became of it, or its name alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "change/deeds.hpp"
#include "conversation/told_names.hpp"

namespace git_miner {

// With names as far as was shown, "" where nothing was (see told_names.hpp).
std::vector<FileDeeds> told_deeds(std::vector<FileDeeds> deeds, const WordTest& is_shown);

// "In `src/lib.rs`, I added `Client`, renamed `run` to `start` and added the test `tests::starts`." What has no name is
// counted: "2 more". Of what nothing can be told so: "I changed `src/lib.rs`."
std::string file_sentence(const FileDeeds& file, std::uint64_t choice);

// "I also changed `src/a.rs` and `src/b.rs`, and removed `src/c.rs`."
std::string bare_sentence(const std::vector<FileDeeds>& files);

}  // namespace git_miner

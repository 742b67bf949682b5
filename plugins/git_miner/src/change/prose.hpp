// The sentences of a message, and which of them speak of the commit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// As a sentence begins; a name at the front (`head()`, `a_b`) stays.
std::string capitalised(std::string text);

// Ends with their marks; inline code, brackets and abbreviations do not end one.
std::vector<std::string> sentences_of(std::string_view paragraph);

// Whether a text names the commit, others of its history, or other parts of its message ("the previous commit", "see
// above").
bool mentions_the_commit(const std::string& text);

// Whether a sentence tells of the commit, its review or its author ("this branch", "see below", "as discussed"),
// or reports a deed ("Adds a cache", "We now return early", "X was moved").
bool speaks_of_the_commit(const std::string& sentence);

// Whether a sentence says what was done ("Adds a cache", "This removes ..", "X is renamed", "It now returns ..").
bool tells_a_deed(const std::string& sentence);

}  // namespace git_miner

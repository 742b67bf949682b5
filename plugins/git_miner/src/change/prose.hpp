// What a message's body gives to a request: the state of things and what is wanted, not what the commit did.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "change/markdown.hpp"

namespace git_miner {

// As a sentence begins; a name at the front (`head()`, `a_b`) stays.
std::string capitalised(std::string text);

// Ends with their marks; inline code, brackets and abbreviations do not end one.
std::vector<std::string> sentences_of(std::string_view paragraph);

// Whether a sentence tells of the commit, its review or its author ("this branch", "see below", "as discussed"),
// or reports a deed ("Adds a cache", "We now return early", "X was moved").
bool speaks_of_the_commit(const std::string& sentence);

// Whether a text names what a request must not name.
using NameTest = std::function<bool(std::string_view)>;

// What stands in front of the body in the request.
enum class Before { subject, nothing };

// Paragraphs lose the sentences that speak of the commit, that is_refused refuses or that have no sense without a
// reference, and those that lean on a lost one ("It ..", "Instead ..", what ends with a colon before code). Lists and
// code survive whole or go whole. Headings go, with all below them where they announce a solution or a test plan.
// "This fixes a bug where X" is "X".
std::vector<Block> request_blocks(const std::vector<Block>& body, const NameTest& is_refused, Before before);

}  // namespace git_miner

// What a sentence gives away that only who has found the cause, made the change or measured it can know.
#pragma once

#include <string>

namespace git_miner {

// A sentence up to the clause that tells the cause ("It panics, because `a` calls `b`" is "It panics."); "" where it
// tells nothing but the cause ("The problem was that .."), the remedy ("We need to ..", "The state should be set
// back"), what the code's authors do ("We only cut the first"), a judgement of it ("This is a hack"), or what was
// measured after the change ("Both are faster").
std::string without_diagnosis(const std::string& sentence);

// Times and the tables of benchmarks: of a block of code.
bool is_measurement(const std::string& code);

// Lines, boxes and shades of drawings, which lose their sense where they are wrapped. Not of inline code.
bool has_drawing(const std::string& text);

}  // namespace git_miner

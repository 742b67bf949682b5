// Sentences on whether the work should be done.
#pragma once

#include <string>
#include <vector>

#include "change/markdown.hpp"

namespace git_miner {

struct Judgement {
  bool is_one = false;
  bool is_against = false;
};

// "This isn't *strictly* needed", "Not sure it is worth it", "It would be nice to have": nothing of what the work is. For
// whom or what it is good makes it a reason, as that something is not needed is one to take it away.
Judgement judgement_of(const std::string& sentence, const std::string& subject);

// From the paragraphs: without its reasons a judgement says nothing, or speaks against what is asked.
void drop_judgements(std::vector<Block>& blocks, const std::string& subject);

// Whether there is nothing but judgements, and one against it.
bool only_speak_against(const std::vector<Block>& blocks, const std::string& subject);

}  // namespace git_miner

// Lists of titles: of squashed commits, or of what a commit did.
#pragma once

#include <string>
#include <vector>

namespace git_miner {

// Without their signs; none where a line is no entry.
std::vector<std::string> entries_of(const std::string& list);

// Whether half of a list's entries are titles.
bool is_list_of_deeds(const std::string& list);

// The share of a text's words, articles and the like apart, that begin as one of another text does; 0 to 1.
double share_known(const std::string& text, const std::string& other);

// Whether a title is about what the subject is about.
bool repeats(const std::string& title, const std::string& subject);

}  // namespace git_miner

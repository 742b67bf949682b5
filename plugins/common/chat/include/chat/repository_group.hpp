// The group of everything that was made in one repository, by whatever source: its sessions and its commits are on one side
// of a split.
#pragma once

#include <string>
#include <string_view>

namespace chat {

// Whether the text is the id of a commit, SHA-1 or SHA-256, as git spells it.
bool is_commit_id(std::string_view text);

// "git-" and 16 digits of a digest of the commit with which the repository begins; where it has several, the first of them by
// their digits, as opencode names its projects. All clones, work trees and forks have the same.
std::string repository_group(std::string_view root_commit);

}  // namespace chat

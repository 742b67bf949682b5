// Edits of a small crate, and whether they are learnt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <git_miner/drop_reason.hpp>

namespace git_miner::test {

struct Edit {
  std::string before, after;         // src/lib.rs
  std::optional<DropReason> reason;  // none where it is learnt
};

// Each edit is committed with this message to a crate of its own.
void check_edits(const std::vector<Edit>& edits, const std::string& message);

// The text with `to` where `from`, which it has, stands first.
std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace git_miner::test

// Edits of a small crate, and whether they are learnt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <git_miner/drop_reason.hpp>

namespace git_miner::test {

// Of messages that are learnt, and parts of src/lib.rs.
inline constexpr const char* fix = "fix: prevent a panic of `first` for empty slices";
inline constexpr const char* feature =
    "feat: add `second` for pairs of numbers\n\nCallers of `first` should get the second number as well.";
inline const std::string second =
    "\npub fn second(values: &[i32]) -> Option<i32> {\n    values.get(1).copied()\n}\n";
// Far enough apart that edits are not joined.
inline const std::string apart = "\npub fn a() {}\n\npub fn b() {}\n\npub fn c() {}\n\n";

struct Edit {
  std::string before, after;         // src/lib.rs
  std::optional<DropReason> reason;  // none where it is learnt
};

// Each edit is committed with this message to a crate of its own.
void check_edits(const std::vector<Edit>& edits, const std::string& message);

// The text with `to` where `from`, which it has, stands first.
std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace git_miner::test

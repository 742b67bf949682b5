// A commit's change with both sides of each file, as far as it can become an example.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <git_miner/options.hpp>
#include <git_miner/repository.hpp>
#include <rust_code/compare.hpp>

#include "change/manifest.hpp"
#include "filter/message.hpp"

namespace git_miner {

struct ChangedFile {
  FileChange change;
  std::string before, after;  // texts
  bool is_rust = false;
  bool is_manifest = false;
  bool is_test = false;  // by its path
  // Of Rust files, of the sides that are there.
  std::optional<rust_code::SourceFile> tree_before, tree_after;
  rust_code::Difference difference = rust_code::Difference::code;
  rust_code::Comparison items;          // against an empty file where a side lacks
  std::size_t source_lines = 0;         // added and deleted, outside tests; of other files all
  std::ptrdiff_t net_source_lines = 0;  // added less deleted
  std::size_t test_lines = 0;
  std::ptrdiff_t net_test_lines = 0;
};

struct ChangeSet {
  CommitText text;
  Message message;
  std::vector<ChangedFile> files;  // without ignored ones
  bool has_ignored = false;        // Cargo.lock and the like changed too
};

// Neither source nor written by hand: lock files, vendored and generated files, change logs, snapshots. By
// path.
bool is_ignored_path(std::string_view path);
// By a mark in the first five lines.
bool is_generated_text(std::string_view text);

struct ReadOutcome {
  std::optional<ChangeSet> set;
  std::string reason;  // why there is none, a short stable phrase
};

// Reads a commit against its first parent and stops at the first filter that drops it. What is a reason is no
// error.
std::expected<ReadOutcome, Problem> read_change_set(const Repository& repository, const std::string& commit,
                                                    bool merges_too, const Limits& limits);

// The filters that need both texts: sizes, comments only, parse errors, the house style of what is added.
std::string fault_of(const ChangeSet& set, const Limits& limits);

}  // namespace git_miner

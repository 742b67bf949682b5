// A commit's change with both sides of each file, as far as it can become an example.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <git_miner/repository.hpp>
#include <rust_code/compare.hpp>

#include "change/manifest.hpp"
#include "change/message.hpp"

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
  std::vector<ChangedFile> files;     // without ignored ones
  std::vector<std::string> left_out;  // paths of these
};

// Added and deleted lines.
struct LinesChanged {
  std::size_t source = 0;  // of Rust, outside tests
  std::size_t all = 0;
};

inline LinesChanged lines_changed(const ChangeSet& set) {
  LinesChanged lines;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) lines.source += file.source_lines;
    lines.all += file.source_lines + file.test_lines;
  }
  return lines;
}

}  // namespace git_miner

// Reads what a commit changed, as far as it can become an example.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>
#include <git_miner/repository.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Neither source nor written by hand: lock files, vendored and generated files, change logs, snapshots. By
// path.
bool is_ignored_path(std::string_view path);
// By a mark in the first five lines.
bool is_generated_text(std::string_view text);

struct ReadOutcome {
  std::optional<ChangeSet> set;
  std::optional<Drop> drop;  // where there is none
};

// A filter of texts, before they are parsed.
using TextFilter = std::function<std::optional<Drop>(const ChangeSet& set)>;

// Reads a commit against its first parent and stops at the first filter that drops it; `filter` is the last before the
// files are parsed. What is a reason is no error.
base::Result<ReadOutcome> read_change_set(const Repository& repository, const std::string& commit,
                                          bool merges_too, const Limits& limits,
                                          const TextFilter& filter = nullptr);

}  // namespace git_miner

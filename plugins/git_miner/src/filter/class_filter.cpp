#include "filter/class_filter.hpp"

#include <algorithm>

#include "change/classify.hpp"
#include "change/crate_use.hpp"

namespace git_miner {

std::optional<DropReason> class_drop_reason(const ChangeSet& set, const ChangeFacts& facts,
                                            const Limits& limits) {
  if (facts.own_version_changed) return DropReason::release;
  if (facts.manifest_only && facts.crates_added.empty() && facts.crates_unused.empty() &&
      facts.crates_removed.empty())
    return facts.versions_changed.empty() ? DropReason::no_code : DropReason::only_versions;
  const auto outcome = classify(set.message, facts);
  if (!outcome.is_clear) return DropReason::no_clear_class;
  std::size_t source = 0;
  for (const ChangedFile& file : set.files) source += file.is_rust ? file.source_lines : 0;
  if (outcome.best.category != Category::feature && source > limits.lines) return DropReason::too_many_lines;
  return std::nullopt;
}

std::optional<DropReason> dependency_drop_reason(const Repository& repository, const MineRequest& request,
                                                 const ChangeFacts& facts) {
  if (request.dependency_removed) return DropReason::dependency_removed;
  const auto unused = [&](const std::string& key) { return !is_used(repository, request.commit, key); };
  if (std::ranges::any_of(facts.crates_unused, unused)) return DropReason::dependency_not_used;
  return std::nullopt;
}

}  // namespace git_miner

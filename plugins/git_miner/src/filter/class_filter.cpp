#include "filter/class_filter.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "change/classify.hpp"
#include "change/crate_use.hpp"

namespace git_miner {

std::optional<Drop> class_drop_by_message(const ChangeSet& set) {
  const bool has_manifest =
      std::ranges::any_of(set.files, [](const ChangedFile& file) { return file.is_manifest; });
  if (has_manifest || may_be_of_a_class(set.message)) return std::nullopt;
  return Drop{DropReason::no_clear_class,
              fmt::format("the message speaks for none; subject \"{}\"", set.message.subject)};
}

std::optional<Drop> class_drop(const ChangeSet& set, const ChangeFacts& facts, const Options& options) {
  if (facts.own_version_changed)
    return Drop{DropReason::release, "a manifest gives its package another version"};
  if (facts.manifest_only && facts.crates_added.empty() && facts.crates_unused.empty() &&
      facts.crates_removed.empty()) {
    if (facts.versions_changed.empty())
      return Drop{DropReason::no_code, "only manifests changed, and no dependency in them"};
    return Drop{DropReason::only_versions,
                fmt::format("other versions of {}", fmt::join(facts.versions_changed, ", "))};
  }
  const auto outcome = classify(set.message, facts);
  if (!outcome.is_clear)
    return Drop{DropReason::no_clear_class,
                fmt::format("{}; subject \"{}\"", outcome.scores, set.message.subject)};
  if (outcome.best.confidence < options.min_confidence)
    return Drop{DropReason::low_confidence,
                fmt::format("confidence {} (min_confidence {}): {}; subject \"{}\"", outcome.best.confidence,
                            options.min_confidence, outcome.scores, set.message.subject)};
  if (outcome.best.category == Category::bug_fix && facts.build_differs)
    return Drop{DropReason::low_confidence, "a fix that brings other features, targets or profiles"};
  const Limits& limits = options.limits;
  const std::size_t source = lines_changed(set).source;
  if (outcome.best.category != Category::feature && source > limits.lines)
    return Drop{DropReason::too_many_lines, fmt::format("lines changed {} (max_lines {}) in a {}", source,
                                                        limits.lines, base::name_of(outcome.best.category))};
  return std::nullopt;
}

std::optional<Drop> dependency_drop(const Repository& repository, const MineRequest& request,
                                    const ChangeFacts& facts) {
  if (request.dependency_removed)
    return Drop{DropReason::dependency_removed,
                fmt::format("adds {}, of which a later commit takes one out again",
                            fmt::join(facts.crates_added, ", "))};
  if (facts.shape.fallbacks < 0 && facts.shape.errors <= 0)
    return Drop{DropReason::beside_request, "what stood in where something failed goes with it"};
  for (const std::string& key : facts.crates_unused) {
    if (!is_used(repository, request.commit, key))
      return Drop{DropReason::dependency_not_used, "no file names " + key};
  }
  return std::nullopt;
}

}  // namespace git_miner

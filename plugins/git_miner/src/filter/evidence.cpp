#include "filter/evidence.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace git_miner {

std::string early_evidence(DropReason reason, const ChangeSet& set, std::size_t deltas,
                           const Limits& limits) {
  const auto sources =
      std::ranges::count_if(set.files, [](const ChangedFile& f) { return f.is_rust && !f.is_test; });
  switch (reason) {
    case DropReason::root_commit:
    case DropReason::merge_commit:
      return fmt::format("{} parents", set.text.parents.size());
    case DropReason::written_by_program:
      return fmt::format("author {}, committer {}", set.text.author, set.text.committer);
    case DropReason::too_many_source_files:
      return fmt::format("{} files of source, at most {}", sources, limits.source_files);
    case DropReason::too_many_files:
      if (deltas > limits.deltas) return fmt::format("more than {} files", limits.deltas);
      return fmt::format("{} files, at most {}", set.files.size(), limits.files);
    default:
      return set.files.empty() ? fmt::format("subject \"{}\"", set.message.subject) : "";
  }
}

std::string change_evidence(DropReason reason, const ChangeSet& set, const Limits& limits) {
  std::size_t source = 0, all = 0;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) source += file.source_lines;
    all += file.source_lines + file.test_lines;
  }
  switch (reason) {
    case DropReason::too_few_lines:
      return fmt::format("{} changed lines, at least {}", all, limits.least_lines);
    case DropReason::too_many_lines:
      return fmt::format("{} changed lines of source, at most {}, of a feature {}; at most {} bytes", source,
                         limits.lines, limits.feature_lines, limits.change_bytes);
    case DropReason::large_file:
      return fmt::format("at most {} lines and {} bytes a file", limits.file_lines, limits.file_bytes);
    default:
      return fmt::format("{} changed lines in {} files, subject \"{}\"", all, set.files.size(),
                         set.message.subject);
  }
}

std::string licence_evidence(const std::string& licence, const Options& options) {
  return fmt::format("licence \"{}\", allowed are {}", licence, fmt::join(options.licences, ", "));
}

}  // namespace git_miner

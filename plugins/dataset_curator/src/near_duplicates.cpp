#include "near_duplicates.hpp"

#include <algorithm>
#include <utility>

#include "buckets.hpp"

namespace dataset_curator {

base::Result<NearDuplicates> NearDuplicates::in(const std::filesystem::path& folder) {
  auto file = ShingleFile::in(folder);
  if (!file) return std::unexpected(file.error());
  return NearDuplicates(std::move(*file));
}

base::Result<std::map<std::uint32_t, NearDuplicates::Found>> NearDuplicates::find(
    std::span<const std::uint32_t> best_first, const NearDuplicateOptions& options, std::size_t wanted) {
  if (auto finished = file_.finish(); !finished) return std::unexpected(finished.error());
  auto buckets = Buckets::of(file_, best_first);
  if (!buckets) return std::unexpected(buckets.error());
  std::map<std::uint32_t, Found> gone;
  for (const std::uint32_t row : best_first.first(wanted)) buckets->keep(row);
  for (const std::uint32_t row : best_first.subspan(wanted)) {
    const std::vector<std::uint32_t> candidates = buckets->kept_beside(row);
    Found found;
    if (!candidates.empty()) {
      const auto own = file_.row(row);
      if (!own) return std::unexpected(own.error());
      for (const std::uint32_t candidate : candidates) {
        const auto other = file_.row(candidate);
        if (!other) return std::unexpected(other.error());
        const Likeness likeness = dataset_curator::likeness(*own, *other, options);
        if (likeness.kind == Likeness::Kind::none) continue;
        if (likeness.kind == Likeness::Kind::near_duplicate) {
          found = {likeness, {candidate}};
          break;
        }
        if (likeness.index > found.likeness.index) found.likeness = likeness;
        found.kept.push_back(candidate);
      }
    }
    const bool is_one_too_many = found.likeness.kind == Likeness::Kind::same_shape &&
                                 options.max_per_cluster > 0 && found.kept.size() >= options.max_per_cluster;
    if (is_one_too_many || found.likeness.kind == Likeness::Kind::near_duplicate) {
      gone.emplace(row, std::move(found));
    } else {
      buckets->keep(row);
    }
  }
  return gone;
}

}  // namespace dataset_curator

#include "buckets.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "hash.hpp"

namespace dataset_curator {

base::Result<Buckets> Buckets::of(const ShingleFile& file, std::span<const std::uint32_t> rows) {
  Buckets buckets;
  std::vector<std::uint32_t> members;  // of all buckets, one after the other
  std::vector<std::uint64_t> begins = {0};
  std::unordered_set<std::uint64_t> known;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> keyed;  // key, row
  for (std::size_t column = 0; column < column_count; ++column) {
    const auto keys = file.column(column);
    if (!keys) return std::unexpected(keys.error());
    keyed.clear();
    for (const std::uint32_t row : rows) {
      if ((*keys)[row] != 0) keyed.emplace_back((*keys)[row], row);
    }
    std::ranges::sort(keyed);
    for (auto at = keyed.begin(); at != keyed.end();) {
      const auto end = std::find_if(at, keyed.end(), [&](const auto& one) { return one.first != at->first; });
      if (end - at > 1) {
        for (; at != end; ++at) members.push_back(at->second);
        if (known.insert(hash_of(std::span(members).subspan(begins.back()))).second)
          begins.push_back(members.size());
        else
          members.resize(begins.back());
      }
      at = end;
    }
  }
  std::vector<std::uint64_t>& row_begins = buckets.row_begins_;
  row_begins.assign(file.rows() + 1, 0);
  for (const std::uint32_t row : members) ++row_begins[row + 1];
  for (std::size_t row = 0; row < file.rows(); ++row) row_begins[row + 1] += row_begins[row];
  buckets.of_rows_.resize(members.size());
  auto ends = row_begins;
  for (std::uint32_t bucket = 0; bucket + 1 < begins.size(); ++bucket) {
    for (std::uint64_t at = begins[bucket]; at < begins[bucket + 1]; ++at)
      buckets.of_rows_[ends[members[at]]++] = bucket;
  }
  buckets.kept_counts_.resize(begins.size() - 1);
  buckets.bucket_begins_ = std::move(begins);
  buckets.kept_ = std::move(members);  // only their room is needed
  return buckets;
}

std::vector<std::uint32_t> Buckets::kept_beside(std::uint32_t row) const {
  std::vector<std::uint32_t> found;
  std::unordered_set<std::uint32_t> known;
  for (const std::uint32_t bucket : of_row(row)) {
    const auto kept = std::span(kept_).subspan(bucket_begins_[bucket], kept_counts_[bucket]);
    for (const std::uint32_t other : kept) {
      if (found.size() == most_candidates) return found;
      if (known.insert(other).second) found.push_back(other);
    }
  }
  return found;
}

void Buckets::keep(std::uint32_t row) {
  for (const std::uint32_t bucket : of_row(row)) kept_[bucket_begins_[bucket] + kept_counts_[bucket]++] = row;
}

}  // namespace dataset_curator

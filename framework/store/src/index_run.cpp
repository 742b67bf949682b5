#include "index_run.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace flowrun::store {
namespace {

constexpr std::size_t entries_per_bucket = 8;

}  // namespace

std::uint64_t prefix_of(const Digest& digest) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) prefix = prefix << 8 | std::to_integer<std::uint64_t>(digest.bytes[i]);
  return prefix;
}

IndexEntries in_index_order(IndexEntries arrivals) {
  std::ranges::reverse(arrivals);
  std::ranges::stable_sort(arrivals, {}, &IndexEntry::prefix);
  return arrivals;
}

IndexEntries merged(std::span<const IndexEntry> newer, std::span<const IndexEntry> older) {
  IndexEntries entries;
  entries.reserve(newer.size() + older.size());
  std::ranges::merge(newer, older, std::back_inserter(entries), {}, &IndexEntry::prefix, &IndexEntry::prefix);
  return entries;
}

IndexRun::IndexRun(IndexEntries entries) : entries_(std::move(entries)) {
  const auto buckets = std::bit_ceil(std::max<std::size_t>(2, entries_.size() / entries_per_bucket));
  shift_ = static_cast<unsigned>(64 - std::countr_zero(buckets));
  starts_.reserve(buckets + 1);
  for (std::uint32_t i = 0; i < entries_.size(); ++i)
    while (starts_.size() <= entries_[i].prefix >> shift_) starts_.push_back(i);
  starts_.resize(buckets + 1, static_cast<std::uint32_t>(entries_.size()));
}

std::span<const IndexEntry> IndexRun::find(std::uint64_t prefix) const {
  if (entries_.empty()) return {};
  const auto bucket = starts_.begin() + static_cast<std::ptrdiff_t>(prefix >> shift_);
  const auto candidates = entries().subspan(bucket[0], bucket[1] - bucket[0]);
  const auto found = std::ranges::equal_range(candidates, prefix, {}, &IndexEntry::prefix);
  return {found.begin(), found.end()};
}

}  // namespace flowrun::store

#include "index_run.hpp"

#include <algorithm>
#include <iterator>

namespace flowrun::store {

std::uint64_t prefix_of(const Digest& digest) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) prefix = prefix << 8 | std::to_integer<std::uint64_t>(digest.bytes[i]);
  return prefix;
}

IndexRun sorted_run(std::vector<IndexEntry> arrivals) {
  std::ranges::reverse(arrivals);
  std::ranges::stable_sort(arrivals, {}, &IndexEntry::prefix);
  return arrivals;
}

IndexRun merged(const IndexRun& newer, const IndexRun& older) {
  IndexRun run;
  run.reserve(newer.size() + older.size());
  std::ranges::merge(newer, older, std::back_inserter(run), {}, &IndexEntry::prefix, &IndexEntry::prefix);
  return run;
}

IndexRun::const_iterator find_in(const IndexRun& run, std::uint64_t prefix) {
  if (run.empty()) return run.end();
  const auto size = run.size();
  const auto guess = std::min(
      static_cast<std::size_t>(static_cast<double>(prefix) * 0x1p-64 * static_cast<double>(size)), size - 1);
  // Gallops from there until the prefix lies between `low` and `high`.
  auto low = guess;
  auto high = guess;
  for (std::size_t step = 8; low > 0 && run[low].prefix >= prefix; step *= 2) low -= std::min(low, step);
  for (std::size_t step = 8; high < size && run[high].prefix < prefix; step *= 2)
    high += std::min(size - high, step);
  const auto first = run.begin() + static_cast<std::ptrdiff_t>(low);
  const auto last = run.begin() + static_cast<std::ptrdiff_t>(high);
  const auto found = std::ranges::lower_bound(first, last, prefix, {}, &IndexEntry::prefix);
  return found != run.end() && found->prefix == prefix ? found : run.end();
}

}  // namespace flowrun::store

// What an archive holds and nobody needs.
//
//   index ──► heads, in order of place ──► needed units ──► their payloads and objects ──► index of these alone ──► holes
//
// Entries never move, so that a place stays right: the index of a moment leads to an entry or, where that was freed, to
// zeros. Bytes are freed after the transaction in which the index forgets them: whoever is killed in between leaves bytes
// that no index leads to, which the next collection finds as a gap like any other.
#include <algorithm>
#include <iterator>
#include <utility>

#include "archive.hpp"
#include "live_data.hpp"
#include "unit_codec.hpp"

namespace flowrun::store {
namespace {

using Kind = DataFile::Kind;

constexpr std::uint64_t block =
    4096;  // of most file systems; a smaller hole would be zeros that still take room

struct Known {
  IndexEntry entry;
  DataFile::Head head;
};

// The index leads to several entries of one digest where one was damaged: the last counts.
using Newest = boost::unordered_flat_map<Digest, std::uint64_t, std::hash<Digest>>;

struct Census {
  std::vector<Known> all;  // in order of place
  Newest units, payloads;  // their places
};

Census census_of(const IndexView& view, const DataFile& data) {
  IndexEntries entries;
  for (const auto& run : view.runs) std::ranges::copy(run->entries(), std::back_inserter(entries));
  std::ranges::sort(entries, {}, &IndexEntry::place);
  Census census;
  for (const IndexEntry& entry : entries) {
    const auto head = data.head_at(entry.place, DataFile::Source::read_ahead);
    if (!head || prefix_of(head->digest) != entry.prefix) continue;
    if (head->kind != Kind::unit && head->kind != Kind::payload) continue;
    (head->kind == Kind::unit ? census.units : census.payloads)[head->digest] = entry.place;
    census.all.push_back({.entry = entry, .head = *head});
  }
  return census;
}

}  // namespace

std::vector<Extent> LiveData::gaps(std::uint64_t begin) const {
  std::vector<Extent> gaps;
  const auto add = [&](std::uint64_t from, std::uint64_t to) {
    const Extent gap{.begin = (from + block - 1) / block * block, .end = to / block * block};
    if (gap.begin < gap.end) gaps.push_back(gap);
  };
  for (const Extent& extent : extents) {
    add(begin, extent.begin);
    begin = std::max(begin, extent.end);
  }
  add(begin, end);
  return gaps;
}

Result<LiveData> Archive::find_live(const NeededUnits& needed) {
  const auto current = view();
  if (!current) return std::unexpected(current.error());
  const auto state = readers_.read(read_archive_state);
  if (!state) return std::unexpected(state.error());
  const Census census = census_of(**current, data_);
  LiveData live;
  live.end = state->value ? state->value->size : 0;

  std::unordered_set<std::uint64_t> live_units;  // their places
  std::unordered_set<Digest> emitted;
  for (const auto& [entry, head] : census.all) {
    if (head.kind != Kind::unit || census.units.at(head.digest) != entry.place ||
        !needed.holds(head.digest, entry.place))
      continue;
    const auto found = data_.entry_at(entry.place, DataFile::Source::read_ahead);
    const auto record = found ? decode_unit(head.digest, found->body, found->end) : std::nullopt;
    if (!record) continue;  // damaged: it counts as absent already
    live_units.insert(entry.place);
    for (const Output& output : record->outputs) {
      emitted.insert(output.digest);
      live.objects.insert(output.objects.begin(), output.objects.end());
    }
  }
  for (const Digest& digest : emitted)
    if (!census.payloads.contains(digest)) live.objects.insert(digest);

  for (const auto& [entry, head] : census.all) {
    const bool is_unit = head.kind == Kind::unit;
    const bool is_needed = is_unit ? live_units.contains(entry.place)
                                   : census.payloads.at(head.digest) == entry.place &&
                                         !condemned_.contains(head.digest) &&
                                         (emitted.contains(head.digest) || needed.holds(entry.place));
    ++(is_needed ? (is_unit ? live.units : live.payloads) : (is_unit ? live.dead_units : live.dead_payloads));
    if (!is_needed) continue;
    live.entries.push_back(entry);
    live.extents.push_back({.begin = entry.place, .end = entry.place + DataFile::head_size + head.size});
  }
  return live;
}

std::uint64_t Archive::held_in_gaps(const LiveData& live) const {
  std::uint64_t bytes = 0;
  for (const Extent& gap : live.gaps(DataFile::first_place()))
    bytes += data_.held_between(gap.begin, gap.end);
  return bytes;
}

Result<void> Archive::keep_only(Connection& connection, const LiveData& live) {
  if (auto done = index_.replace(connection, live.entries); !done) return done;
  {
    const std::lock_guard lock(load_mutex_);
    damaged_parts_.clear();  // gone with the others
  }
  is_replaced_ = true;
  state_.units = live.units;
  ++state_.commits;
  return write_archive_state(connection, state_);
}

Result<void> Archive::free_gaps(const LiveData& live) {
  for (const Extent& gap : live.gaps(DataFile::first_place())) {
    if (data_.held_between(gap.begin, gap.end) == 0) continue;
    if (auto freed = data_.free_between(gap.begin, gap.end); !freed) return freed;
  }
  return {};
}

}  // namespace flowrun::store

// What the writer thread does with an archive.
#include <utility>

#include "archive.hpp"
#include "unit_codec.hpp"

namespace flowrun::store {
namespace {

constexpr std::size_t most_gathered = 256 << 10;  // bytes in memory before they go to the file

// Whether it would be a waste to write `record` over `stored`.
bool is_same_result(const UnitRecord& stored, const UnitRecord& record) {
  return stored.outcome == record.outcome && stored.transient == record.transient &&
         stored.reason == record.reason && stored.rejects == record.rejects &&
         stored.reject_count == record.reject_count && stored.build_id == record.build_id &&
         stored.stage_type == record.stage_type && stored.outputs == record.outputs;
}

}  // namespace

std::uint64_t Archive::append(DataFile::Kind kind, const Digest& digest, std::string_view body) {
  const auto place = data_.append(kind, digest, body);
  arrivals_.push_back({.prefix = prefix_of(digest), .place = place});
  if (condemned_.contains(digest)) mended_.push_back(digest);
  return place;
}

Result<Lookup<UnitRecord>> Archive::known_unit(const Digest& key) {
  const auto added = places_.find(key);
  if (added == places_.end()) return find_unit(key);
  const auto entry = data_.entry_of_writer(added->second);
  Lookup<UnitRecord> found;
  if (entry) found.value = decode_unit(key, entry->body, entry->end);
  return found;
}

// The payloads that are to be appended. Until they are, their places count from the end of the unit's entry.
Result<std::vector<const Payload*>> Archive::choose_fresh(const Commit& commit) {
  std::vector<const Payload*> fresh;
  fresh.reserve(commit.payloads.size());
  std::uint64_t offset = 0;
  for (const Payload& payload : commit.payloads) {
    if (payload.bytes->size() > largest_payload || places_.contains(payload.digest)) continue;
    const auto stored = stored_payload(payload.digest);
    if (!stored) return std::unexpected(stored.error());
    places_.emplace(payload.digest, *stored != 0 ? *stored : follows | offset);
    if (*stored != 0) continue;
    offset += DataFile::head_size + payload.bytes->size();
    fresh.push_back(&payload);
  }
  return fresh;
}

Result<std::vector<std::uint64_t>> Archive::places_of(const std::vector<Output>& outputs) {
  std::vector<std::uint64_t> places;
  places.reserve(outputs.size());
  for (const Output& output : outputs) {
    if (const auto added = places_.find(output.digest); added != places_.end()) {
      places.push_back(added->second);
      continue;
    }
    const auto stored = stored_payload(output.digest);
    if (!stored) return std::unexpected(stored.error());
    places.push_back(*stored);
  }
  return places;
}

Result<void> Archive::add_unit(const Digest& key, const UnitRecord& record) {
  const auto known = known_unit(key);
  if (!known) return std::unexpected(known.error());
  if (known->value && is_same_result(*known->value, record)) return {};
  if (!known->value) ++state_.units;
  const auto places = places_of(record.outputs);
  if (!places) return std::unexpected(places.error());
  places_[key] = append(DataFile::Kind::unit, key, encode_unit(key, record, *places));
  return {};
}

Result<void> Archive::add(const Commit& commit) {
  const auto fresh = choose_fresh(commit);
  if (!fresh) return std::unexpected(fresh.error());
  if (commit.record) {
    if (auto done = add_unit(commit.key, *commit.record); !done) return done;
  }
  for (const Payload* payload : *fresh) {
    places_[payload->digest] = append(DataFile::Kind::payload, payload->digest, *payload->bytes);
    if (data_.gathered() < most_gathered) continue;
    if (auto flushed = data_.flush(); !flushed) return flushed;
  }
  return {};
}

Result<void> Archive::finish(Connection& connection) {
  if (arrivals_.empty()) return {};
  if (auto loaded = view(); !loaded) return std::unexpected(std::move(loaded.error()));
  if (auto flushed = data_.flush(); !flushed) return flushed;
  if (auto done = index_.add(connection, std::exchange(arrivals_, {})); !done) return done;
  for (const auto& digest : std::exchange(mended_, {})) {
    if (auto done = condemned_.remove(connection, digest); !done) return done;
  }
  {
    const std::lock_guard lock(load_mutex_);
    for (const auto& part : std::exchange(damaged_parts_, {})) {
      if (auto done = remove_index_part(connection, part); !done) return done;
    }
  }
  finished_ = data_.end();
  state_.size = finished_;
  ++state_.commits;
  return write_archive_state(connection, state_);
}

void Archive::publish() {
  if (places_.empty() && !std::exchange(is_replaced_, false)) return;
  index_.publish();
  places_.clear();
}

Result<void> Archive::condemn_unit(Connection& connection, const Digest& key) {
  if (places_.contains(key)) return {};
  const auto found = find_unit(key);
  if (!found) return std::unexpected(found.error());
  return found->damaged ? condemned_.add(connection, key) : Result<void>();
}

Result<void> Archive::condemn_payload(Connection& connection, const Digest& digest) {
  if (const auto added = places_.find(digest); added != places_.end() && added->second >= finished_)
    return {};
  const auto found = read_payload(digest, 0);
  if (!found) return std::unexpected(found.error());
  if (found->value) return {};
  places_.erase(digest);  // a commit before this one may have taken it for stored
  return condemned_.add(connection, digest);
}

}  // namespace flowrun::store

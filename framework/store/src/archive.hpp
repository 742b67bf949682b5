// Units and payloads on disk: store.data and its index, read by any thread, written by one.
//
//   add(commit) ... ──► finish: bytes to store.data, then index and size to store.db ──► COMMIT ──► publish
//
// The bytes are in the file before the transaction that refers to them is committed, so that a killed process leaves
// at most bytes that nobody refers to. A power cut may take bytes that are referred to: then an entry is not what its
// place promises, and counts as absent.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "archive_table.hpp"
#include "condemned.hpp"
#include "data_file.hpp"
#include "index.hpp"
#include "live_data.hpp"
#include "lookup.hpp"
#include "notes.hpp"
#include "reader_pool.hpp"
#include "store/unit.hpp"

namespace flowrun::store {

// Larger payloads are objects: as a file each is read and removed without touching the others.
constexpr std::size_t largest_payload = std::size_t{64} << 10;

class Archive {
 public:
  // Readers and notes must outlive it. For writing the caller holds the lock and gives the connection that writes.
  static Result<std::unique_ptr<Archive>> open_for_writing(const std::filesystem::path& store,
                                                           ReaderPool& readers, Notes& notes,
                                                           Connection& connection);
  static Result<std::unique_ptr<Archive>> open_for_reading(const std::filesystem::path& store,
                                                           ReaderPool& readers, Notes& notes);

  // --- from any thread ---

  Result<Lookup<UnitRecord>> find_unit(const Digest& key);
  // `place` is where it should lie, 0 if that is not known.
  Result<Lookup<std::string>> read_payload(const Digest& digest, std::uint64_t place);
  // Reads its head only.
  Result<bool> has_payload(const Digest& digest, std::uint64_t place);
  // Calls `visit(key, record)` for each unit, in order of arrival. Reads all of store.data.
  template <class Visit>
  Result<void> each_unit(Visit&& visit);

  // --- in the writer thread, inside a transaction ---

  // Keeps what is not there yet; larger payloads are not its business. A record that differs from the stored one in
  // its time only is the same.
  Result<void> add(const Commit& commit);
  // Bytes added since the last finish.
  [[nodiscard]] std::uint64_t added() const { return data_.end() - finished_; }
  // Call before the transaction is committed, and publish() after it.
  Result<void> finish(Connection& connection);
  void publish();
  // Marks a damaged unit or payload. Looks again first: it may have been stored anew since the damage was seen.
  Result<void> condemn_unit(Connection& connection, const Digest& key);
  Result<void> condemn_payload(Connection& connection, const Digest& digest);

  // --- what nobody needs (live_data.hpp); nothing is added meanwhile ---

  // Reads the head of each entry and the units that are needed: from any thread.
  Result<LiveData> find_live(const NeededUnits& needed);
  // Bytes that free_gaps gives back to the disk.
  [[nodiscard]] std::uint64_t held_in_gaps(const LiveData& live) const;
  // Makes the index lead to these entries alone; in the writer thread, inside a transaction. publish() follows.
  Result<void> keep_only(Connection& connection, const LiveData& live);
  // Call when that is committed. ErrorKind::unsupported where the file system cannot free a part of a file.
  Result<void> free_gaps(const LiveData& live);

  // Makes everything committed survive a power cut.
  Result<void> sync() { return data_.sync(); }

 private:
  Archive(DataFile data, Access access, ReaderPool& readers, Notes& notes);

  Result<std::shared_ptr<const IndexView>> view();
  // Whether there is a view with more than `known` by now; looks whether another process has written.
  Result<bool> refresh(const IndexView* known);
  Result<void> load();
  // Calls `visit(place)`, newest first, until it returns true; once more, with an empty `found`, if that is not whole and
  // there is news: another process may have stored it, or freed what lay there.
  template <class T, class Visit>
  Result<void> each_place(const Digest& digest, Lookup<T>& found, Visit&& visit);

  [[nodiscard]] bool is_payload_at(std::uint64_t place, const Digest& digest) const;
  [[nodiscard]] std::optional<std::string> payload_at(std::uint64_t place, const Digest& digest) const;

  Result<std::uint64_t> stored_payload(const Digest& digest);  // its place, or 0
  Result<Lookup<UnitRecord>> known_unit(const Digest& key);    // stored or added
  Result<std::vector<const Payload*>> choose_fresh(const Commit& commit);
  Result<void> add_unit(const Digest& key, const UnitRecord& record);
  Result<std::vector<std::uint64_t>> places_of(const std::vector<Output>& outputs);
  std::uint64_t append(DataFile::Kind kind, const Digest& digest, std::string_view body);

  DataFile data_;
  Access access_;
  ReaderPool& readers_;
  Notes& notes_;
  Index index_;
  Condemned condemned_;

  std::mutex load_mutex_;  // guards the two below, and loading
  std::uint64_t seen_commits_ = 0;
  std::vector<IndexPart> damaged_parts_;

  // The writer's.
  ArchiveState state_;
  std::uint64_t finished_ = 0;  // end of store.data at the last finish
  IndexEntries arrivals_;
  // What was added since the last publish, and the stored payloads that commits brought again.
  boost::unordered_flat_map<Digest, std::uint64_t, std::hash<Digest>> places_;
  std::vector<Digest> mended_;  // condemned ones that were stored anew
  bool is_replaced_ = false;    // the index, since the last publish
};

template <class Visit>
Result<void> Archive::each_unit(Visit&& visit) {
  const auto current = view();
  if (!current) return std::unexpected(current.error());
  std::vector<std::uint64_t> places;
  for (const auto& run : (*current)->runs)
    for (const auto& entry : run->entries()) places.push_back(entry.place);
  std::ranges::sort(places);
  for (const auto place : places) {
    const auto head = data_.head_at(place, DataFile::Source::read_ahead);
    if (!head || head->kind != DataFile::Kind::unit) continue;
    const auto found = find_unit(head->digest);
    if (!found) return std::unexpected(found.error());
    if (found->value) visit(head->digest, *found->value);
  }
  return {};
}

}  // namespace flowrun::store

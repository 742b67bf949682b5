#include "archive.hpp"

#include <utility>

#include "unit_codec.hpp"

namespace flowrun::store {
namespace {

using Kind = DataFile::Kind;
constexpr auto sources = {DataFile::Source::read_ahead, DataFile::Source::file};

bool is(const DataFile::Head& head, Kind kind, const Digest& digest) {
  return head.kind == kind && head.digest == digest;
}

}  // namespace

Archive::Archive(DataFile data, Access access, ReaderPool& readers, Notes& notes)
    : data_(std::move(data)), access_(access), readers_(readers), notes_(notes), finished_(data_.end()) {}

Result<std::unique_ptr<Archive>> Archive::open_for_writing(const std::filesystem::path& store,
                                                           ReaderPool& readers, Notes& notes,
                                                           Connection& connection) {
  const auto state = read_archive_state(connection);
  if (!state) return std::unexpected(state.error());
  std::optional<std::uint64_t> committed;
  if (state->value) committed = state->value->size;
  auto data = DataFile::open(store, Access::read_write, committed);
  if (!data) return std::unexpected(std::move(data.error()));
  std::unique_ptr<Archive> archive(new Archive(*std::move(data), Access::read_write, readers, notes));
  archive->state_ = state->value.value_or(ArchiveState{});
  if (auto loaded = archive->condemned_.load(connection); !loaded)
    return std::unexpected(std::move(loaded.error()));
  return archive;
}

Result<std::unique_ptr<Archive>> Archive::open_for_reading(const std::filesystem::path& store,
                                                           ReaderPool& readers, Notes& notes) {
  auto data = DataFile::open(store, Access::read_only, {});
  if (!data) return std::unexpected(std::move(data.error()));
  std::unique_ptr<Archive> archive(new Archive(*std::move(data), Access::read_only, readers, notes));
  auto loaded = readers.read([&](Connection& connection) { return archive->condemned_.load(connection); });
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  return archive;
}

Result<std::shared_ptr<const IndexView>> Archive::view() {
  if (auto view = index_.view()) return view;
  const std::lock_guard lock(load_mutex_);
  if (auto view = index_.view()) return view;
  if (auto loaded = load(); !loaded) return std::unexpected(std::move(loaded.error()));
  return index_.view();
}

Result<bool> Archive::refresh(const IndexView* known) {
  const std::lock_guard lock(load_mutex_);
  if (index_.view().get() != known) return true;  // another thread was faster
  const auto state = readers_.read(read_archive_state);
  if (!state) return std::unexpected(state.error());
  if (!state->value || state->value->commits == seen_commits_) return false;
  if (auto loaded = load(); !loaded) return std::unexpected(std::move(loaded.error()));
  return true;
}

Result<void> Archive::load() {
  auto parts = readers_.read([this](Connection& connection) -> Result<std::vector<IndexPart>> {
    const auto snapshot = Transaction::begin_reading(connection);
    if (!snapshot) return std::unexpected(snapshot.error());
    // The writer knows better than the database what is condemned.
    const auto condemned = access_ == Access::read_only ? condemned_.load(connection) : Result<void>();
    if (!condemned) return std::unexpected(condemned.error());
    const auto state = read_archive_state(connection);
    if (!state) return std::unexpected(state.error());
    if (state->value) seen_commits_ = state->value->commits;
    return index_.load(connection);
  });
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (!parts->empty()) notes_.add("a part of the store's index is damaged: what it led to is computed anew");
  damaged_parts_ = *std::move(parts);
  return {};
}

template <class T, class Visit>
Result<void> Archive::each_place(const Digest& digest, Lookup<T>& found, Visit&& visit) {
  for (bool is_first = true;; is_first = false) {
    const auto current = view();
    if (!current) return std::unexpected(current.error());
    found = {};
    (*current)->each_place(prefix_of(digest), visit);
    if (found.value || access_ == Access::read_write || !is_first) return {};
    const auto is_news = refresh(current->get());
    if (!is_news) return std::unexpected(is_news.error());
    if (!*is_news) return {};
  }
}

Result<Lookup<UnitRecord>> Archive::find_unit(const Digest& key) {
  Lookup<UnitRecord> found;
  if (condemned_.contains(key)) return found;
  auto done = each_place(key, found, [&](std::uint64_t place) {
    bool is_unit = false;
    for (const auto source : sources) {
      const auto entry = data_.entry_at(place, source);
      if (!entry || !is(entry->head, Kind::unit, key)) continue;
      is_unit = true;
      found.value = decode_unit(key, entry->body, entry->end);
      if (found.value) break;
    }
    found.damaged = !found.value;
    return is_unit;  // a damaged record must not bring back the one that it replaced
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return found;
}

bool Archive::is_payload_at(std::uint64_t place, const Digest& digest) const {
  return std::ranges::any_of(sources, [&](DataFile::Source source) {
    const auto head = data_.head_at(place, source);
    return head && is(*head, Kind::payload, digest);
  });
}

std::optional<std::string> Archive::payload_at(std::uint64_t place, const Digest& digest) const {
  for (const auto source : sources) {
    const auto entry = data_.entry_at(place, source);
    if (entry && is(entry->head, Kind::payload, digest) && digest_of(entry->body) == digest)
      return std::string(entry->body);
  }
  return std::nullopt;
}

Result<Lookup<std::string>> Archive::read_payload(const Digest& digest, std::uint64_t place) {
  Lookup<std::string> found;
  if (place != 0) found.value = payload_at(place, digest);
  if (!found.value) {
    auto done = each_place(digest, found, [&](std::uint64_t candidate) {
      found.value = payload_at(candidate, digest);
      found.damaged = true;
      return found.value.has_value();
    });
    if (!done) return std::unexpected(std::move(done.error()));
  }
  if (found.value || condemned_.contains(digest)) found.damaged = false;
  return found;
}

Result<std::uint64_t> Archive::stored_payload(const Digest& digest) {
  if (condemned_.contains(digest)) return 0;
  Lookup<std::uint64_t> found;
  auto done = each_place(digest, found, [&](std::uint64_t place) {
    if (is_payload_at(place, digest)) found.value = place;
    return found.value.has_value();
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return found.value.value_or(0);
}

Result<bool> Archive::has_payload(const Digest& digest, std::uint64_t place) {
  if (place != 0 && is_payload_at(place, digest)) return !condemned_.contains(digest);
  const auto stored = stored_payload(digest);
  if (!stored) return std::unexpected(stored.error());
  return *stored != 0;
}

}  // namespace flowrun::store

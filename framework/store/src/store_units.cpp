// Units and payloads: find, read, submit.
#include <utility>

#include <fmt/format.h>

#include "file_io.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

// What a unit takes beside its payloads, roughly.
constexpr std::size_t record_size = 256;

Error no_payload(const Digest& digest) {
  return {.kind = ErrorKind::not_found,
          .problem = fmt::format("the store holds no payload {}", digest.hex()),
          .why = "it was never written, or was damaged",
          .what_to_do = "compute the unit anew"};
}

Result<void> write_group(Archive& archive, const Objects& objects, const CommitGroup& group) {
  for (const Commit& commit : group.commits) {
    for (const auto& [digest, bytes] : commit.payloads) {
      if (bytes->size() <= largest_payload) continue;
      if (auto done = objects.put(digest, *bytes); !done) return done;
    }
    if (auto done = archive.add(commit); !done) return done;
  }
  return {};
}

Result<void> discard_if_damaged(const Objects& objects, const Digest& digest) {
  const auto integrity = objects.verify(digest);
  if (!integrity) return std::unexpected(integrity.error());
  return *integrity == Integrity::damaged ? objects.discard(digest) : Result<void>();
}

std::size_t size_of(const CommitGroup& group) {
  std::size_t size = 0;
  for (const Commit& commit : group.commits) {
    size += record_size;
    for (const Payload& payload : commit.payloads) size += payload.bytes->size();
  }
  return size;
}

void tell(const CommitGroup& group, const Result<void>& outcome) {
  for (const Commit& commit : group.commits)
    if (commit.on_durable) commit.on_durable(outcome);
  if (group.on_durable) group.on_durable(outcome);
}

}  // namespace

Result<std::optional<UnitRecord>> Store::find_unit(const Digest& key) const {
  if (auto queued = impl_->pending.unit(key)) return queued;
  auto found = impl_->archive->find_unit(key);
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->damaged) {
    auto* archive = impl_->archive.get();
    impl_->found_damage(fmt::format("unit {}", key.hex()), [archive, key](Connection& connection) {
      return archive->condemn_unit(connection, key);
    });
  }
  return std::move(found->value);
}

Result<std::string> Store::read_payload(const Digest& digest, std::uint64_t place) const {
  if (place == 0) {
    if (const auto queued = impl_->pending.payload(digest)) return *queued;
  }
  auto found = impl_->archive->read_payload(digest, place);
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->value) return *std::move(found->value);
  if (found->damaged) {
    auto* archive = impl_->archive.get();
    impl_->found_damage(fmt::format("payload {}", digest.hex()), [archive, digest](Connection& connection) {
      return archive->condemn_payload(connection, digest);
    });
    // Meanwhile it may have been submitted again.
    if (const auto queued = impl_->pending.payload(digest)) return *queued;
    return std::unexpected(no_payload(digest));
  }
  return impl_->read_object(digest);
}

Result<std::string> Store::Impl::read_object(const Digest& digest) {
  const auto object = objects.path_of(digest);
  if (!object) return std::unexpected(no_payload(digest));
  auto bytes = read_whole(*object);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (digest_of(*bytes) == digest) return bytes;
  found_damage(fmt::format("payload {}", digest.hex()),
               [this, digest](Connection&) { return discard_if_damaged(objects, digest); });
  return std::unexpected(no_payload(digest));
}

Result<bool> Store::has_payload(const Digest& digest, std::uint64_t place) const {
  if (place == 0 && impl_->pending.payload(digest)) return true;
  const auto stored = impl_->archive->has_payload(digest, place);
  if (!stored || *stored) return stored;
  // A place may be stale while the payload is on its way again.
  return impl_->pending.payload(digest) || impl_->objects.path_of(digest).has_value();
}

void Store::submit(Commit commit) {
  std::vector<Commit> group;
  group.push_back(std::move(commit));
  submit(std::move(group), nullptr);
}

void Store::submit(std::vector<Commit> commits, std::function<void(const Result<void>&)> on_durable) {
  const auto group = std::make_shared<const CommitGroup>(std::move(commits), std::move(on_durable));
  if (!impl_->writer) return tell(*group, std::unexpected(impl_->read_only()));
  const bool is_urgent = std::ranges::any_of(group->commits, &Commit::urgent);
  impl_->pending.add(*group);
  auto* impl = impl_.get();
  impl->writer->post(
      {.apply = [impl, group](Connection&) { return write_group(*impl->archive, impl->objects, *group); },
       .settle =
           [impl, group](const Result<void>& outcome) {
             impl->pending.remove(*group);
             tell(*group, outcome);
           },
       .bytes = size_of(*group)},
      is_urgent ? Writer::When::at_once : Writer::When::soon);
}

Result<void> Store::flush() { return impl_->writer ? impl_->writer->flush() : Result<void>(); }

}  // namespace flowrun::store

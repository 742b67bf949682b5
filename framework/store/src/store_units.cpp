// Units and payloads: find, read, submit.
#include <utility>

#include <fmt/format.h>

#include "file_io.hpp"
#include "payload_table.hpp"
#include "store_impl.hpp"
#include "unit_table.hpp"

namespace flowrun::store {
namespace {

Error no_payload(const Digest& digest) {
  return {.kind = ErrorKind::not_found,
          .problem = fmt::format("the store holds no payload {}", digest.hex()),
          .why = "it was never written, or was damaged",
          .what_to_do = "compute the unit anew"};
}

Result<void> write_commit(Connection& connection, const Objects& objects, const Commit& commit) {
  for (const auto& [digest, bytes] : commit.payloads) {
    auto done =
        bytes->size() > largest_row ? objects.put(digest, *bytes) : write_payload(connection, digest, *bytes);
    if (!done) return done;
  }
  return commit.record ? write_unit(connection, commit.key, *commit.record) : Result<void>();
}

Result<void> discard_if_damaged(const Objects& objects, const Digest& digest) {
  const auto integrity = objects.verify(digest);
  if (!integrity) return std::unexpected(integrity.error());
  return *integrity == Integrity::damaged ? objects.discard(digest) : Result<void>();
}

}  // namespace

Result<std::optional<UnitRecord>> Store::find_unit(const Digest& key) const {
  if (auto queued = impl_->pending.unit(key)) return queued;
  auto found = impl_->read([&](Connection& connection) { return read_unit(connection, key); });
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->damaged)
    impl_->found_damage(fmt::format("unit {}", key.hex()),
                        [key](Connection& connection) { return remove_damaged_unit(connection, key); });
  return std::move(found->value);
}

Result<std::string> Store::read_payload(const Digest& digest) const {
  if (const auto queued = impl_->pending.payload(digest)) return *queued;
  auto found = impl_->read([&](Connection& connection) { return read_payload_row(connection, digest); });
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->value) return *std::move(found->value);
  if (found->damaged) {
    impl_->found_damage(fmt::format("payload {}", digest.hex()), [digest](Connection& connection) {
      return remove_damaged_payload(connection, digest);
    });
    return std::unexpected(no_payload(digest));
  }
  const auto object = impl_->objects.path_of(digest);
  if (!object) return std::unexpected(no_payload(digest));
  auto bytes = read_whole(*object);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (digest_of(*bytes) == digest) return bytes;
  const auto* objects = &impl_->objects;
  impl_->found_damage(fmt::format("payload {}", digest.hex()),
                      [objects, digest](Connection&) { return discard_if_damaged(*objects, digest); });
  return std::unexpected(no_payload(digest));
}

Result<bool> Store::has_payload(const Digest& digest) const {
  if (impl_->pending.payload(digest)) return true;
  const auto row = impl_->read([&](Connection& connection) { return has_payload_row(connection, digest); });
  if (!row || *row) return row;
  return impl_->objects.path_of(digest).has_value();
}

void Store::submit(Commit commit) {
  if (!impl_->writer) {
    if (commit.on_durable) commit.on_durable(std::unexpected(impl_->read_only()));
    return;
  }
  const auto when = commit.urgent ? Writer::When::at_once : Writer::When::soon;
  const auto queued = std::make_shared<const Commit>(std::move(commit));
  impl_->pending.add(queued);
  auto* impl = impl_.get();
  impl->writer->post(
      [impl, queued](Connection& connection) { return write_commit(connection, impl->objects, *queued); },
      [impl, queued](const Result<void>& outcome) {
        impl->pending.remove(queued);
        if (queued->on_durable) queued->on_durable(outcome);
      },
      when);
}

Result<void> Store::flush() { return impl_->writer ? impl_->writer->flush() : Result<void>(); }

}  // namespace flowrun::store

#include "store/store.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "database_file.hpp"
#include "file_tables.hpp"
#include "store_folder.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

// What processes left there that were killed: nobody else writes while we hold the lock. Call only where the database
// was found to be flowrun's.
void empty_temporary_folder(const fs::path& store) {
  std::error_code ignored;
  fs::remove_all(store / "tmp", ignored);
}

}  // namespace

Result<Store> Store::open(const fs::path& store, OpenOptions options) {
  auto impl = std::make_unique<Impl>(store, options.access);
  if (options.access == Access::read_only) {
    // The first connection shows whether the store can be read, and stays in the pool.
    if (auto read = impl->read([](Connection&) { return Result<void>(); }); !read)
      return std::unexpected(std::move(read.error()));
    auto archive = Archive::open_for_reading(store, impl->readers, impl->notes);
    if (!archive) return std::unexpected(std::move(archive.error()));
    impl->archive = *std::move(archive);
    return Store(std::move(impl));
  }
  if (auto made = make_store_folder(store); !made) return std::unexpected(std::move(made.error()));
  auto lock = StoreLock::acquire(store);
  if (!lock) return std::unexpected(std::move(lock.error()));
  impl->lock = *std::move(lock);
  auto database = open_for_writing(store, options.check_below);
  if (!database) return std::unexpected(std::move(database.error()));
  empty_temporary_folder(store);
  for (auto& note : database->notes) impl->notes.add(std::move(note));
  auto archive = Archive::open_for_writing(store, impl->readers, impl->notes, database->connection);
  if (!archive) return std::unexpected(std::move(archive.error()));
  impl->archive = *std::move(archive);
  impl->writer = std::make_unique<Writer>(std::move(database->connection), *impl->archive);
  return Store(std::move(impl));
}

bool Store::is_being_written(const fs::path& store) { return StoreLock::is_owned(store); }

Result<std::string> Store::set_aside(const fs::path& store) {
  const auto lock = StoreLock::acquire(store);
  if (!lock) return std::unexpected(lock.error());
  const auto where = set_aside_database(store, corrupt_suffix);
  if (!where) return std::unexpected(where.error());
  return set_aside_note(store, corrupt_suffix, "found while it was in use", *where);
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store::Impl::~Impl() {
  if (!writer) return;
  // Of stages that were never recorded; a failed write has been told.
  for (const auto& [stage, units] : gathered.take_all()) (void)write_units(stage.first, stage.second, units);
  if (close()) mark_clean(path);
}

bool Store::Impl::close() {
  // The bytes before what refers to them.
  const bool in_order = writer->flush() && archive->sync();
  // The last connection to close writes the log into the database; after that its look is final.
  readers.close();
  writer.reset();
  return in_order;
}

std::optional<Digest> Store::Impl::recall(const FileIdentity& file) {
  // A memory that cannot be read costs time only: the file is read instead.
  return read([&](Connection& connection) { return read_file_digest(connection, file); })
      .value_or(std::nullopt);
}

void Store::Impl::remember(const FileIdentity& file, const Digest& digest) {
  if (!writer) return;
  writer->post({.apply = [file, digest](
                             Connection& connection) { return write_file_digest(connection, file, digest); }},
               Writer::When::soon);
}

Result<void> Store::Impl::write(Writer::Apply apply) {
  if (!writer) return std::unexpected(read_only());
  return writer->write(std::move(apply));
}

void Store::Impl::found_damage(std::string what, Writer::Apply repair) {
  notes.add(fmt::format("{} in the store {} is damaged: it is computed anew", what, path.string()));
  if (writer) writer->post({.apply = std::move(repair)}, Writer::When::soon);
}

Error Store::Impl::read_only() const {
  return {.kind = ErrorKind::no_permission,
          .problem = fmt::format("cannot write to the store {}", path.string()),
          .why = "it was opened for reading only",
          .what_to_do = "open it for writing"};
}

std::vector<std::string> Store::notes() const { return impl_->notes.all(); }
const Objects& Store::objects() const { return impl_->objects; }
FileMemory& Store::file_memory() const { return *impl_; }

}  // namespace flowrun::store

// The parts of an open store, shared by the files that implement Store.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "archive.hpp"
#include "gathered_units.hpp"
#include "lock.hpp"
#include "notes.hpp"
#include "pending.hpp"
#include "reader_pool.hpp"
#include "store/store.hpp"
#include "writer.hpp"

namespace flowrun::store {

struct Store::Impl final : FileMemory {
  Impl(const std::filesystem::path& store, Access access)
      : path(store), objects(store, access), readers(store) {}
  ~Impl() override;

  std::optional<Digest> recall(const FileIdentity& file) override;
  void remember(const FileIdentity& file, const Digest& digest) override;

  template <class Function>
  auto read(Function&& function) {
    return readers.read(std::forward<Function>(function));
  }
  // Writes what is queued and closes the database, but keeps the lock. Whether everything is written, and would survive a
  // power cut. Nobody reads or writes any more.
  bool close();
  // Waits until it is committed.
  Result<void> write(Writer::Apply apply);
  Result<void> write_units(RunId run, std::string_view stage, std::span<const RunUnit> units);
  // Notes the damage and, if the store is open for writing, repairs it in the background.
  void found_damage(std::string what, Writer::Apply repair);
  Result<std::string> read_object(const Digest& digest);
  [[nodiscard]] Error read_only() const;

  std::filesystem::path path;
  std::optional<StoreLock> lock;  // of a store open for writing
  Objects objects;
  Notes notes;
  Pending pending;
  GatheredUnits gathered;
  ReaderPool readers;
  std::unique_ptr<Archive> archive;
  std::unique_ptr<Writer> writer;  // of a store open for writing
};

}  // namespace flowrun::store

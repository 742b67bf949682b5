// Files and folders kept under the digest of their content: <store>/objects/ab/abcd....
//
// An object is written aside in <store>/tmp, flushed to disk and renamed into place, so that it is there
// completely or not at all; several writers of the same digest do not disturb each other. Files in objects
// are read-only; folders are not, or a user could not delete a store with `rm -r`.
// All functions may be called from many threads at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "store/digest.hpp"
#include "store/error.hpp"

namespace flowrun::store {

enum class Access { read_write, read_only };

enum class Integrity { intact, absent, damaged };

class Objects {
 public:
  // Touches nothing on disk: <store>/objects and <store>/tmp are made when first needed.
  Objects(std::filesystem::path store, Access access);

  // Keeps a file or folder. Symlinks inside it must not lead out of it; if `path` itself is a symlink, what
  // it leads to is copied. The original stays as it is.
  Result<Digest> ingest(const std::filesystem::path& path) const;

  // Keeps `bytes` as a file. `digest` is taken at its word.
  Result<void> put(const Digest& digest, std::string_view bytes) const;

  // Where the object lies, if it is there. Its content is not read: that is what `verify` does.
  [[nodiscard]] std::optional<std::filesystem::path> path_of(const Digest& digest) const;

  // Reads the whole object and compares.
  [[nodiscard]] Result<Integrity> verify(const Digest& digest) const;

  // Removes an object, at once for everyone who looks for it. One that is absent is fine.
  Result<void> discard(const Digest& digest) const;

 private:
  std::filesystem::path place(const Digest& digest) const;
  Result<std::filesystem::path> new_temporary() const;
  Result<void> install(const std::filesystem::path& temporary, const Digest& digest) const;

  std::filesystem::path store_;
  Access access_;
  std::string prefix_;  // of temporary names, unlike that of any other writer
  mutable std::atomic<std::uint64_t> temporaries_ = 0;
};

}  // namespace flowrun::store

// Digests of files and folders by content, and the memory that spares reading large files again.
//
// A file's digest is that of its bytes. A folder's digest covers, for each entry in bytewise order of the
// names: the name, the kind (file, executable file, folder, symlink), and the file's or folder's digest or
// the symlink's target text. Times, owners and other permissions do not count; empty folders do.
// The path given may itself be a symlink and is followed; symlinks inside a folder are not.
// Sockets, fifos and devices are errors, and so is a file that changes while it is read.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/digest.hpp"
#include "store/error.hpp"

namespace flowrun::store {

// What tells one state of a file from another without reading it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;   // of the inode: cannot be set back, unlike the time of modification

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Digests of files seen before. Safe from many threads.
class FileMemory {
 public:
  virtual ~FileMemory() = default;
  virtual std::optional<Digest> recall(const FileIdentity&) = 0;
  virtual void remember(const FileIdentity&, const Digest&) = 0;
};

// Reads every file anew, and remembers what it found in `memory`, which must outlive it.
class ForgetfulMemory final : public FileMemory {
 public:
  explicit ForgetfulMemory(FileMemory& memory) : memory_(memory) {}
  std::optional<Digest> recall(const FileIdentity&) override { return std::nullopt; }
  void remember(const FileIdentity& file, const Digest& digest) override { memory_.remember(file, digest); }

 private:
  FileMemory& memory_;
};

// What stands at a path, entry by entry, in a form that can be kept and compared: relative path ("" for a file itself) to
// kind and content, "sha256:HEX", "executable sha256:HEX", "folder" or "link TARGET".
using Contents = std::map<std::string, std::string>;

struct DigestOptions {
  FileMemory* memory = nullptr;  // none: every file is read
  // A file is remembered only if it was left alone for this long before it was read: a later write within
  // the clock tick of the last one would leave no trace in its times ("racily clean" in git's index).
  // 2 s is the coarsest tick of a common file system (FAT).
  std::chrono::nanoseconds settled_after = std::chrono::seconds(2);
  Contents* contents = nullptr;  // takes every entry that is met
  std::string except = {};       // a name in the top folder that is passed over, as if nothing stood there
  // Where any are given, all other names in the top folder are passed over.
  std::vector<std::string> only = {};
};

[[nodiscard]] Result<Digest> digest_path(const std::filesystem::path& path,
                                         const DigestOptions& options = {});

// Copies a file or folder to `target`, which must not be there, and digests what it copies: everything is read once. The
// copy's files are flushed to disk and read-only. Symlinks inside it must not lead out of it. `contents` takes every entry.
[[nodiscard]] Result<Digest> copy_with_digest(const std::filesystem::path& path,
                                              const std::filesystem::path& target,
                                              Contents* contents = nullptr);

// Of a file that is not executable.
[[nodiscard]] Contents contents_of_file(const Digest& digest);

}  // namespace flowrun::store

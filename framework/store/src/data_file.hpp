// <store>/store.data: unit records and payloads one after the other, in order of arrival.
//
//   kind (1 byte), size of the body (7), digest (32) | body      of each entry; integers are little-endian
//
// The digest of a unit is its key, that of a payload the digest of its body. A place is the offset of an entry; 0 is
// none, because the file begins with a line that names it. What a place leads to is never taken at its word: the
// caller compares kind and digest, and then the body.
//
// Reading is safe from many threads. append, flush and sync are the writer thread's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <base/file_descriptor.hpp>

#include "store/digest.hpp"
#include "store/error.hpp"
#include "store/objects.hpp"

namespace flowrun::store {

class DataFile {
 public:
  enum class Kind : std::uint8_t { unit = 1, payload = 2 };

  struct Head {
    Kind kind{};
    std::uint64_t size = 0;  // bytes of the body; from a damaged file any number
    Digest digest;
  };
  struct Entry {
    Head head;
    std::string_view body;  // until this thread reads again
    std::uint64_t end = 0;  // place of what follows
  };
  static constexpr std::uint64_t head_size = 40;

  // For writing it is made if it is missing, and what lies beyond `committed` (bytes; none: unknown) is cut off: a
  // killed process wrote it and nothing refers to it. For reading a missing file is an empty one.
  static Result<DataFile> open(const std::filesystem::path& store, Access access,
                               std::optional<std::uint64_t> committed);

  // Whether the bytes come from the read-ahead of this thread, or from the file in any case. Those of the read-ahead
  // may be from before a writer in another process cut the file off and went on.
  enum class Source { read_ahead, file };
  // Nothing if the file has no such entry or cannot be read there.
  [[nodiscard]] std::optional<Head> head_at(std::uint64_t place, Source source) const;
  [[nodiscard]] std::optional<Entry> entry_at(std::uint64_t place, Source source) const;

  // Gathers an entry and returns its place.
  std::uint64_t append(Kind kind, const Digest& digest, std::string_view body);
  [[nodiscard]] std::uint64_t end() const { return written_ + gathered_.size(); }
  [[nodiscard]] std::size_t gathered() const { return gathered_.size(); }
  // As entry_at, also of what is gathered only.
  [[nodiscard]] std::optional<Entry> entry_of_writer(std::uint64_t place) const;
  // Writes what is gathered.
  Result<void> flush();
  // Makes everything written survive a power cut.
  Result<void> sync();

  [[nodiscard]] static std::uint64_t first_place();  // of an entry
  // How many bytes of this part the disk holds; all of them where the file system does not tell. Not while somebody appends.
  [[nodiscard]] std::uint64_t held_between(std::uint64_t from, std::uint64_t to) const;
  // Gives the disk back what the part takes. The size of the file stays, and the part reads as zeros.
  // ErrorKind::unsupported where the file system cannot do that.
  Result<void> free_between(std::uint64_t from, std::uint64_t to);

 private:
  DataFile(std::filesystem::path path, base::FileDescriptor file);
  // `size` bytes at `place`, fewer at the end of the file.
  std::string_view bytes_at(std::uint64_t place, std::uint64_t size, Source source) const;
  [[nodiscard]] std::uint64_t size_on_disk() const;

  std::filesystem::path path_;
  base::FileDescriptor file_;
  std::uint64_t id_;           // unlike any other open file's: names it to the threads' read-aheads
  std::uint64_t written_ = 0;  // size of the file, as far as it is known to be whole
  std::string gathered_;
  bool is_synced_ = true;
};

}  // namespace flowrun::store

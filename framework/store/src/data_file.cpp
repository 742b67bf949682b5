#include "data_file.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "byte_codec.hpp"
#include "file_io.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

constexpr std::string_view first_line = "flowrun store data, format 2\n";

// One page for a look here and there, doubled while a thread reads on.
constexpr std::size_t least_read_ahead = 4 << 10;
constexpr std::size_t most_read_ahead = 128 << 10;

// The piece of a file that this thread read last.
struct ReadAhead {
  std::uint64_t file = 0;  // DataFile::id_
  std::uint64_t begin = 0;
  std::size_t size = 0;
  std::size_t reach = 0;  // bytes asked for
  std::size_t capacity = 0;
  std::unique_ptr<char[]> bytes;

  [[nodiscard]] bool holds(std::uint64_t id, std::uint64_t place, std::uint64_t count) const {
    return file == id && place >= begin && place - begin <= size && count <= size - (place - begin);
  }
  // The same file, at most one page further than what was read.
  [[nodiscard]] bool leads_to(std::uint64_t id, std::uint64_t place) const {
    return file == id && place >= begin && place - begin <= size + least_read_ahead;
  }
  void make_room(std::size_t wanted) {
    if (wanted <= capacity && capacity <= most_read_ahead) return;
    capacity = std::max(wanted, most_read_ahead);
    bytes = std::make_unique_for_overwrite<char[]>(capacity);
  }
};
thread_local ReadAhead read_ahead;

std::size_t read_fully(int file, char* bytes, std::size_t size, std::uint64_t place) {
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::pread(file, bytes + done, size - done, static_cast<off_t>(place + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

DataFile::Head parse_head(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto kind_and_size = reader.integer<std::uint64_t>();
  return {.kind = static_cast<DataFile::Kind>(kind_and_size & 0xff),
          .size = kind_and_size >> 8,
          .digest = reader.digest()};
}

std::uint64_t new_id() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

DataFile::DataFile(std::filesystem::path path, base::FileDescriptor file)
    : path_(std::move(path)), file_(std::move(file)), id_(new_id()) {}

Result<DataFile> DataFile::open(const std::filesystem::path& store, Access access,
                                std::optional<std::uint64_t> committed) {
  const auto path = store / "store.data";
  const bool writes = access == Access::read_write;
  base::FileDescriptor file(::open(path.c_str(), (writes ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0644));
  if (!file.is_open() && (writes || errno != ENOENT))
    return std::unexpected(system_error(writes ? "write" : "read", path, errno));
  DataFile data(path, std::move(file));
  if (!writes) return data;
  data.written_ = data.size_on_disk();
  if (committed && data.written_ > *committed) {
    if (::ftruncate(data.file_.get(), static_cast<off_t>(*committed)) != 0)
      return std::unexpected(system_error("write", path, errno));
    data.written_ = *committed;
  }
  if (data.written_ < first_line.size()) {
    data.written_ = 0;
    data.gathered_ = first_line;
    if (auto begun = data.flush(); !begun) return std::unexpected(std::move(begun.error()));
  }
  return data;
}

std::uint64_t DataFile::size_on_disk() const {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

std::string_view DataFile::bytes_at(std::uint64_t place, std::uint64_t size, Source source) const {
  auto& ahead = read_ahead;
  if (source == Source::file || !ahead.holds(id_, place, size)) {
    const auto reach =
        ahead.leads_to(id_, place) ? std::min(2 * ahead.reach, most_read_ahead) : least_read_ahead;
    const auto wanted = std::max<std::size_t>(reach, size);
    ahead.make_room(wanted);
    ahead.file = id_;
    ahead.begin = place;
    ahead.reach = reach;
    ahead.size = read_fully(file_.get(), ahead.bytes.get(), wanted, place);
  }
  const auto offset = static_cast<std::size_t>(place - ahead.begin);
  return std::string_view(ahead.bytes.get(), ahead.size).substr(offset, size);
}

std::optional<DataFile::Head> DataFile::head_at(std::uint64_t place, Source source) const {
  const auto bytes = bytes_at(place, head_size, source);
  if (bytes.size() < head_size) return std::nullopt;
  return parse_head(bytes);
}

std::optional<DataFile::Entry> DataFile::entry_at(std::uint64_t place, Source source) const {
  const auto head = head_at(place, source);
  if (!head) return std::nullopt;
  const auto whole = head_size + head->size;
  // A damaged size must not become memory.
  if (whole > most_read_ahead && whole > size_on_disk()) return std::nullopt;
  const auto bytes = bytes_at(place, whole, Source::read_ahead);
  if (bytes.size() < whole) return std::nullopt;
  return Entry{.head = *head, .body = bytes.substr(head_size), .end = place + whole};
}

std::uint64_t DataFile::append(Kind kind, const Digest& digest, std::string_view body) {
  const auto place = end();
  put_integer(gathered_, std::uint64_t{body.size()} << 8 | static_cast<std::uint64_t>(kind));
  put_digest(gathered_, digest);
  gathered_ += body;
  return place;
}

std::optional<DataFile::Entry> DataFile::entry_of_writer(std::uint64_t place) const {
  if (place < written_) return entry_at(place, Source::read_ahead);
  const auto bytes = std::string_view(gathered_).substr(place - written_);
  const auto head = parse_head(bytes);
  return Entry{
      .head = head, .body = bytes.substr(head_size, head.size), .end = place + head_size + head.size};
}

Result<void> DataFile::flush() {
  if (gathered_.empty()) return {};
  is_synced_ = false;
  if (::lseek(file_.get(), static_cast<off_t>(written_), SEEK_SET) < 0 || !write_all(file_.get(), gathered_))
    return std::unexpected(system_error("write", path_, errno));
  written_ += gathered_.size();
  gathered_.clear();
  return {};
}

std::uint64_t DataFile::first_place() { return first_line.size(); }

std::uint64_t DataFile::held_between(std::uint64_t from, std::uint64_t to) const {
  std::uint64_t bytes = 0;
  while (from < to) {
    const auto held = ::lseek(file_.get(), static_cast<off_t>(from), SEEK_DATA);
    if (held < 0 && errno == ENXIO) break;  // only holes up to the end of the file
    const auto hole = held < 0 ? held : ::lseek(file_.get(), held, SEEK_HOLE);
    if (hole < 0) return bytes + (to - from);
    const auto until = std::min(to, static_cast<std::uint64_t>(hole));
    bytes += until - std::min(until, static_cast<std::uint64_t>(held));
    from = static_cast<std::uint64_t>(hole);
  }
  return bytes;
}

Result<void> DataFile::free_between(std::uint64_t from, std::uint64_t to) {
  while (::fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from),
                     static_cast<off_t>(to - from)) != 0) {
    if (errno == EINTR) continue;
    auto error = system_error("free a part of", path_, errno);
    if (errno == EOPNOTSUPP || errno == ENOSYS) error.kind = ErrorKind::unsupported;
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<void> DataFile::sync() {
  if (is_synced_) return {};
  if (::fdatasync(file_.get()) != 0) return std::unexpected(system_error("write", path_, errno));
  is_synced_ = true;
  return {};
}

}  // namespace flowrun::store

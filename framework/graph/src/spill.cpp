#include "spill.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace flowrun::graph {
namespace {

constexpr std::size_t write_at_once = 1 << 20;
constexpr std::int64_t read_at_once = 1 << 18;

struct Head {
  std::uint64_t content = 0;  // bytes of the JSON
  std::uint64_t place = 0;    // of what lies in the store
  std::uint32_t number = 0, key = 0;
  std::uint16_t port = 0;
  bool has_digest = false, is_stored = false;
};

base::Error disk_error(const std::string& what) {
  return {.problem = what,
          .why = std::strerror(errno),
          .what_to_do = "free disk space, or put the store elsewhere with --store"};
}

template <class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

SpillFile::~SpillFile() {
  if (file_ >= 0) ::close(file_);
}

base::Result<void> SpillFile::open() {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  file_ = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file_ >= 0) return {};
  std::string name = (std::filesystem::temp_directory_path(error) / "flowrun-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) {
    return std::unexpected(disk_error("cannot make a file to spill records to in " + folder_.string()));
  }
  ::unlink(name.c_str());
  return {};
}

void SpillFile::begin_run() { begin_ = end_ + static_cast<std::int64_t>(buffer_.size()); }

base::Result<void> SpillFile::add(const Record& record) {
  const StoredAt* stored = record.content->stored();
  Head head{.number = static_cast<std::uint32_t>(record.number.size()),
            .key = static_cast<std::uint32_t>(record.key.size()),
            .port = record.port,
            .has_digest = record.content->knows_digest(),
            .is_stored = stored != nullptr};
  if (stored) head.content = stored->bytes, head.place = stored->place;
  const std::size_t at = buffer_.size();
  put(buffer_, head);
  buffer_.append(record.number).append(record.key);
  if (head.has_digest) put(buffer_, record.content->digest()->bytes);
  if (!stored) {
    const std::size_t before = buffer_.size();
    if (auto appended = record.content->append_json(buffer_); !appended) {
      buffer_.resize(at);
      return appended;
    }
    head.content = buffer_.size() - before;
    std::memcpy(buffer_.data() + at, &head, sizeof head);
  }
  return buffer_.size() >= write_at_once ? write_out() : base::Result<void>();
}

base::Result<SpilledRun> SpillFile::end_run() {
  if (auto written = write_out(); !written) return std::unexpected(written.error());
  return SpilledRun{begin_, end_};
}

base::Result<void> SpillFile::write_out() {
  if (file_ < 0) {
    if (auto opened = open(); !opened) return opened;
  }
  for (std::size_t done = 0; done < buffer_.size();) {
    const auto n = ::pwrite(file_, buffer_.data() + done, buffer_.size() - done, end_);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::unexpected(disk_error("cannot spill records to " + folder_.string()));
    done += static_cast<std::size_t>(n);
    end_ += n;
  }
  buffer_.clear();
  return {};
}

std::uint64_t SpillReader::left() const {
  return static_cast<std::uint64_t>(end_ - at_) + buffer_.size() - used_;
}

bool SpillReader::fill() {
  buffer_.resize(static_cast<std::size_t>(std::min(read_at_once, end_ - at_)));
  used_ = 0;
  const auto n = buffer_.empty() ? 0 : ::pread(file_, buffer_.data(), buffer_.size(), at_);
  if (n <= 0) return buffer_.clear(), false;
  buffer_.resize(static_cast<std::size_t>(n));
  at_ += n;
  return true;
}

bool SpillReader::take(void* out, std::size_t size) {
  auto* place = static_cast<char*>(out);
  while (size > 0) {
    if (used_ == buffer_.size() && !fill()) return false;
    const std::size_t n = std::min(size, buffer_.size() - used_);
    std::memcpy(place, buffer_.data() + used_, n);
    used_ += n, place += n, size -= n;
  }
  return true;
}

base::Result<bool> SpillReader::next(Batch& batch) {
  if (left() == 0) return false;
  errno = EIO;  // unless the system knows better: a file that is short or damaged
  const auto lost = [] { return std::unexpected(disk_error("cannot read back spilled records")); };
  Head head;
  if (!take(&head, sizeof head) || head.number + std::uint64_t{head.key} > left()) return lost();
  if (!head.is_stored && head.content > left()) return lost();
  const auto text = [&](std::size_t size, std::string_view& out) {
    auto* place = static_cast<char*>(batch.arena.room(size, 1));
    out = {place, size};
    return take(place, size);
  };
  Record record{.port = head.port};
  store::Digest digest;
  if (!text(head.number, record.number) || !text(head.key, record.key)) return lost();
  if (head.has_digest && !take(digest.bytes.data(), digest.bytes.size())) return lost();
  record.bytes = sizeof(Record) + sizeof(Content) + head.number + head.key + head.content;
  if (head.is_stored) {
    record.content =
        &batch.arena.content(batch.arena.keep(StoredAt{store_, digest, head.content, head.place}));
  } else {
    std::string_view json;
    if (!text(head.content, json)) return lost();
    Content& content = batch.arena.content(json);
    if (head.has_digest) content.know_digest(batch.arena.keep(digest));
    record.content = &content;
  }
  batch.own.push_back(record);
  return true;
}

base::Result<std::shared_ptr<Batch>> SpillReader::next_few() {
  constexpr std::size_t records_at_once = 64;
  constexpr std::size_t bytes_at_once = 1 << 18;
  auto batch = std::make_shared<Batch>();
  std::size_t bytes = 0;
  while (batch->own.size() < records_at_once && bytes < bytes_at_once) {
    const auto read = next(*batch);
    if (!read) return std::unexpected(read.error());
    if (!*read) break;
    bytes += batch->own.back().bytes;
  }
  return batch;
}

}  // namespace flowrun::graph

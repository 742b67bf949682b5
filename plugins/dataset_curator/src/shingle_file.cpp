#include "shingle_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dataset_curator {
namespace {

constexpr std::size_t numbers_at_once = 1 << 18;

std::unexpected<base::Error> file_error(const char* doing) {
  base::Error error{.problem = std::string("the signatures of examples cannot be ") + doing,
                    .why = std::generic_category().message(errno),
                    .what_to_do = "see that the disk of the store has room",
                    .is_transient = true};
  return std::unexpected(std::move(error));
}

base::Result<base::FileDescriptor> unnamed_file(const std::filesystem::path& folder) {
  std::string name = (folder / "signatures-XXXXXX").string();
  base::FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open()) return file_error("written");
  ::unlink(name.c_str());
  return file;
}

base::Result<void> write_all(int file, std::span<const std::uint32_t> numbers) {
  auto bytes = std::as_bytes(numbers);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("written");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

base::Result<void> read_all(int file, std::span<std::uint32_t> numbers, std::uint64_t offset) {
  auto bytes = std::as_writable_bytes(numbers);
  auto at = static_cast<off_t>(offset * sizeof(std::uint32_t));
  while (!bytes.empty()) {
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = ENODATA;
    if (got <= 0) return file_error("read");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    at += got;
  }
  return {};
}

constexpr std::size_t smallest_set = 8, smallest_request = 4;

BandKeys keys_of(const ShingleSet& set, std::size_t smallest = smallest_set) {
  return set.size() < smallest ? BandKeys{} : band_keys(set);
}

}  // namespace

base::Result<ShingleFile> ShingleFile::in(const std::filesystem::path& folder) {
  auto shingles = unnamed_file(folder);
  if (!shingles) return std::unexpected(shingles.error());
  auto buckets = unnamed_file(folder);
  if (!buckets) return std::unexpected(buckets.error());
  ShingleFile file;
  file.shingles_ = std::move(*shingles);
  file.buckets_ = std::move(*buckets);
  return file;
}

base::Result<void> ShingleFile::add(const Shingles& shingles) {
  offsets_.push_back(shingles_size_);
  const std::array sets = {&shingles.plain, &shingles.code,  &shingles.shape,
                           &shingles.added, &shingles.words, &shingles.request};
  for (const ShingleSet* set : sets) waiting_shingles_.push_back(static_cast<std::uint32_t>(set->size()));
  shingles_size_ += sets.size();
  for (const ShingleSet* set : sets) {
    waiting_shingles_.insert(waiting_shingles_.end(), set->begin(), set->end());
    shingles_size_ += set->size();
  }
  waiting_buckets_.push_back({keys_of(shingles.plain), keys_of(shingles.shape), keys_of(shingles.added),
                              keys_of(shingles.words, smallest_request)});
  if (waiting_shingles_.size() >= numbers_at_once) {
    if (auto done = write_shingles(); !done) return done;
  }
  return waiting_buckets_.size() == block_rows ? write_buckets() : base::Result<void>{};
}

base::Result<void> ShingleFile::finish() {
  if (auto done = write_shingles(); !done) return done;
  // The last block is as large as the others, so that each column has its place.
  if (!waiting_buckets_.empty()) waiting_buckets_.resize(block_rows);
  return waiting_buckets_.empty() ? base::Result<void>{} : write_buckets();
}

base::Result<void> ShingleFile::write_shingles() {
  auto done = write_all(shingles_.get(), waiting_shingles_);
  waiting_shingles_.clear();
  return done;
}

base::Result<void> ShingleFile::write_buckets() {
  std::vector<std::uint32_t> block;
  block.reserve(block_rows * column_count);
  for (std::size_t view = 0; view < view_count; ++view) {
    for (std::size_t band = 0; band < minhash_bands; ++band) {
      for (const auto& row : waiting_buckets_) block.push_back(row[view][band]);
    }
  }
  waiting_buckets_.clear();
  return write_all(buckets_.get(), block);
}

base::Result<Shingles> ShingleFile::row(std::uint32_t row) const {
  Shingles shingles;
  const std::array sets = {&shingles.plain, &shingles.code,  &shingles.shape,
                           &shingles.added, &shingles.words, &shingles.request};
  const std::uint64_t begin = offsets_[row];
  const std::uint64_t end = row + 1 < offsets_.size() ? offsets_[row + 1] : shingles_size_;
  std::vector<std::uint32_t> numbers(end - begin);
  if (auto done = read_all(shingles_.get(), numbers, begin); !done) return std::unexpected(done.error());
  auto at = numbers.begin() + sets.size();
  for (std::size_t i = 0; i < sets.size(); ++i) {
    sets[i]->assign(at, at + numbers[i]);
    at += numbers[i];
  }
  return shingles;
}

base::Result<std::vector<std::uint32_t>> ShingleFile::column(std::size_t column) const {
  const std::size_t blocks = (offsets_.size() + block_rows - 1) / block_rows;
  std::vector<std::uint32_t> keys(blocks * block_rows);
  for (std::size_t block = 0; block < blocks; ++block) {
    const auto part = std::span(keys).subspan(block * block_rows, block_rows);
    const std::uint64_t offset = (block * column_count + column) * block_rows;
    if (auto done = read_all(buckets_.get(), part, offset); !done) return std::unexpected(done.error());
  }
  keys.resize(offsets_.size());
  return keys;
}

}  // namespace dataset_curator

// The shingles and buckets of all examples, on disk: kilobytes of each, of which memory holds eight bytes.
//
//   shingles.bin   a row: the sizes of its six sets (u32 each), then their numbers (u32 each)
//   buckets.bin    blocks of `block_rows` rows, each by columns: all keys of the first band, of the second, ... (u32 each)
//
// Both files are unnamed and gone with the object. Numbers are the machine's own. Errors name the file and the cause.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include <base/error.hpp>
#include <base/file_descriptor.hpp>

#include "minhash.hpp"
#include "shingles.hpp"

namespace dataset_curator {

// What examples are compared by; each has buckets of its own.
enum class View { plain, shape, added, words };
inline constexpr std::size_t view_count = 4;
inline constexpr std::size_t column_count = view_count * minhash_bands;

// One thread at a time.
class ShingleFile {
 public:
  static base::Result<ShingleFile> in(const std::filesystem::path& folder);

  // Sets that are too small to say anything get no buckets.
  base::Result<void> add(const Shingles& shingles);
  std::uint32_t rows() const { return static_cast<std::uint32_t>(offsets_.size()); }

  // After the last `add`, and before anything is read.
  base::Result<void> finish();
  base::Result<Shingles> row(std::uint32_t row) const;
  // The keys of a column, one for each row; 0: none.
  base::Result<std::vector<std::uint32_t>> column(std::size_t column) const;

 private:
  static constexpr std::size_t block_rows = 1024;

  base::Result<void> write_buckets();
  base::Result<void> write_shingles();

  base::FileDescriptor shingles_, buckets_;
  std::vector<std::uint64_t> offsets_;  // of rows in shingles_, in numbers
  std::uint64_t shingles_size_ = 0;     // in numbers, with what waits
  std::vector<std::uint32_t> waiting_shingles_;
  std::vector<std::array<BandKeys, view_count>> waiting_buckets_;
};

}  // namespace dataset_curator

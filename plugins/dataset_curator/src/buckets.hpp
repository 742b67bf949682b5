// Which examples share a bucket, and so may be alike.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <base/error.hpp>

#include "shingle_file.hpp"

namespace dataset_curator {

// Takes eight bytes for each row and set of rows that fell into one bucket; the same set is held once, however many bands
// found it, and a row that nothing is like takes none.
class Buckets {
 public:
  // `rows`: those to look at, each once.
  static base::Result<Buckets> of(const ShingleFile& file, std::span<const std::uint32_t> rows);

  // The kept rows that share a bucket with the row, each once; at most `most_candidates` of them.
  std::vector<std::uint32_t> kept_beside(std::uint32_t row) const;
  void keep(std::uint32_t row);

  // A bucket that foreign rows fill in thousands says little, and must not make the work grow with their square.
  static constexpr std::size_t most_candidates = 256;

 private:
  std::span<const std::uint32_t> of_row(std::uint32_t row) const {
    return std::span(of_rows_).subspan(row_begins_[row], row_begins_[row + 1] - row_begins_[row]);
  }

  std::vector<std::uint32_t> of_rows_;     // buckets of each row, as numbers
  std::vector<std::uint64_t> row_begins_;  // in of_rows_
  std::vector<std::uint32_t> kept_;        // rows, for each bucket from bucket_begins_
  std::vector<std::uint64_t> bucket_begins_;
  std::vector<std::uint32_t> kept_counts_;  // of each bucket
};

}  // namespace dataset_curator

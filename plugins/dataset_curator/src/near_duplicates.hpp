// Finds examples that are alike, and keeps the best of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

#include <base/error.hpp>

#include "likeness.hpp"
#include "own_work.hpp"
#include "shingle_file.hpp"

namespace dataset_curator {

// One thread at a time.
class NearDuplicates {
 public:
  // What does not fit in memory goes to unnamed files in the folder.
  static base::Result<NearDuplicates> in(const std::filesystem::path& folder);

  // Rows are numbered from 0, in the order in which they are added.
  base::Result<void> add(const OwnWork& work) { return file_.add(shingles_of(work)); }
  std::uint32_t rows() const { return file_.rows(); }

  struct Found {
    Likeness likeness;
    std::vector<std::uint32_t> kept;  // the rows that it is alike to; of a near duplicate one
  };
  // Once, after all were added: of the rows given, the best one first, which are to go. A row goes if it is a near duplicate
  // of one before it that stays, or has the shape of `max_per_cluster` that stay: nothing goes because of something that
  // goes, too. The first `wanted` of them stay in any case.
  base::Result<std::map<std::uint32_t, Found>> find(std::span<const std::uint32_t> best_first,
                                                    const NearDuplicateOptions& options,
                                                    std::size_t wanted = 0);

 private:
  explicit NearDuplicates(ShingleFile file) : file_(std::move(file)) {}

  ShingleFile file_;
};

}  // namespace dataset_curator

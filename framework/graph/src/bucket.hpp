// Records of an intake that belong together, and how they are read in order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <vector>

#include <base/error.hpp>

#include "batch.hpp"
#include "spill.hpp"

namespace flowrun::graph {

// A record that was read from an intake. The batch keeps it alive.
struct Taken {
  std::shared_ptr<const Batch> batch;
  const Record* record = nullptr;
  const Path* path = nullptr;  // as the reader counts

  [[nodiscard]] std::shared_ptr<const Content> content() const { return {batch, record->content}; }
};

struct Bucket {
  struct Entry {
    const Record* record;
    std::uint32_t batch;  // index of the one that holds it
  };
  std::vector<std::shared_ptr<const Batch>> batches;
  std::vector<Entry> entries;
  std::vector<std::size_t> parts;  // where each part of the entries begins that is sorted and of one message
  bool is_sorted = true;
  std::size_t bytes = 0;         // of what is in memory
  std::vector<SpilledRun> runs;  // sorted, each

  void add(const Message& message);
  void sort();
  // Forgets what is in memory. Its room is given back, since there are many buckets.
  void clear();
};

// Merges what is in memory with the runs on disk. The bucket does not change meanwhile.
class BucketCursor {
 public:
  BucketCursor(Bucket& bucket, const SpillFile& file, const store::Store& store);
  base::Result<std::optional<Taken>> next();

 private:
  // The next record of one run, or of the entries in memory.
  struct Head {
    Taken taken;
    std::size_t run;
    bool operator<(const Head& other) const {  // the smallest on top
      return other.taken.record->number < taken.record->number;
    }
  };
  struct Run {
    SpillReader reader;
    std::shared_ptr<const Batch> chunk;  // what was read last
    std::size_t at = 0;
  };
  base::Result<void> advance(std::size_t index);
  [[nodiscard]] std::optional<Taken> from_memory();

  Bucket& bucket_;
  std::size_t at_ = 0;
  std::vector<Run> runs_;
  std::priority_queue<Head> heads_;
  bool has_begun_ = false;
};

}  // namespace flowrun::graph

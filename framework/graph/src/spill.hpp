// Records on disk for a while: an unnamed file that is gone with the process, or before.
//
// Each record is written as
//   sizes of number, key and content (u32, u32, u64), port (u16), what follows (u8), number, key, digest?, JSON?
// where a content that lies in the store is its digest alone. Not for other programs: numbers are the machine's own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <base/error.hpp>

#include "batch.hpp"

namespace flowrun::graph {

// A part of a file that was written in one go.
struct SpilledRun {
  std::int64_t begin = 0, end = 0;  // bytes
};

// Used by one thread at a time; readers may read finished runs meanwhile.
class SpillFile {
 public:
  // The file is made in `folder`, or in the system's own where that cannot be, when something is written.
  explicit SpillFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Begins a run; add records, then end it.
  void begin_run();
  base::Result<void> add(const Record& record);
  base::Result<SpilledRun> end_run();
  [[nodiscard]] int descriptor() const { return file_; }

 private:
  base::Result<void> open();
  base::Result<void> write_out();

  std::filesystem::path folder_;
  int file_ = -1;
  std::int64_t begin_ = 0, end_ = 0;
  std::string buffer_;
};

// Reads the records of one run in order, with a small buffer of its own. The file must outlive it.
class SpillReader {
 public:
  // `store` is where contents that were spilled as digests lie.
  SpillReader(const SpillFile& file, SpilledRun run, const store::Store& store)
      : file_(file.descriptor()), at_(run.begin), end_(run.end), store_(&store) {}

  // Reads the next record into the arena and own records of `batch`; false at the end.
  base::Result<bool> next(Batch& batch);
  // Reads a few records at once, as long as they are small; none at the end.
  base::Result<std::shared_ptr<Batch>> next_few();

 private:
  [[nodiscard]] std::uint64_t left() const;  // bytes of the run
  bool take(void* out, std::size_t size);
  bool fill();

  int file_;
  std::int64_t at_, end_;
  const store::Store* store_;
  std::string buffer_;
  std::size_t used_ = 0;
};

}  // namespace flowrun::graph

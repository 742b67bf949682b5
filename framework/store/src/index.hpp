// The index of store.data: which digest lies where. In memory sorted runs, in store.db the same runs as rows.
//
//   commit ──► recent (a row a commit) ── 8,192 entries ──► run ──┬─ as long as the run before it is no larger
//                                                                 └► both become one
//
// So there are at most some log2(entries / 8,192) runs, each entry is written as many times, and nothing that is written
// has to be looked for on disk first, as under a B-tree of random keys.
//
// Views are handed out to any thread; everything that writes is the writer thread's.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "index_run.hpp"
#include "index_table.hpp"
#include "sqlite.hpp"

namespace flowrun::store {

class Index {
 public:
  // What was read last, or nothing before the first `load`.
  [[nodiscard]] std::shared_ptr<const IndexView> view() const;

  // Reads what the database has and this index has not. One thread at a time, and not beside `add`. Returns the damaged
  // parts, which are left out: what they led to counts as absent.
  Result<std::vector<IndexPart>> load(Connection& connection);

  // Writes the entries of one commit, oldest first; they are seen after `publish`, that is to be called when the
  // transaction is committed. The index has been loaded.
  Result<void> add(Connection& connection, IndexEntries arrivals);
  // Writes these entries, in order of arrival, in the place of all. They are seen after `publish`.
  Result<void> replace(Connection& connection, IndexEntries arrivals);
  void publish();

 private:
  struct StoredRun {
    std::int64_t id = 0;  // the higher, the newer; never used again
    std::shared_ptr<const IndexRun> run;
  };

  // Writes a run of its own in the place of `recent` and of the runs that are no larger.
  Result<void> fold(Connection& connection, IndexEntries entries);
  [[nodiscard]] std::shared_ptr<const IndexView> make_view() const;

  mutable std::mutex mutex_;  // guards view_
  std::shared_ptr<const IndexView> view_;
  std::vector<StoredRun> runs_;  // newest first
  std::shared_ptr<const IndexRun> recent_ = std::make_shared<IndexRun>();
  std::int64_t recent_part_ = 0;  // of the last row of `recent`; goes on when they become a run
  std::int64_t last_id_ = 0;
};

}  // namespace flowrun::store

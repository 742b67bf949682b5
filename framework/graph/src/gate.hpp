// The gate: where a list of records enters the graph as credits allow.
//
//      add(list) ──► queue of lists ──► pump: n records, each with a credit ──► deliver ──► downstream nodes
//                                        ▲                                                        │
//                                        └────────── credit dies: free += 1, pump again ◄─────────┘
//
// Every gate has a pool of its own, which depends only on what is downstream, so pools cannot dead-lock;
// nobody ever waits for a credit. A list is kept, with whatever it holds on to (the input of the unit that
// made it), until its last record has been released. A record larger than the byte pool passes alone.
//
// Right:  put the record downstream, then let the credit of the input go.
// Wrong:  take a credit inside a stage and wait for it: with -j1 the thread that would return it is the one
//         waiting.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "record.hpp"

namespace flowrun::graph {

// Counts what keeps a level alive: live credits and queued lists. `on_idle` is called once, by whoever brings
// the count to zero; after that nothing of the level may be touched by that thread.
class Outstanding {
 public:
  explicit Outstanding(std::function<void()> on_idle) : on_idle_(std::move(on_idle)) {}
  void add() { count_.fetch_add(1, std::memory_order_relaxed); }
  void done() {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1) on_idle_();
  }

 private:
  std::atomic<std::size_t> count_ = 0;
  std::function<void()> on_idle_;
};

// A finished unit's outputs, a source's items or a level's input, in order.
class RecordList {
 public:
  virtual ~RecordList() = default;
  // Nothing at the end. Called by one thread at a time.
  virtual std::optional<Record> next() = 0;
};

class Gate {
 public:
  struct Limits {
    std::size_t records;  // at least 1
    std::size_t bytes;    // at least 1
    std::size_t batch;    // records handed to `deliver` at once, at least 1
  };
  using Deliver = std::function<void(std::vector<Record>)>;

  // `deliver` is called by one thread at a time, and never while a lock is held.
  Gate(Limits limits, Outstanding& outstanding, Deliver deliver);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Thread-safe. Returns before the list is released.
  void add(std::unique_ptr<RecordList> list);

 private:
  friend class Credit;
  void give_back(std::size_t bytes);
  void pump();
  bool release_some();
  std::vector<Record> take_batch(std::unique_ptr<RecordList>& finished);

  const Limits limits_;
  Outstanding& outstanding_;
  const Deliver deliver_;

  std::atomic<std::size_t> marks_ = 0;  // calls of pump since the running one last looked
  std::mutex mutex_;
  std::deque<std::unique_ptr<RecordList>> lists_;
  std::optional<Record> waiting_;  // taken from the first list, but too large for the bytes that are free
  std::size_t free_records_;
  std::size_t used_bytes_ = 0;
};

// Returned to its gate's pool when the last record that shares it is gone.
class Credit {
 public:
  Credit(Gate& gate, std::size_t bytes) : gate_(gate), bytes_(bytes) { gate_.outstanding_.add(); }
  ~Credit() {
    Outstanding& outstanding = gate_.outstanding_;
    gate_.give_back(bytes_);
    outstanding.done();
  }
  Credit(const Credit&) = delete;
  Credit& operator=(const Credit&) = delete;

 private:
  Gate& gate_;
  std::size_t bytes_;
};

}  // namespace flowrun::graph

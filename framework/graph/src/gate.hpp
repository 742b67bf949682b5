// The gate: where a list of records enters the graph as credits allow.
//
//      add(list) ──► queue of lists ──► pump: a message of n records with a credit for n ──► deliver ──► downstream
//                                        ▲                                                                 │
//                                        └──────────── credit dies: free += n, pump again ◄────────────────┘
//
// Every gate has a pool of its own, which depends only on what is downstream, so pools cannot dead-lock;
// nobody ever waits for a credit. A list is kept, with whatever it holds on to (the input of the units that
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

#include <graph/run_now.hpp>

#include "batch.hpp"
#include "frontier.hpp"
#include "run_fault.hpp"

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

// Finished units' outputs, a source's items or a level's input, in order.
class RecordList {
 public:
  virtual ~RecordList() = default;
  // The next records of one port: at least one, at most `records`, and no more than `bytes` unless the first alone is
  // larger. As credit it has the root of what they descend from; the gate puts its own in the place. Null if there is
  // nothing. Called by one thread at a time.
  virtual std::shared_ptr<Message> next(std::size_t records, std::size_t bytes) = 0;
  // False while more may come after all: then the gate is to be pumped when it has.
  [[nodiscard]] virtual bool is_complete() const { return true; }
  // Nobody will ask for what is left. Must not throw.
  virtual void discard() {}
};

// How many of `records`, from the first on, make up the next message.
std::size_t fitting(std::span<const Record> records, std::size_t at_most, std::size_t bytes);

class Gate {
 public:
  struct Limits {
    std::size_t records;                 // at least 1
    std::size_t bytes;                   // at least 1
    std::function<std::size_t()> batch;  // records handed to `deliver` at once, at least 1; asked each time
    std::size_t messages = static_cast<std::size_t>(-1);  // in flight at once
    std::size_t span =
        static_cast<std::size_t>(-1);  // of a frontier: messages from the oldest open one to the newest
    bool tells_when = false;           // what it lets in says when that was
  };
  using Deliver = std::function<void(MessagePtr)>;

  // `deliver` is called by one thread at a time, and never while a lock is held. What it or a list throws is noted as a
  // fault; then the gate lets nothing in any more, and discards what waits. A gate at which the level begins, to which
  // one list is added, keeps a frontier.
  Gate(Limits limits, Outstanding& outstanding, RunFault& fault, Deliver deliver,
       Frontier* frontier = nullptr);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Thread-safe. Returns before the list is released. Throws if there is no memory for it; then the list is gone.
  void add(std::unique_ptr<RecordList> list);
  // Thread-safe.
  [[nodiscard]] bool waits_for_credits() const;
  // Thread-safe; a moment's numbers, which may not be of one moment.
  [[nodiscard]] GateNow now() const;
  // Lets in what there is. Thread-safe.
  void pump() noexcept;

 private:
  friend class Credit;
  void give_back(std::size_t records, std::size_t bytes);
  bool release_some() noexcept;
  bool let_in();
  bool discard_some();
  RecordList* first();
  bool deliver(std::shared_ptr<Message> message);
  void finish_list();

  const Limits limits_;
  Outstanding& outstanding_;
  RunFault& fault_;
  const Deliver deliver_;
  Frontier* const frontier_;

  std::atomic<std::size_t> marks_ = 0;  // calls of pump since the running one last looked
  std::atomic<std::size_t> free_records_;
  std::atomic<std::size_t> messages_ = 0;
  std::atomic<std::size_t> used_bytes_ = 0;

  mutable std::mutex mutex_;
  std::deque<std::unique_ptr<RecordList>> lists_;

  // Of whoever pumps:
  bool is_broken_ = false;
  RecordList* first_ = nullptr;       // of the lists, once it was looked at
  std::shared_ptr<Message> waiting_;  // taken from the first list, but too large for the bytes that are free
};

// The right of a message to be in flight. Returned to its gate's pool when the last message that shares it is gone.
//
// A credit of a gate with a frontier is a root: what the level began with is open as long as the root, or a credit that was
// given with it in mind, lives.
class Credit {
 public:
  Credit(Gate& gate, std::size_t records, std::size_t bytes, std::shared_ptr<const Credit> root)
      : gate_(gate),
        records_(records),
        bytes_(bytes),
        sequence_(gate.frontier_ ? gate.frontier_->open()
                  : root         ? root->sequence_
                                 : 0),
        root_(std::move(root)) {
    gate_.outstanding_.add();
  }
  ~Credit();
  Credit(const Credit&) = delete;
  Credit& operator=(const Credit&) = delete;

  // The place of its root among what the level began with.
  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

  // The root of the credit that `credit` points to; null if there is neither.
  static std::shared_ptr<const Credit> root_of(const std::shared_ptr<const Credit>& credit) {
    return credit && credit->root_ ? credit->root_ : credit;
  }

 private:
  Gate& gate_;
  const std::size_t records_;
  const std::size_t bytes_;
  const std::uint64_t sequence_;
  const std::shared_ptr<const Credit> root_;  // null of a root
};

}  // namespace flowrun::graph

// The account of every record: what came into each stage, what became of it, and what went along each edge.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <graph/per_thread.hpp>

namespace flowrun::graph {

// The books of one stage, as they stand when the run ends.
//
// Balance: delivered = received = emitted + dropped + rejected + failed + cancelled + held. For a source, `received`
// counts the items that it listed. `restored` counts those of the first four that came from the store; the
// others were run.
struct StageAccount {
  std::string stage;
  std::uint64_t received = 0, emitted = 0, dropped = 0, rejected = 0, failed = 0, cancelled = 0, held = 0;
  std::uint64_t restored = 0;
  std::uint64_t delivered = 0;  // by the edges into its streamed input; of a source what it received
  std::vector<std::uint64_t> records_out;  // per output port
  std::map<std::string, std::uint64_t> drop_reasons;
  // Parts of emitted units that gave no record; not in the balance.
  std::map<std::string, std::uint64_t> left_out;
  std::uint64_t rejected_parts = 0;  // parts of emitted units that were at fault; not in the balance
  std::string held_by;               // the stage that is the cause of `held`

  // What has become something of those received: all, when the run has ended.
  [[nodiscard]] std::uint64_t ended() const {
    return emitted + dropped + rejected + failed + cancelled + held;
  }
};

// One edge: what the producer sent and what the consumer received.
struct EdgeAccount {
  std::string from;           // "sessions" or "split.train"
  std::string to;             // "curated" or "tuned.adapter"
  std::uint64_t emitted = 0;  // by the producer's port
  std::uint64_t sent = 0, received = 0;
};

struct Ledger {
  std::vector<StageAccount> stages;  // in the order of the file
  std::vector<EdgeAccount> edges;

  // What does not balance, one line each, naming the stage or edge; empty if all is well.
  [[nodiscard]] std::vector<std::string> imbalances() const;
};

// The running counters of one stage. Thread-safe.
class StageCounters {
 public:
  Counter received, emitted, rejected, rejected_parts, failed, cancelled, held, restored;
  std::vector<Counter> records_out;

  explicit StageCounters(std::size_t outputs) : records_out(outputs) {}
  void drop(const std::string& reason, std::uint64_t count = 1);
  void leave_out(const std::string& reason, std::uint64_t count);
  [[nodiscard]] std::uint64_t dropped() const;
  [[nodiscard]] StageAccount account(std::string stage, std::string held_by) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> drop_reasons_;
  std::map<std::string, std::uint64_t> left_out_;
};

}  // namespace flowrun::graph

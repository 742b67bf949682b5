// What became of the records of one message, counted by one thread and added to the stage's books once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graph/ledger.hpp>

#include "port_counts.hpp"
#include "reason_counts.hpp"

namespace flowrun::graph {

struct Tally {
  std::uint64_t received = 0, emitted = 0, rejected = 0, failed = 0, cancelled = 0, held = 0, restored = 0;
  std::uint64_t rejected_parts = 0;
  std::uint64_t units_run = 0;
  PortCounts records_out;
  std::vector<std::pair<std::string, std::uint64_t>> dropped;  // a few reasons
  ReasonCounts left_out;

  explicit Tally(std::size_t ports) : records_out(ports) {}

  void drop(std::string_view reason) {
    const auto known =
        std::ranges::find(dropped, reason, [](const auto& one) { return std::string_view(one.first); });
    if (known != dropped.end())
      ++known->second;
    else
      dropped.emplace_back(reason, 1);
  }

  // Begins anew.
  void move_to(StageCounters& counters) {
    const std::size_t thread = thread_number();
    counters.received.add(received, thread);
    counters.emitted.add(emitted, thread);
    if (rejected > 0) counters.rejected.add(rejected, thread);
    if (rejected_parts > 0) counters.rejected_parts.add(rejected_parts, thread);
    counters.failed.add(failed, thread);
    if (held > 0) counters.held.add(held, thread);
    counters.cancelled.add(cancelled, thread);
    counters.restored.add(restored, thread);
    for (std::size_t port = 0; port < counters.records_out.size(); ++port)
      counters.records_out[port].add(records_out[port], thread);
    for (const auto& [reason, count] : dropped) counters.drop(reason, count);
    for (const auto& [reason, count] : left_out.counts()) counters.leave_out(reason, count);
    received = emitted = rejected = rejected_parts = failed = cancelled = held = restored = units_run = 0;
    records_out.clear();
    if (!dropped.empty()) dropped.clear();
    if (!left_out.counts().empty()) left_out = {};
  }
};

}  // namespace flowrun::graph

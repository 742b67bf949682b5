#include <fmt/format.h>

#include <graph/ledger.hpp>

namespace flowrun::graph {

std::vector<std::string> Ledger::imbalances() const {
  std::vector<std::string> lines;
  for (const StageAccount& s : stages) {
    if (s.delivered != s.received) {
      lines.push_back(
          fmt::format("stage {}: {} delivered, but {} received", s.stage, s.delivered, s.received));
    }
    const std::uint64_t known = s.ended();
    if (s.received != known) {
      lines.push_back(fmt::format(
          "stage {}: {} received, but {} accounted for ({} emitted, {} dropped, {} rejected, {} "
          "failed, {} cancelled, {} held)",
          s.stage, s.received, known, s.emitted, s.dropped, s.rejected, s.failed, s.cancelled, s.held));
    }
  }
  for (const EdgeAccount& e : edges) {
    if (e.emitted != e.sent || e.sent != e.received) {
      lines.push_back(fmt::format("edge {} -> {}: {} emitted, {} sent, {} received", e.from, e.to, e.emitted,
                                  e.sent, e.received));
    }
  }
  return lines;
}

void StageCounters::drop(const std::string& reason, std::uint64_t count) {
  const std::scoped_lock lock(mutex_);
  drop_reasons_[reason] += count;
}

void StageCounters::leave_out(const std::string& reason, std::uint64_t count) {
  const std::scoped_lock lock(mutex_);
  left_out_[reason] += count;
}

std::uint64_t StageCounters::dropped() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : drop_reasons_) sum += count;
  return sum;
}

StageAccount StageCounters::account(std::string stage, std::string held_by) const {
  StageAccount account{.stage = std::move(stage),
                       .received = received,
                       .emitted = emitted,
                       .dropped = dropped(),
                       .rejected = rejected,
                       .failed = failed,
                       .cancelled = cancelled,
                       .held = held,
                       .restored = restored,
                       .rejected_parts = rejected_parts,
                       .held_by = std::move(held_by)};
  for (const Counter& count : records_out) account.records_out.push_back(count);
  const std::scoped_lock lock(mutex_);
  account.drop_reasons = drop_reasons_;
  account.left_out = left_out_;
  return account;
}

}  // namespace flowrun::graph

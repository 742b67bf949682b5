// Everything of one run that its levels share: the stages, the edges between them, and where records wait.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <graph/run_now.hpp>

#include "gate.hpp"
#include "intake.hpp"
#include "sightings.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

// One edge during a run. Within a level it is direct: records go from node to node. Everything else
// (collectors, `once` ports, later levels) goes through the consumer's intake.
struct EdgeRun {
  PortRef from;
  std::size_t to = 0;          // stage
  std::size_t input = 0;       // port of it
  std::uint16_t position = 0;  // in `from`
  Intake* intake = nullptr;    // null: direct
  bool is_replayed = false;    // filled from an earlier run, because the producer is not part of this one
  Counter sent, received;
};

enum class GateSide { input, output };  // of its stage

// The gates of the level that runs, for whoever watches it. Thread-safe.
class OpenGates {
 public:
  void add(const StageRun& stage, GateSide side, const Gate& gate) {
    const std::scoped_lock lock(mutex_);
    gates_.push_back({&stage, side, &gate});
  }
  // Before they are destroyed.
  void clear() {
    const std::scoped_lock lock(mutex_);
    gates_.clear();
  }
  // The stages before or behind gates where records wait for credits.
  [[nodiscard]] std::vector<std::string> without_credits() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> found;
    for (const Open& open : gates_) {
      if (open.gate->waits_for_credits()) found.push_back(open.stage->plan.name);
    }
    return found;
  }
  [[nodiscard]] std::optional<GateNow> now(const StageRun& stage, GateSide side) const {
    const std::scoped_lock lock(mutex_);
    for (const Open& open : gates_) {
      if (open.stage == &stage && open.side == side) return open.gate->now();
    }
    return std::nullopt;
  }

 private:
  struct Open {
    const StageRun* stage;
    GateSide side;
    const Gate* gate;
  };
  mutable std::mutex mutex_;
  std::vector<Open> gates_;
};

class RunState {
 public:
  RunState(const RunServices& services, const std::vector<bool>& selected);

  const RunServices& services;
  std::vector<std::unique_ptr<StageRun>> stages;
  std::vector<std::unique_ptr<EdgeRun>> edges;
  OpenGates gates;
  Sightings sightings{stages};
  // Of stages that are not part of this run, but before one that reads accounts: those of their last run, by index.
  std::map<std::size_t, flow::Account> earlier_accounts;

  [[nodiscard]] std::vector<EdgeRun*> edges_from(const PortRef& port) const;
  [[nodiscard]] std::vector<EdgeRun*> edges_into(std::size_t stage) const;
  // Null if all edges of that input are direct.
  [[nodiscard]] Intake* intake_of(std::size_t stage, std::size_t input) const {
    return intakes_[stage][input].get();
  }
  [[nodiscard]] Intake* intake_of_published(std::size_t index) const { return published_[index].get(); }

  // Passes what a stage emitted on to its intakes and to what is published.
  void deliver_to_intakes(const StageRun& producer, const Message& message);

  // The stage that keeps `stage` from running, or "": a failure over its tolerance, or one that was held,
  // upstream.
  [[nodiscard]] std::string cause_to_hold(const StageRun& stage) const;

  [[nodiscard]] Ledger ledger() const;
  // Thread-safe.
  [[nodiscard]] RunNow now();

  // An upstream stage that failed, went over its tolerance or was held, or "".
  [[nodiscard]] std::string bad_ancestor(std::size_t stage) const;

 private:
  struct Taker {
    Intake* intake;
    EdgeRun* edge;  // null for what is published
  };
  void connect_takers();

  std::vector<std::vector<std::unique_ptr<Intake>>> intakes_;  // [stage][input]
  std::vector<std::unique_ptr<Intake>> published_;
  std::vector<std::vector<std::vector<Taker>>> takers_;  // [stage][output port]
};

}  // namespace flowrun::graph

// One source or transform of a level as nodes of its graph.
//
//   source items ─► gate ─► stage node ─► gate ─► stage node ─► ...      (a stage that emits at most one record has no gate)
//   level input's intake ─► gate ─► stage node
//
// A stage node is a function_node; of a stage that waits (trait blocking, or with needs), or whose units have a limited time,
// an async_node with threads of its own. An uncached stage behind one that emits at most one record has none: it is called in the task of the stage before it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <oneapi/tbb/flow_graph.h>

#include "blocking_executor.hpp"
#include "gate.hpp"
#include "message_work.hpp"
#include "run_state.hpp"
#include "streaming.hpp"

namespace flowrun::graph {

class ItemQueue;

// What the nodes of a level share.
struct LevelParts {
  RunState& run;
  oneapi::tbb::flow::graph& graph;
  Outstanding& outstanding;
  std::size_t stages;  // how many
};

class StageNode {
 public:
  StageNode(LevelParts& level, StageRun& stage);

  // In this order, each for all nodes of the level.
  void make_receiver();
  void connect(const std::vector<std::unique_ptr<StageNode>>& nodes, StreamingCollector* streaming);
  void make_gates();
  // Has the source list its items, or lets the level's input in.
  void start();

  StageRun& stage() { return stage_; }
  // Of what the level begins with at this stage; null if it does not.
  Frontier* frontier() { return has_input_gate_ ? &frontier_ : nullptr; }
  [[nodiscard]] const std::vector<EdgeRun*>& incoming() const { return incoming_; }

 private:
  void receive(const MessagePtr& message) noexcept;
  void receive(const MessagePtr& message, const Path& path, MessageWork& work);
  void work_on(const MessagePtr& message, const Path& path, MessageWork& work);
  MessageWork* idle_work();
  const Path& came_along(const Message& message);
  void try_later(const Message& message, const Record& record, const Path& path);
  void deliver(const MessagePtr& message);
  void deliver_ports(const std::shared_ptr<Message>& message);
  [[nodiscard]] Gate::Limits limits(std::function<std::size_t()> batch, bool waits_for_store) const;
  // How many records a message to this stage should have.
  [[nodiscard]] std::size_t batch() const { return batch_.load(std::memory_order_relaxed); }
  void adapt_batch(std::size_t inputs, std::size_t outputs);
  [[nodiscard]] std::size_t messages() const;  // in flight behind one gate
  [[nodiscard]] bool is_cheap_from_here() const;
  [[nodiscard]] bool is_called_directly() const;
  [[nodiscard]] std::size_t concurrency() const;
  using WaitingNode = oneapi::tbb::flow::async_node<MessagePtr, oneapi::tbb::flow::continue_msg>;
  using Gateway = WaitingNode::gateway_type;
  void make_waiting_receiver();
  void submit(Gateway& gateway, std::function<void()> work);
  void run_waiting(const MessagePtr& message) noexcept;
  void note_queue(const Message& message) const;
  struct LimitedUnit;
  void submit_limited(const MessagePtr& message, Gateway& gateway);
  void run_limited(std::shared_ptr<Message> message, Gateway& gateway) noexcept;
  void give_up(LimitedUnit& unit) noexcept;
  void list_items();
  void list(ItemQueue& items) noexcept;

  LevelParts& level_;
  StageRun& stage_;
  std::vector<EdgeRun*> incoming_;
  bool has_input_gate_ = false;
  std::atomic<std::size_t> batch_;
  std::vector<const StageNode*> consumers_;

  std::array<std::unique_ptr<MessageWork>, thread_numbers>
      works_;  // each thread's own, made when it first needs it
  std::unique_ptr<BlockingExecutor> executor_;
  std::unique_ptr<oneapi::tbb::flow::graph_node> node_;
  oneapi::tbb::flow::receiver<MessagePtr>* receiver_ = nullptr;
  std::vector<std::vector<EdgeRun*>> outgoing_;  // direct edges of each output port
  std::vector<std::unique_ptr<oneapi::tbb::flow::broadcast_node<MessagePtr>>>
      ports_;                                    // null where no node takes from it
  std::vector<std::vector<StageNode*>> called_;  // by each port
  std::vector<StreamingCollector*> streaming_;   // that takes from each port; null where none does
  Frontier frontier_;
  std::unique_ptr<Gate> output_gate_;
  std::unique_ptr<Gate> input_gate_;
  std::jthread lister_;  // of a source; ends before the rest goes
};

}  // namespace flowrun::graph

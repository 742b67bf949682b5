#include "level.hpp"

#include <algorithm>

#include <oneapi/tbb/flow_graph.h>

#include "gate.hpp"
#include "input_unit.hpp"
#include "record_lists.hpp"
#include "source_items.hpp"
#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

namespace tbb_flow = oneapi::tbb::flow;

// Measured: 4 to 64 records a message make the graph's own cost small; more is worse for the caches.
constexpr std::size_t cheap_batch = 16;
// Records in flight behind one gate: enough to keep every worker busy with batches, little enough to stay in
// cache.
constexpr std::size_t credits_per_gate = 64;

class LevelGraph {
 public:
  LevelGraph(RunState& run, const std::vector<StageRun*>& stages)
      : run_(run), outstanding_([this] { graph_.release_wait(); }) {
    for (StageRun* stage : stages) nodes_.push_back(std::make_unique<StageNode>(*this, *stage));
    for (const auto& node : nodes_) node->connect();
  }

  void run() {
    graph_.reserve_wait();
    outstanding_.add();  // keeps the graph alive until everything has been started
    for (const auto& node : nodes_) node->start();
    outstanding_.done();
    graph_.wait_for_all();
  }

 private:
  struct StageNode {
    StageNode(LevelGraph& level, StageRun& stage);
    void connect();
    void start();
    void receive(const Message& message);
    void accept(Record input, std::vector<Record>& forward);
    void deliver(const std::vector<Record>& records);
    [[nodiscard]] Gate::Limits limits_for_consumers() const;
    void try_later(Record input);
    void count(const UnitResult& result);

    LevelGraph& level;
    StageRun& stage;
    std::vector<EdgeRun*> incoming;
    std::vector<std::vector<EdgeRun*>> outgoing;  // direct edges of each output port
    std::unique_ptr<BlockingExecutor> executor;
    std::unique_ptr<tbb_flow::function_node<Message>> worker;
    std::unique_ptr<tbb_flow::async_node<Message, tbb_flow::continue_msg>> waiter;
    std::vector<std::unique_ptr<tbb_flow::broadcast_node<Message>>> ports;
    std::unique_ptr<tbb_flow::broadcast_node<Message>> entry;  // what the level's own input gate feeds
    std::unique_ptr<Gate> output_gate;  // null for a stage that emits at most one record
    std::unique_ptr<Gate> input_gate;   // null unless items or an intake feed the stage

    tbb_flow::receiver<Message>& receiver() {
      return worker ? static_cast<tbb_flow::receiver<Message>&>(*worker) : *waiter;
    }
  };

  StageNode* node_of(std::size_t stage) {
    for (const auto& node : nodes_) {
      if (node->stage.index == stage) return node.get();
    }
    return nullptr;
  }

  RunState& run_;
  tbb_flow::graph graph_;
  Outstanding outstanding_;
  std::vector<std::unique_ptr<StageNode>> nodes_;  // destroyed before the graph
};

LevelGraph::StageNode::StageNode(LevelGraph& level_in, StageRun& stage_in)
    : level(level_in), stage(stage_in), incoming(level_in.run_.edges_into(stage_in.index)) {
  const auto& about = stage.plan.about();
  const int wanted = stage.plan.concurrency.value_or(about.concurrency);
  if (about.blocking || !about.needs.empty()) {
    const std::size_t threads =
        wanted > 0 ? static_cast<std::size_t>(wanted) : std::max<std::size_t>(1, stage.services.options.jobs);
    executor = std::make_unique<BlockingExecutor>(threads);
    using Waiter = tbb_flow::async_node<Message, tbb_flow::continue_msg>;
    waiter = std::make_unique<Waiter>(
        level.graph_, tbb_flow::unlimited, [this](const Message& message, Waiter::gateway_type& gateway) {
          gateway.reserve_wait();
          executor->submit([this, held = Message(message), &gateway]() mutable {
            {
              const Resources::Hold hold(level.run_.resources, stage.plan.about().needs);
              receive(held);
            }
            held.reset();
            gateway.release_wait();
          });
        });
  } else {
    worker = std::make_unique<tbb_flow::function_node<Message>>(
        level.graph_, wanted > 0 ? static_cast<std::size_t>(wanted) : std::size_t{tbb_flow::unlimited},
        [this](const Message& message) { receive(message); });
  }
  for (std::size_t port = 0; port < about.outputs.size(); ++port) {
    ports.push_back(std::make_unique<tbb_flow::broadcast_node<Message>>(level.graph_));
    outgoing.emplace_back();
    for (EdgeRun* edge : level.run_.edges_from({stage.index, port})) {
      if (!edge->intake) outgoing.back().push_back(edge);
    }
  }
}

Gate::Limits LevelGraph::StageNode::limits_for_consumers() const {
  bool all_cheap = true;
  for (const auto& edges : outgoing) {
    for (const EdgeRun* edge : edges)
      all_cheap = all_cheap && level.run_.stages[edge->to]->plan.about().cheap;
  }
  const std::size_t gates = 2 * level.nodes_.size();
  return {.records = credits_per_gate,
          .bytes = std::max<std::size_t>(1, stage.services.options.memory / std::max<std::size_t>(1, gates)),
          .batch = all_cheap ? cheap_batch : 1};
}

void LevelGraph::StageNode::connect() {
  for (std::size_t port = 0; port < outgoing.size(); ++port) {
    for (const EdgeRun* edge : outgoing[port]) {
      if (StageNode* consumer = level.node_of(edge->to))
        tbb_flow::make_edge(*ports[port], consumer->receiver());
    }
  }
  if (!stage.plan.about().at_most_one) {
    output_gate = std::make_unique<Gate>(limits_for_consumers(), level.outstanding_,
                                         [this](const std::vector<Record>& records) { deliver(records); });
  }
  const bool has_intake = !stage.plan.inputs.empty() && level.run_.intake_of(stage.index, 0);
  if (!stage.plan.is_source() && !has_intake) return;
  entry = std::make_unique<tbb_flow::broadcast_node<Message>>(level.graph_);
  tbb_flow::make_edge(*entry, receiver());
  Gate::Limits limits = limits_for_consumers();
  limits.records =
      stage.plan.is_source() ? std::max<std::size_t>(1, stage.services.options.window) : credits_per_gate;
  limits.batch = stage.plan.about().cheap ? cheap_batch : 1;
  input_gate = std::make_unique<Gate>(limits, level.outstanding_, [this](std::vector<Record> records) {
    entry->try_put(std::make_shared<const std::vector<Record>>(std::move(records)));
  });
}

void LevelGraph::StageNode::start() {
  stage.services.tell(&Observer::stage_started, stage.plan.name);
  if (!input_gate) return;
  if (!stage.plan.is_source()) {
    input_gate->add(std::make_unique<IntakeRecords>(stage, *level.run_.intake_of(stage.index, 0)));
    return;
  }
  auto items = std::make_unique<SourceItems>(stage);
  const auto object = stage.object();
  StageContext context(stage, "", store::Digest{}, stage.services.stop);
  const flow::Result listed =
      object ? (*object)->discover(*items, context) : flow::Result(std::unexpected(object.error()));
  if (!listed) stage.fail(listed.error());
  input_gate->add(std::move(items));
}

void LevelGraph::StageNode::receive(const Message& message) {
  std::vector<Record> forward;
  for (const Record& record : *message) {
    Record input = record;
    if (record.producer != Record::from_outside) {
      for (EdgeRun* edge : incoming) {
        if (edge->from != PortRef{record.producer, record.port}) continue;
        edge->received.fetch_add(1, std::memory_order_relaxed);
        input.order = record.order.through_edge(edge->position);
        break;
      }
    }
    // A source counts its items when it lists them; a further attempt is not a further record.
    if (!stage.plan.is_source() && record.attempts == 0)
      stage.counters.received.fetch_add(1, std::memory_order_relaxed);
    accept(std::move(input), forward);
  }
  if (!forward.empty()) deliver(forward);
}

void LevelGraph::StageNode::accept(Record input, std::vector<Record>& forward) {
  UnitResult result = run_input(stage, input);
  if (result.kind == UnitResult::Kind::failed && !result.is_restored && stage.may_retry(input.attempts + 1)) {
    return try_later(std::move(input));
  }
  count(result);
  if (result.kind == UnitResult::Kind::failed) {
    stage.services.tell(&Observer::unit_failed, stage.plan.name, input.key, result.error);
  }
  if (result.kind != UnitResult::Kind::emitted) return;
  for (const Record& record : result.outputs) {
    stage.counters.records_out[record.port].fetch_add(1, std::memory_order_relaxed);
  }
  if (output_gate) {
    output_gate->add(std::make_unique<UnitOutputs>(std::move(input), std::move(result.outputs)));
    return;
  }
  for (Record& record : result.outputs) {
    record.credit = input.credit;
    record.open_item = input.open_item;
    forward.push_back(std::move(record));
  }
}

// The record, with its credit, waits in the timer; then it comes in again as if from outside.
void LevelGraph::StageNode::try_later(Record input) {
  ++input.attempts;
  input.producer = Record::from_outside;
  const auto wait = stage.backoff(input.attempts);
  auto again = std::make_shared<const std::vector<Record>>(std::vector<Record>{std::move(input)});
  stage.services.timers.after(wait, [this, again = std::move(again)] { receiver().try_put(again); });
}

void LevelGraph::StageNode::count(const UnitResult& result) {
  StageCounters& c = stage.counters;
  if (result.is_restored) c.restored.fetch_add(1, std::memory_order_relaxed);
  switch (result.kind) {
    case UnitResult::Kind::emitted:
      c.emitted.fetch_add(1, std::memory_order_relaxed);
      for (const auto& [reason, n] : result.left_out.counts()) c.leave_out(reason, n);
      break;
    case UnitResult::Kind::dropped:
      c.drop(result.reason);
      break;
    case UnitResult::Kind::failed:
      c.failed.fetch_add(1, std::memory_order_relaxed);
      break;
    case UnitResult::Kind::cancelled:
      c.cancelled.fetch_add(1, std::memory_order_relaxed);
      break;
  }
}

void LevelGraph::StageNode::deliver(const std::vector<Record>& records) {
  level.run_.deliver_to_intakes(stage, records);
  for (std::size_t port = 0; port < ports.size(); ++port) {
    if (outgoing[port].empty()) continue;
    std::vector<Record> mine;
    for (const Record& record : records) {
      if (record.port == port) mine.push_back(record);
    }
    if (mine.empty()) continue;
    for (EdgeRun* edge : outgoing[port]) edge->sent.fetch_add(mine.size(), std::memory_order_relaxed);
    ports[port]->try_put(std::make_shared<const std::vector<Record>>(std::move(mine)));
  }
}

}  // namespace

void run_level(RunState& run, const std::vector<StageRun*>& stages) {
  {
    LevelGraph graph(run, stages);
    graph.run();
  }
  for (StageRun* stage : stages) stage->close();
}

}  // namespace flowrun::graph

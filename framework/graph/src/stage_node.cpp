#include "stage_node.hpp"

#include <algorithm>

#include "level_input.hpp"
#include "source_items.hpp"
#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

namespace tbb_flow = oneapi::tbb::flow;

// Measured: 4 to 64 records a message make the graph's own cost small; more is worse for the caches.
constexpr std::size_t most_records = 16;
// Messages in flight behind one gate: enough to keep every worker busy, little enough to stay in cache.
constexpr std::size_t least_messages = 4;
constexpr std::size_t messages_per_worker = 4;
constexpr std::size_t least_records = 64;
// Where records keep their credit until the store has them: what units make while one transaction is written should fit
// into the next.
constexpr std::size_t records_for_store = 4096;

// It does so on threads of its own. What has a limited time may be given up with its thread, which no worker must be.
bool waits(const PlannedStage& stage) {
  return stage.about().blocking || !stage.about().needs.empty() || stage.timeout;
}

}  // namespace

StageNode::StageNode(LevelParts& level, StageRun& stage)
    : level_(level), stage_(stage), incoming_(level.run.edges_into(stage.index)), batch_(1) {
  const bool has_intake = !stage.plan.inputs.empty() && level.run.intake_of(stage.index, 0);
  has_input_gate_ = stage.plan.is_source() || has_intake;
  for (std::size_t port = 0; port < stage.plan.about().outputs.size(); ++port) {
    ports_.emplace_back();
    called_.emplace_back();
    outgoing_.emplace_back();
    streaming_.push_back(nullptr);
    for (EdgeRun* edge : level.run.edges_from({stage.index, port})) {
      if (edge->intake) continue;
      outgoing_.back().push_back(edge);
    }
  }
}

std::size_t StageNode::concurrency() const {
  const int wanted = stage_.plan.concurrency.value_or(stage_.plan.about().concurrency);
  return wanted > 0 ? static_cast<std::size_t>(wanted) : 0;
}

// Behind a stage that emits at most one record the work on a record goes on in the same task: a task of its own would not
// begin earlier. Not behind one that waits, which holds its thread and what it needs as briefly as it can. Where several
// stages take a record, only cheap ones keep each other waiting.
bool StageNode::is_called_directly() const {
  if (stage_.plan.is_cached || has_input_gate_ || concurrency() > 0 || waits(stage_.plan)) return false;
  if (stage_.plan.retry.times > 0) return false;  // the timer that brings a record again must not do the work
  const auto continues = [&](const EdgeRun* edge) {
    if (edge->intake) return true;
    const PlannedStage& producer = level_.run.stages[edge->from.stage]->plan;
    const bool is_only = level_.run.edges_from(edge->from).size() == 1;
    return producer.about().at_most_one && !waits(producer) && (is_only || stage_.plan.about().cheap);
  };
  return std::ranges::all_of(incoming_, continues);
}

void StageNode::make_receiver() {
  if (is_called_directly()) return;
  if (waits(stage_.plan)) return make_waiting_receiver();
  // With a limit, even one that is never reached, messages are taken in the order in which they came; without, the newest
  // first, from warm caches.
  const std::size_t usual =
      stage_.plan.is_cached ? stage_.services.options.jobs : std::size_t{tbb_flow::unlimited};
  using Node = tbb_flow::function_node<MessagePtr>;
  auto node = std::make_unique<Node>(level_.graph, concurrency() > 0 ? concurrency() : usual,
                                     [this](const MessagePtr& message) noexcept {
                                       receive(message);
                                       return tbb_flow::continue_msg();
                                     });
  stage_.has_queue = true;
  receiver_ = node.get();
  node_ = std::move(node);
}

void StageNode::make_waiting_receiver() {
  const std::size_t at_once = concurrency();
  executor_ = std::make_unique<BlockingExecutor>(
      at_once > 0 ? at_once : std::max<std::size_t>(1, stage_.services.options.jobs));
  // One after the other, in the order in which they came: the threads do the work.
  auto node = std::make_unique<WaitingNode>(
      level_.graph, tbb_flow::serial, [this](const MessagePtr& message, Gateway& gateway) noexcept {
        try {
          if (stage_.plan.timeout) return submit_limited(message, gateway);
          submit(gateway, [this, held = MessagePtr(message), &gateway]() mutable {
            run_waiting(held);
            held.reset();
            gateway.release_wait();
          });
        } catch (...) {
          stage_.services.fault.note_exception("a stage was given a thread of its own");
        }
      });
  receiver_ = node.get();
  node_ = std::move(node);
}

// `work` releases the gateway.
void StageNode::submit(Gateway& gateway, std::function<void()> work) {
  gateway.reserve_wait();
  try {
    executor_->submit(std::move(work));
  } catch (...) {
    gateway.release_wait();
    throw;
  }
}

void StageNode::run_waiting(const MessagePtr& message) noexcept {
  try {
    note_queue(*message);
    const auto begin = stage_.span_begin();
    const Resources::Hold hold(stage_.services.resources, stage_.plan.name, stage_.plan.about().needs);
    stage_.note_wait(begin, stage_.plan.about().needs);
    receive(message);
  } catch (...) {
    stage_.services.fault.note_exception("a stage waited for what it needs");
  }
}

void StageNode::note_queue(const Message& message) const {
  if (message.sent != Clock::time_point())
    stage_.note_span(SpanKind::queue, message.sent, message.records.front().key, message.records.size());
}

std::size_t StageNode::messages() const {
  return std::max(least_messages, messages_per_worker * stage_.services.options.jobs);
}

// True if nothing that this stage sets going in its level waits or takes long.
bool StageNode::is_cheap_from_here() const {
  return stage_.plan.about().cheap && !stage_.plan.is_cached && !executor_ &&
         std::ranges::all_of(consumers_, &StageNode::is_cheap_from_here);
}

Gate::Limits StageNode::limits(std::function<std::size_t()> batch, bool waits_for_store) const {
  const std::size_t gates = 2 * level_.stages;
  const std::size_t quarter = stage_.services.options.memory / 4;
  return {.records = waits_for_store ? records_for_store : std::max(least_records, messages() * most_records),
          .bytes = std::max<std::size_t>(1, quarter / std::max<std::size_t>(1, gates)),
          .batch = std::move(batch),
          .tells_when = stage_.services.options.spans != nullptr};
}

// A cheap stage gets as many inputs at once as give a message full of outputs: with more, what it emits would leave the
// caches before the next stage looks at it.
void StageNode::adapt_batch(std::size_t inputs, std::size_t outputs) {
  if (!stage_.plan.about().cheap) return;
  const std::size_t wanted =
      std::clamp<std::size_t>(most_records * inputs / std::max<std::size_t>(1, outputs), 1, most_records);
  if (wanted != batch()) batch_.store(wanted, std::memory_order_relaxed);
}

void StageNode::connect(const std::vector<std::unique_ptr<StageNode>>& nodes, StreamingCollector* streaming) {
  for (std::size_t port = 0; port < outgoing_.size(); ++port) {
    for (const EdgeRun* edge : outgoing_[port]) {
      const auto consumer =
          std::ranges::find(nodes, edge->to, [](const auto& node) { return node->stage_.index; });
      if (consumer == nodes.end()) continue;
      consumers_.push_back(consumer->get());
      if (!(*consumer)->receiver_) {
        called_[port].push_back(consumer->get());
        continue;
      }
      if (!ports_[port]) ports_[port] = std::make_unique<tbb_flow::broadcast_node<MessagePtr>>(level_.graph);
      tbb_flow::make_edge(*ports_[port], *(*consumer)->receiver_);
    }
    const auto leads_there = [&](const EdgeRun* edge) {
      return streaming && edge->to == streaming->stage().index;
    };
    if (std::ranges::any_of(level_.run.edges_from({stage_.index, port}), leads_there))
      streaming_[port] = streaming;
  }
}

void StageNode::make_gates() {
  if (!stage_.plan.about().at_most_one) {
    const auto least_batch = [this] {
      std::size_t batch = most_records;
      for (const StageNode* consumer : consumers_) batch = std::min(batch, consumer->batch());
      return batch;
    };
    const auto is_cached = [](const auto* node) { return node->stage_.plan.is_cached; };
    Gate::Limits limits = this->limits(least_batch, std::ranges::any_of(consumers_, is_cached));
    // A stage that makes many of each takes few at once: what it makes waits in memory.
    if (std::ranges::all_of(consumers_, &StageNode::is_cheap_from_here)) limits.messages = messages();
    output_gate_ = std::make_unique<Gate>(std::move(limits), level_.outstanding, stage_.services.fault,
                                          [this](const MessagePtr& message) { deliver(message); });
  }
  if (output_gate_) level_.run.gates.add(stage_, GateSide::output, *output_gate_);
  if (!has_input_gate_) return;
  Gate::Limits limits = this->limits([this] { return batch(); }, stage_.plan.is_cached);
  if (stage_.plan.is_source()) limits.records = std::max<std::size_t>(1, stage_.services.options.window);
  // What is done quickly need not be much at once, and stays in the caches. The newest task is run first, so without this
  // the oldest would be left to the end.
  if (is_cheap_from_here()) limits.span = messages();
  input_gate_ = std::make_unique<Gate>(
      std::move(limits), level_.outstanding, stage_.services.fault,
      [this](const MessagePtr& message) { receiver_->try_put(message); }, &frontier_);
  level_.run.gates.add(stage_, GateSide::input, *input_gate_);
}

void StageNode::start() {
  stage_.services.tell(&Observer::stage_started, stage_.plan.name);
  if (!input_gate_) return;
  if (!stage_.plan.is_source()) {
    input_gate_->add(std::make_unique<LevelInput>(stage_, *level_.run.intake_of(stage_.index, 0)));
    return;
  }
  list_items();
}

// On a thread of its own, since it waits where the graph is not ready for more. What it has listed is worked on meanwhile.
void StageNode::list_items() {
  auto queue = std::make_unique<ItemQueue>(stage_, [this] { input_gate_->pump(); });
  ItemQueue& items = *queue;
  input_gate_->add(std::move(queue));
  const auto end = [this, &items] {
    stage_.is_listed = true;
    items.complete();
    input_gate_->pump();
  };
  try {
    lister_ = std::jthread([this, &items, end] {
      list(items);
      end();
    });
  } catch (...) {
    stage_.services.fault.note_exception("a source was given a thread to list its items");
    end();
  }
}

void StageNode::list(ItemQueue& items) noexcept {
  try {
    const auto object = stage_.object();
    const auto begin = stage_.span_begin();
    StageContext context(stage_, stage_.services.stop);
    const AtWork at_work(stage_, context);
    const flow::Result listed =
        object ? (*object)->discover(items, context) : flow::Result(std::unexpected(object.error()));
    if (!listed) stage_.fail(listed.error());
    items.write_unlisted();
    stage_.note_span(SpanKind::list, begin);
  } catch (...) {
    stage_.services.fault.note_exception("a source was listed");
  }
}

}  // namespace flowrun::graph

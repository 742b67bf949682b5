#include "level.hpp"

#include <algorithm>

#include <oneapi/tbb/flow_graph.h>

#include "prepare.hpp"
#include "stage_node.hpp"

namespace flowrun::graph {
namespace {

void judge(const RunState& run, StageRun& stage) {
  if (stage.error() || stage.is_over_tolerance())
    stage.end(StageStatus::failed);
  else if (run.services.fault.is_noted() ||
           (run.services.stop.stop_requested() && stage.counters.cancelled > 0))
    stage.end(StageStatus::interrupted);
  else
    stage.end(StageStatus::finished);
}

class LevelGraph {
 public:
  LevelGraph(RunState& run, const std::vector<StageRun*>& stages, const std::vector<StageRun*>& collectors)
      : parts_{run, graph_, outstanding_, stages.size()}, outstanding_([this] { end(); }), shown_{run.gates} {
    for (StageRun* stage : stages) nodes_.push_back(std::make_unique<StageNode>(parts_, *stage));
    for (StageRun* collector : collectors) stream_if_possible(*collector);
    for (const auto& node : nodes_) node->make_receiver();
    for (const auto& node : nodes_) node->connect(nodes_, streaming_.get());
    for (const auto& node : nodes_) node->make_gates();
  }

  void run() {
    graph_.reserve_wait();
    outstanding_.add();  // keeps the graph alive until everything has been started
    guarded("a level began", [this] {
      for (const auto& node : nodes_) node->start();
    });
    outstanding_.done();
    if (streaming_) guarded("a collector read its input", [this] { streaming_->run(); });
    graph_.wait_for_all();
  }

  std::optional<StreamedCollector> take_result() {
    auto result = streaming_ ? streaming_->take_result() : std::nullopt;
    if (!result) return std::nullopt;
    return StreamedCollector{&streaming_->stage(), std::move(*result)};
  }

 private:
  using Expected = std::vector<StreamedInput::Expected>;

  // The graph is under way: whatever happens, it must be waited for.
  template <class Call>
  void guarded(const char* doing, Call&& call) noexcept {
    try {
      call();
    } catch (...) {
      parts_.run.services.fault.note_exception(doing);
    }
  }

  void stream_if_possible(StageRun& stage) {
    if (parts_.run.services.options.dry) return;  // it would run before its key is known
    if (streaming_ || !StreamingCollector::is_possible(stage.plan) || !can_begin(parts_.run, stage)) return;
    Expected expected;
    if (!expect(stage, expected)) return;
    std::ranges::sort(expected, {}, [](const auto& one) { return one.path->bytes(); });
    streaming_ = std::make_unique<StreamingCollector>(parts_.run, stage, std::move(expected));
  }

  // Collects the paths that lead to the collector. False if records come to it that do not belong to this level.
  bool expect(const StageRun& collector, Expected& expected) {
    for (const EdgeRun* edge : parts_.run.edges_into(collector.index)) {
      if (edge->input != 0) continue;
      StageNode* producer = node_of(edge->from.stage);
      if (!producer) return false;
      for (const auto& [path, frontier] : paths_to(*producer))
        expected.push_back({path->through(edge->position), frontier});
    }
    return true;
  }

  // The paths along which records come to a stage of this level, as it counts.
  Expected paths_to(StageNode& node) {
    Expected found;
    if (node.stage().plan.is_source()) {
      found.push_back({&parts_.run.services.begin, node.frontier()});
    } else if (node.frontier()) {
      for (const Path* path : parts_.run.intake_of(node.stage().index, 0)->paths())
        found.push_back({path, node.frontier()});
    }
    for (const EdgeRun* edge : node.incoming()) {
      StageNode* producer = edge->intake ? nullptr : node_of(edge->from.stage);
      if (!producer) continue;
      for (const auto& [path, frontier] : paths_to(*producer))
        found.push_back({path->through(edge->position), frontier});
    }
    return found;
  }

  StageNode* node_of(std::size_t stage) {
    const auto found = std::ranges::find(nodes_, stage, [](const auto& node) { return node->stage().index; });
    return found == nodes_.end() ? nullptr : found->get();
  }

  // Called once, when nothing of the level is under way any more.
  void end() {
    guarded("a level ended", [this] {
      for (const auto& node : nodes_) judge(parts_.run, node->stage());
    });
    if (streaming_) streaming_->finish();
    graph_.release_wait();
  }

  LevelParts parts_;
  oneapi::tbb::flow::graph graph_;
  Outstanding outstanding_;
  std::unique_ptr<StreamingCollector> streaming_;
  std::vector<std::unique_ptr<StageNode>> nodes_;  // destroyed before the graph
  struct ShownGates {
    OpenGates& gates;
    ~ShownGates() { gates.clear(); }
  } shown_;  // of the nodes
};

}  // namespace

std::optional<StreamedCollector> run_level(RunState& run, const std::vector<StageRun*>& stages,
                                           const std::vector<StageRun*>& collectors) {
  std::optional<StreamedCollector> streamed;
  {
    LevelGraph graph(run, stages, collectors);
    graph.run();
    streamed = graph.take_result();
  }
  for (StageRun* stage : stages) stage->close();
  return streamed;
}

}  // namespace flowrun::graph

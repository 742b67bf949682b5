#include "run_state.hpp"

#include <algorithm>

namespace flowrun::graph {

RunState::RunState(const RunServices& services_in, const std::vector<bool>& selected)
    : services(services_in) {
  const Plan& plan = services.plan;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    stages.push_back(std::make_unique<StageRun>(services, s));
    stages.back()->is_selected = selected[s];
    intakes_.emplace_back(plan.stages[s].inputs.size());
  }
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    if (!selected[s]) continue;
    const PlannedStage& stage = plan.stages[s];
    for (std::size_t input = 0; input < stage.inputs.size(); ++input) {
      for (std::size_t position = 0; position < stage.inputs[input].size(); ++position) {
        auto edge = std::make_unique<EdgeRun>();
        edge->from = stage.inputs[input][position];
        edge->to = s, edge->input = input, edge->position = static_cast<std::uint16_t>(position);
        const PlannedStage& producer = plan.stages[edge->from.stage];
        edge->is_replayed = !selected[edge->from.stage];
        const bool is_direct = !stage.is_collector() && !stage.about().inputs[input].once &&
                               !producer.is_collector() && producer.level == stage.level &&
                               !edge->is_replayed;
        if (!is_direct) {
          if (!intakes_[s][input])
            intakes_[s][input] = std::make_unique<Intake>(services.tmp, services.store, services.intakes);
          edge->intake = intakes_[s][input].get();
        }
        edges.push_back(std::move(edge));
      }
    }
  }
  for (std::size_t i = 0; i < plan.publish.size(); ++i)
    published_.push_back(std::make_unique<Intake>(services.tmp, services.store, services.intakes));
  connect_takers();
}

void RunState::connect_takers() {
  for (const PlannedStage& stage : services.plan.stages) takers_.emplace_back(stage.about().outputs.size());
  for (const auto& edge : edges) {
    if (!edge->intake) continue;
    takers_[edge->from.stage][edge->from.port].push_back({edge->intake, edge.get()});
    // The inputs are part of a collector's key, and of that of units behind a `once` port.
    if (services.plan.stages[edge->to].is_cached) edge->intake->need_digests();
  }
  for (std::size_t i = 0; i < published_.size(); ++i) {
    const PortRef& from = services.plan.publish[i].from;
    takers_[from.stage][from.port].push_back({published_[i].get(), nullptr});
    published_[i]->want_json();
  }
  for (const auto& stage : stages) {
    for (std::size_t port = 0; port < takers_[stage->index].size(); ++port) {
      const auto is_direct = [](const EdgeRun* edge) { return !edge->intake; };
      if (std::ranges::any_of(edges_from({stage->index, port}), is_direct)) continue;
      std::vector<const Intake*> intakes;
      for (const Taker& taker : takers_[stage->index][port]) intakes.push_back(taker.intake);
      stage->goes_only_to(port, std::move(intakes));
    }
  }
}

std::vector<EdgeRun*> RunState::edges_from(const PortRef& port) const {
  std::vector<EdgeRun*> found;
  for (const auto& edge : edges) {
    if (edge->from == port) found.push_back(edge.get());
  }
  return found;
}

std::vector<EdgeRun*> RunState::edges_into(std::size_t stage) const {
  std::vector<EdgeRun*> found;
  for (const auto& edge : edges) {
    if (edge->to == stage) found.push_back(edge.get());
  }
  return found;
}

void RunState::deliver_to_intakes(const StageRun& producer, const Message& message) {
  for (const auto& [intake, edge] : takers_[producer.index][message.port]) {
    // Neither can fail: what lies in the store has a digest, and nobody reads it here.
    for (const Record& record : message.records) {
      if (intake->needs_digests()) (void)record.content->digest();
      if (intake->wants_json() && !record.content->stored()) (void)record.content->json();
    }
    const std::uint64_t count = message.records.size();
    if (edge) edge->sent.add(count);
    intake->add(message, edge ? *message.path->through(edge->position) : *message.path);
    if (edge) edge->received.add(count);
  }
}

std::string RunState::bad_ancestor(std::size_t stage) const {
  for (const std::size_t s : services.plan.ancestors(stage)) {
    const StageRun& one = *stages[s];
    if (!one.is_selected) continue;
    if (one.status() == StageStatus::held) return one.held_by();
    const bool is_bad = one.status() == StageStatus::failed || one.status() == StageStatus::interrupted;
    if (is_bad || one.is_over_tolerance()) return one.plan.name;
  }
  return {};
}

std::string RunState::cause_to_hold(const StageRun& stage) const {
  const auto& inputs = stage.plan.about().inputs;
  const bool needs_all =
      stage.plan.is_collector() || std::ranges::any_of(inputs, &flow::InputDescription::once);
  if (needs_all) return bad_ancestor(stage.index);
  // A streamed stage takes what came; it has nothing to do only if everything upstream of it was held.
  std::string cause;
  for (const EdgeRun* edge : edges_into(stage.index)) {
    const StageRun& producer = *stages[edge->from.stage];
    if (edge->is_replayed || producer.status() != StageStatus::held) return {};
    cause = producer.held_by();
  }
  return cause;
}

Ledger RunState::ledger() const {
  Ledger ledger;
  for (const auto& stage : stages) {
    if (!stage->is_selected) continue;
    StageAccount account = stage->counters.account(stage->plan.name, stage->held_by());
    account.delivered = account.received;
    if (!stage->plan.is_source()) {
      account.delivered = 0;
      for (const EdgeRun* edge : edges_into(stage->index)) {
        if (edge->input == 0) account.delivered += edge->received;
      }
    }
    ledger.stages.push_back(std::move(account));
  }
  for (const auto& edge : edges) {
    const PlannedStage& to = services.plan.stages[edge->to];
    const std::uint64_t emitted =
        edge->is_replayed ? edge->sent.value()
                          : stages[edge->from.stage]->counters.records_out[edge->from.port].value();
    ledger.edges.push_back(
        {.from = services.plan.name_of(edge->from) + (edge->is_replayed ? " (last run)" : ""),
         .to = to.inputs.size() > 1 ? to.name + "." + to.about().inputs[edge->input].name : to.name,
         .emitted = emitted,
         .sent = edge->sent,
         .received = edge->received});
  }
  return ledger;
}

}  // namespace flowrun::graph

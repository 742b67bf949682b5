#include "prepare.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <graph/dry_run.hpp>

#include "accounts.hpp"

namespace flowrun::graph {
namespace {

enum class OnceInputs { there, missing, wrong };

// Brings the `once` inputs of a stage in. A connected port that received none holds the stage (`cause` names
// the producers); one that received several fails it.
OnceInputs take_once_inputs(RunState& run, StageRun& stage, std::string& cause) {
  std::vector<std::shared_ptr<const Content>> once;
  for (std::size_t input = 0; input < stage.plan.inputs.size(); ++input) {
    if (!stage.plan.about().inputs[input].once) continue;
    Intake* intake = run.intake_of(stage.index, input);
    if (!intake) {
      once.push_back(nullptr);
      continue;
    }
    std::string producers;
    for (const PortRef& from : stage.plan.inputs[input]) {
      producers += (producers.empty() ? "" : ", ") + run.services.plan.name_of(from);
    }
    if (intake->count() == 0) {
      cause = producers;
      return OnceInputs::missing;
    }
    const auto taken = intake->read()->next();
    if (!taken) {
      stage.fail(taken.error());
      return OnceInputs::wrong;
    }
    if (intake->count() > 1) {
      stage.fail(
          {.problem = fmt::format("input {} needs exactly one record", stage.plan.about().inputs[input].name),
           .why = fmt::format("{} gave {}", producers, intake->count()),
           .what_to_do = fmt::format("look at what it emits: flowrun records {} {}",
                                     run.services.plan.file.string(), producers)});
      return OnceInputs::wrong;
    }
    once.push_back((**taken).content());
  }
  stage.set_once(std::move(once));
  return OnceInputs::there;
}

std::uint64_t waiting_records(const RunState& run, const StageRun& stage) {
  const Intake* intake = stage.plan.inputs.empty() ? nullptr : run.intake_of(stage.index, 0);
  return intake ? intake->count() : 0;
}

// The stage does not run: what waits for it is held, or cancelled when the run is being stopped.
void pass_over(RunState& run, StageRun& stage, StageStatus status, std::string cause) {
  const std::uint64_t waiting = waiting_records(run, stage);
  stage.counters.received += waiting;
  (status == StageStatus::interrupted ? stage.counters.cancelled : stage.counters.held) += waiting;
  stage.end(status, std::move(cause));
}

// The stages that give what the stage's keys need all of: those before its `once` inputs, of a collector all before it.
std::vector<std::size_t> needed_whole(const RunState& run, const StageRun& stage) {
  const Plan& plan = run.services.plan;
  if (stage.plan.is_collector()) return plan.ancestors(stage.index);
  std::vector<std::size_t> needed;
  for (std::size_t input = 0; input < stage.plan.inputs.size(); ++input) {
    if (!stage.plan.about().inputs[input].once) continue;
    for (const PortRef& from : stage.plan.inputs[input])
      std::ranges::copy(plan.with_ancestors(from.stage), std::back_inserter(needed));
  }
  return needed;
}

}  // namespace

bool prepare(RunState& run, StageRun& stage) {
  if (run.services.stop.stop_requested()) return pass_over(run, stage, StageStatus::interrupted, ""), false;
  if (std::string cause = run.cause_to_hold(stage); !cause.empty()) {
    return pass_over(run, stage, StageStatus::held, std::move(cause)), false;
  }
  if (stage.has_once_inputs()) return take_accounts(run, stage), true;
  DryRun* dry = run.services.options.dry;
  if (dry && dry->has_unknown(needed_whole(run, stage))) return dry->set_depends(stage.index), true;
  std::string cause;
  switch (take_once_inputs(run, stage, cause)) {
    case OnceInputs::there:
      take_accounts(run, stage);
      if (dry) dry->set_once(stage.index, stage.once_summary());
      return true;
    case OnceInputs::missing:
      return pass_over(run, stage, StageStatus::held, cause), false;
    case OnceInputs::wrong:
      return pass_over(run, stage, StageStatus::failed, stage.plan.name), false;
  }
  return true;
}

bool can_begin(RunState& run, StageRun& stage) {
  if (run.services.stop.stop_requested() || !run.cause_to_hold(stage).empty()) return false;
  for (std::size_t input = 0; input < stage.plan.inputs.size(); ++input) {
    const Intake* intake =
        stage.plan.about().inputs[input].once ? run.intake_of(stage.index, input) : nullptr;
    if (intake && intake->count() != 1) return false;
  }
  std::string cause;
  return take_once_inputs(run, stage, cause) == OnceInputs::there;
}

}  // namespace flowrun::graph

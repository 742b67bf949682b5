// The plugin cargo_evaluator: tasks and samples of them, verdicts, the scorecard.
#include <flow/plugin.hpp>

#include "evaluator_stage.hpp"
#include "samples_stage.hpp"
#include "scorecard_stage.hpp"
#include "tasks_stage.hpp"

FLOW_PLUGIN(CargoTasks, TaskSamples, CargoEvaluator, Scorecard)

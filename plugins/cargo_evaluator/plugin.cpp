// The plugin cargo_evaluator: tasks, verdicts, the scorecard.
#include <flow/plugin.hpp>

#include "evaluator_stage.hpp"
#include "scorecard_stage.hpp"
#include "tasks_stage.hpp"

FLOW_PLUGIN(CargoTasks, CargoEvaluator, Scorecard)

#include <flow/plugin.hpp>

#include "curator_stage.hpp"
#include "gate_stage.hpp"

FLOW_PLUGIN(DatasetCurator, ReviewGate)

#include <flow/plugin.hpp>

#include "sink_stage.hpp"
#include "source_stage.hpp"
#include "splits_stage.hpp"

FLOW_PLUGIN(JsonlSink, JsonlSource, DatasetSplits)

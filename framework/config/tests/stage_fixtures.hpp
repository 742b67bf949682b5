// Stage types that the tests wire together, as manifests would describe them.
#pragma once

#include <config/stage_catalogue.hpp>
#include <flow/description.hpp>

namespace flowrun::config::testing {

// text_source -> text/1; tagger: text/1 -> tag/1; splitter: text/1 -> train and valid, text/1; trainer:
// text/1 -> adapter/1; rollout: text/1, optionally one adapter/1 -> text/1; judge: text/1 and one adapter/1
// -> tag/2; tag_sink: tag/1 -> table/1; deleter: anything -> nothing.
const std::vector<flow::StageDescription>& stages();
StageCatalogue catalogue();

}  // namespace flowrun::config::testing

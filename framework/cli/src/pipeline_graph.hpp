// A pipeline as it is drawn: stages, edges and results, with the counts of a run where one is asked for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <config/check.hpp>
#include <plugins/registry.hpp>
#include <store/run.hpp>

namespace flowrun::cli {

struct DrawnStage {
  std::string name, type, form;
  int level = 1;
  std::optional<store::StageRecord> run = {};  // none: no run was asked for, or the stage was no part of it
};

struct DrawnEdge {
  std::size_t from = 0, to = 0;  // indices of stages
  std::string output, input;     // names of the ports
  std::string type;              // of the records: `chat.example/1`
  bool once = false;             // the whole input is one record
};

struct DrawnResult {
  std::string name, file;  // file: its name below the folder of results
  std::size_t from = 0;
  std::string output;
};

struct PipelineGraph {
  std::string pipeline, file, profile;
  std::vector<DrawnStage> stages;  // in the order of the file
  std::vector<DrawnEdge> edges;
  std::vector<DrawnResult> results;
  std::optional<store::RunId> run = {};

  [[nodiscard]] int level_count() const;
};

PipelineGraph graph_of(const config::CheckedPipeline& checked, const plugins::Registry& registry);

// "12 in, 10 emitted, 2 dropped"; "" where the stage has no counts.
std::string counts_text(const DrawnStage& stage);

// Texts for Graphviz and for Mermaid; whatever a name holds, it stays within its label.
std::string as_dot(const PipelineGraph& graph);
std::string as_mermaid(const PipelineGraph& graph);
// One compact JSON object.
std::string as_json(const PipelineGraph& graph);

}  // namespace flowrun::cli

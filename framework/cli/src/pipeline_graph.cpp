#include "pipeline_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <config/wiring.hpp>
#include <graph/plan.hpp>

namespace flowrun::cli {
namespace {

std::string dot_text(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped + '"';
}

std::string mermaid_text(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '\n')
      escaped += "<br/>";
    else if (std::string_view("\"#<>&`").contains(c))
      escaped += fmt::format("#{};", static_cast<int>(c));
    else
      escaped += c;
  }
  return escaped + '"';
}

std::string label_of(const DrawnStage& stage) {
  const std::string counts = counts_text(stage);
  return fmt::format("{}\n{}{}{}", stage.name, stage.type, counts.empty() ? "" : "\n", counts);
}

std::string label_of(const DrawnEdge& edge) { return edge.type + (edge.once ? " (once)" : ""); }

void write_counts(base::JsonWriter& json, const store::StageRecord& run) {
  constexpr std::string_view states[] = {"running", "finished", "failed", "held", "interrupted"};
  const store::StageCounts& counts = run.counts;
  json.key("run").begin_object();
  json.member("state", states[static_cast<std::size_t>(run.status)]);
  json.member("in", counts.items).member("emitted", counts.emitted).member("dropped", counts.dropped);
  json.member("rejected", counts.rejected).member("failed", counts.failed);
  json.member("cancelled", counts.cancelled).member("held", counts.held);
  json.member("restored", counts.restored).end_object();
}

}  // namespace

int PipelineGraph::level_count() const {
  int count = 0;
  for (const DrawnStage& stage : stages) count = std::max(count, stage.level);
  return count;
}

PipelineGraph graph_of(const config::CheckedPipeline& checked, const plugins::Registry& registry) {
  const config::Pipeline& pipeline = checked.pipeline;
  PipelineGraph graph{.pipeline = pipeline.name, .file = pipeline.path.string(), .profile = pipeline.profile};
  std::vector<graph::PlannedStage> planned;
  for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
    graph::PlannedStage stage{.name = pipeline.stages[i].name,
                              .type = *registry.find(pipeline.stages[i].use)};
    stage.inputs = checked.wiring.stages[i].inputs;
    planned.push_back(std::move(stage));
  }
  graph::assign_levels(planned);
  for (std::size_t to = 0; to < planned.size(); ++to) {
    const graph::PlannedStage& stage = planned[to];
    graph.stages.push_back({.name = stage.name,
                            .type = stage.about().name,
                            .form = std::string(base::name_of(stage.about().form)),
                            .level = stage.level});
    for (std::size_t port = 0; port < stage.inputs.size(); ++port) {
      const flow::InputDescription& input = stage.about().inputs[port];
      for (const config::PortRef& from : stage.inputs[port]) {
        const flow::OutputDescription& output = planned[from.stage].about().outputs[from.port];
        graph.edges.push_back({.from = from.stage,
                               .to = to,
                               .output = output.name,
                               .input = input.name,
                               .type = config::to_string(output.type),
                               .once = input.once});
      }
    }
  }
  for (const config::PublishedPort& result : checked.wiring.publish) {
    graph.results.push_back({.name = result.name,
                             .file = result.file,
                             .from = result.from.stage,
                             .output = planned[result.from.stage].about().outputs[result.from.port].name});
  }
  return graph;
}

std::string counts_text(const DrawnStage& stage) {
  if (!stage.run) return "";
  const store::StageCounts& counts = stage.run->counts;
  std::string text = fmt::format("{} in, {} emitted", counts.items, counts.emitted);
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(counts.dropped, "dropped");
  add(counts.rejected, "rejected");
  add(counts.failed, "failed");
  add(counts.cancelled, "cancelled");
  add(counts.held, "held");
  add(counts.restored, "restored");
  return text;
}

std::string as_dot(const PipelineGraph& graph) {
  std::string text = fmt::format(
      "digraph {} {{\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10];\n",
      dot_text(graph.pipeline));
  for (int level = 1; level <= graph.level_count(); ++level) {
    text +=
        fmt::format("  subgraph cluster_level{0} {{\n    label=\"level {0}\";\n    style=dashed;\n", level);
    for (std::size_t i = 0; i < graph.stages.size(); ++i) {
      if (graph.stages[i].level == level)
        text += fmt::format("    s{} [label={}];\n", i, dot_text(label_of(graph.stages[i])));
    }
    text += "  }\n";
  }
  for (const DrawnEdge& edge : graph.edges)
    text += fmt::format("  s{} -> s{} [label={}];\n", edge.from, edge.to, dot_text(label_of(edge)));
  for (std::size_t i = 0; i < graph.results.size(); ++i) {
    const DrawnResult& result = graph.results[i];
    text += fmt::format("  p{} [shape=note, label={}];\n  s{} -> p{};\n", i, dot_text(result.file),
                        result.from, i);
  }
  return text + "}\n";
}

std::string as_mermaid(const PipelineGraph& graph) {
  std::string text = "flowchart LR\n";
  for (int level = 1; level <= graph.level_count(); ++level) {
    text += fmt::format("  subgraph level{0}[\"level {0}\"]\n", level);
    for (std::size_t i = 0; i < graph.stages.size(); ++i) {
      if (graph.stages[i].level == level)
        text += fmt::format("    s{}[{}]\n", i, mermaid_text(label_of(graph.stages[i])));
    }
    text += "  end\n";
  }
  for (const DrawnEdge& edge : graph.edges)
    text += fmt::format("  s{} -->|{}| s{}\n", edge.from, mermaid_text(label_of(edge)), edge.to);
  for (std::size_t i = 0; i < graph.results.size(); ++i)
    text +=
        fmt::format("  s{} --> p{}[({})]\n", graph.results[i].from, i, mermaid_text(graph.results[i].file));
  return text;
}

std::string as_json(const PipelineGraph& graph) {
  base::JsonWriter json;
  json.begin_object().member("pipeline", graph.pipeline).member("file", graph.file);
  json.member("profile", graph.profile).member("levels", graph.level_count()).member("run", graph.run);
  json.key("stages").begin_array();
  for (const DrawnStage& stage : graph.stages) {
    json.begin_object().member("name", stage.name).member("type", stage.type).member("form", stage.form);
    json.member("level", stage.level);
    if (stage.run) write_counts(json, *stage.run);
    json.end_object();
  }
  json.end_array().key("edges").begin_array();
  for (const DrawnEdge& edge : graph.edges) {
    json.begin_object().member("from", graph.stages[edge.from].name).member("output", edge.output);
    json.member("to", graph.stages[edge.to].name).member("input", edge.input);
    json.member("type", edge.type).member("once", edge.once).end_object();
  }
  json.end_array().key("publish").begin_array();
  for (const DrawnResult& result : graph.results) {
    json.begin_object().member("name", result.name).member("file", result.file);
    json.member("from", graph.stages[result.from].name).member("output", result.output).end_object();
  }
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace flowrun::cli

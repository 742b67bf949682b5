#include <algorithm>

#include <fmt/format.h>

#include <config/suggest.hpp>
#include <config/wiring.hpp>

#include "pipeline/wiring_hints.hpp"

namespace flowrun::config {
namespace {

using flow::InputDescription;
using flow::OutputDescription;
using flow::StageDescription;

bool agree(const flow::RecordTypeName& a, const flow::RecordTypeName& b) {
  return a == b || a.name == "*" || b.name == "*";
}

template <class Port>
std::vector<std::string> names_of(const std::vector<Port>& ports) {
  std::vector<std::string> names;
  std::ranges::transform(ports, std::back_inserter(names), &Port::name);
  return names;
}

class Checker {
 public:
  Checker(const Pipeline& pipeline, const StageCatalogue& catalogue, Diagnostics& diagnostics)
      : pipeline_(pipeline), catalogue_(catalogue), diagnostics_(diagnostics) {}

  std::optional<Wiring> run() {
    const std::size_t errors_before = diagnostics_.error_count();
    for (const StageNode& stage : pipeline_.stages) {
      const StageDescription* description = describe_stage(stage);
      wiring_.stages.push_back({description, {}});
      wiring_.stages.back().inputs.resize(description ? description->inputs.size() : 0);
    }
    for (std::size_t i = 0; i < pipeline_.stages.size(); ++i) {
      check_stage(i);
    }
    for (const Published& published : pipeline_.publish) {
      if (const auto from = resolve(published.stage_index, published.output, published.target_where)) {
        publish(published, *from);
      }
    }
    const bool complete = complete_ && diagnostics_.error_count() == errors_before;
    return complete ? std::optional(std::move(wiring_)) : std::nullopt;
  }

 private:
  void publish(const Published& published, PortRef from) {
    const bool is_artifact = wiring_.stages[from.stage].description->outputs[from.port].is_artifact;
    std::string file = published.name + (is_artifact ? "" : ".jsonl");
    const auto same = std::ranges::find(wiring_.publish, file, &PublishedPort::file);
    if (same != wiring_.publish.end()) {
      const auto first = std::ranges::find(pipeline_.publish, same->name, &Published::name);
      diagnostics_.add({.where = published.where,
                        .message = fmt::format("{} and {} are published as one file, {}",
                                               in_quotes(published.name), in_quotes(same->name), file),
                        .hint = "publish one of them under another name",
                        .notes = {{first->where, fmt::format("{} stands here", in_quotes(same->name))}}});
      return;
    }
    wiring_.publish.push_back({.name = published.name,
                               .file = std::move(file),
                               .from = from,
                               .allow_empty = published.allow_empty});
  }

  const StageDescription* describe_stage(const StageNode& stage) {
    const StageDescription* description = stage.use.empty() ? nullptr : catalogue_.find(stage.use);
    if (!description && !stage.use.empty()) {
      const std::string near = did_you_mean(stage.use, catalogue_.names);
      diagnostics_.error(stage.use_where, fmt::format("no plugin offers a stage {}", in_quotes(stage.use)),
                         !near.empty()                  ? near
                         : catalogue_.names.empty()     ? "no plugins were found: see --plugin-dir"
                         : catalogue_.names.size() > 12 ? "`flowrun stages` lists the installed ones"
                                                        : "installed are " + quoted_list(catalogue_.names));
    }
    complete_ = complete_ && description;
    return description;
  }

  void check_stage(std::size_t index) {
    const StageNode& stage = pipeline_.stages[index];
    const StageDescription* description = wiring_.stages[index].description;
    if (!description) {
      check_upstreams_of_unknown(stage);
      return;
    }
    if (description->inputs.empty()) {
      if (!stage.from.empty()) {
        diagnostics_.error(stage.from_where,
                           fmt::format("{} is a source and takes nothing", in_quotes(stage.use)),
                           "remove \"from\"");
      }
      return;
    }
    std::vector<bool> touched(description->inputs.size(), false);
    for (const Edge& edge : stage.from) {
      if (const auto input = input_of(stage, *description, edge)) {
        touched[*input] = true;
        connect(index, *input, edge);
      }
    }
    for (std::size_t input = 0; input < description->inputs.size(); ++input) {
      check_input(index, input, touched[input]);
    }
  }

  // Its own inputs cannot be judged, but the outputs that it names can.
  void check_upstreams_of_unknown(const StageNode& stage) {
    for (const Edge& edge : stage.from) {
      resolve(edge.stage_index, edge.output, edge.where);
    }
  }

  std::optional<std::size_t> input_of(const StageNode& stage, const StageDescription& description,
                                      const Edge& edge) {
    if (edge.port.empty()) {
      const auto streamed = std::ranges::find(description.inputs, false, &InputDescription::once);
      return streamed == description.inputs.end()
                 ? 0
                 : static_cast<std::size_t>(streamed - description.inputs.begin());
    }
    const auto found = std::ranges::find(description.inputs, edge.port, &InputDescription::name);
    if (found != description.inputs.end()) {
      return static_cast<std::size_t>(found - description.inputs.begin());
    }
    const std::vector<std::string> names = names_of(description.inputs);
    const std::string near = did_you_mean(edge.port, names);
    diagnostics_.error(edge.port_where,
                       fmt::format("{} has no input {}", in_quotes(stage.use), in_quotes(edge.port)),
                       near.empty() ? "its inputs are " + quoted_list(names) : near);
    unknown_port_ = &stage;
    return std::nullopt;
  }

  std::optional<PortRef> resolve(std::optional<std::size_t> stage, const std::string& output,
                                 const Span& where) {
    const StageDescription* description = stage ? wiring_.stages[*stage].description : nullptr;
    if (!description) {
      complete_ = false;
      return std::nullopt;
    }
    const std::string& name = pipeline_.stages[*stage].name;
    const std::vector<std::string> names = names_of(description->outputs);
    if (names.empty()) {
      diagnostics_.error(where,
                         fmt::format("stage {} gives nothing ({} has no outputs)", in_quotes(name),
                                     in_quotes(description->name)),
                         "take from another stage");
      return std::nullopt;
    }
    if (output.empty() && names.size() == 1) {
      return PortRef{*stage, 0};
    }
    if (output.empty()) {
      diagnostics_.error(where,
                         fmt::format("stage {} has several outputs: {}", in_quotes(name), quoted_list(names)),
                         fmt::format("name one, such as {}.{}", name, names.front()));
      return std::nullopt;
    }
    const auto found = std::ranges::find(names, output);
    if (found == names.end()) {
      const std::string near = did_you_mean(output, names);
      diagnostics_.error(where, fmt::format("stage {} has no output {}", in_quotes(name), in_quotes(output)),
                         !near.empty()       ? near
                         : names.size() == 1 ? fmt::format("its only output is {}", in_quotes(names[0]))
                                             : "its outputs are " + quoted_list(names));
      return std::nullopt;
    }
    return PortRef{*stage, static_cast<std::size_t>(found - names.begin())};
  }

  void connect(std::size_t index, std::size_t input, const Edge& edge) {
    const auto from = resolve(edge.stage_index, edge.output, edge.where);
    if (!from) {
      return;
    }
    std::vector<PortRef>& upstreams = wiring_.stages[index].inputs[input];
    const InputDescription& port = wiring_.stages[index].description->inputs[input];
    const std::string& name = pipeline_.stages[index].name;
    if (std::ranges::find(upstreams, *from) != upstreams.end()) {
      diagnostics_.error(edge.where,
                         fmt::format("stage {} takes from {} twice", in_quotes(name), in_quotes(edge.stage)),
                         "remove one of them");
      return;
    }
    if (port.once && !upstreams.empty()) {
      diagnostics_.add({.where = edge.where,
                        .message = fmt::format("the input {} of stage {} takes one upstream only",
                                               in_quotes(port.name), in_quotes(name)),
                        .why = "it takes exactly one record",
                        .hint = "remove all but one"});
      return;
    }
    upstreams.push_back(*from);
    check_types(index, port, edge, *from);
  }

  void check_types(std::size_t index, const InputDescription& input, const Edge& edge, PortRef from) {
    const OutputDescription& output = wiring_.stages[from.stage].description->outputs[from.port];
    if (agree(output.type, input.type)) {
      return;
    }
    const StageNode& stage = pipeline_.stages[index];
    const StageNode& upstream = pipeline_.stages[from.stage];
    const bool versions = output.type.name == input.type.name;
    const std::vector<std::string> fitting = givers_of(input.type, index, pipeline_, wiring_);
    diagnostics_.add(
        {.where = edge.where,
         .message = fmt::format("stage {} cannot take what {} gives", in_quotes(stage.name),
                                in_quotes(upstream.name)),
         .why = fmt::format("the input {} of {} takes {}, the output {} of {} gives {}",
                            in_quotes(input.name), in_quotes(stage.use), to_string(input.type),
                            in_quotes(output.name), in_quotes(upstream.use), to_string(output.type)),
         .hint = versions ? "install plugins that agree on the version"
                 : fitting.empty()
                     ? fmt::format("take from a stage that gives {}", to_string(input.type))
                     : fmt::format("{} {} {}", quoted_list(fitting), fitting.size() == 1 ? "gives" : "give",
                                   to_string(input.type)),
         .notes = {{upstream.use_where, fmt::format("{} is declared here", in_quotes(upstream.name))}}});
  }

  void check_input(std::size_t index, std::size_t input, bool touched) {
    const StageNode& stage = pipeline_.stages[index];
    const InputDescription& port = wiring_.stages[index].description->inputs[input];
    // After an unknown port it is open which one was meant.
    if (touched || (port.once && port.optional) || unknown_port_ == &stage || stage.from_is_unclear) {
      complete_ = complete_ && !stage.from_is_unclear;
      return;
    }
    const std::vector<std::string> fitting = givers_of(port.type, index, pipeline_, wiring_);
    diagnostics_.add({.where = stage.from_where.source ? stage.from_where : stage.where,
                      .message = fmt::format("the input {} of stage {} is not connected",
                                             in_quotes(port.name), in_quotes(stage.name)),
                      .why = fmt::format("{} needs {} {}", in_quotes(stage.use),
                                         port.once ? "one" : "records of type", to_string(port.type)),
                      .hint = from_with(port, fitting.empty() ? "STAGE" : fitting.front(), stage,
                                        *wiring_.stages[index].description)});
  }

  const Pipeline& pipeline_;
  const StageCatalogue& catalogue_;
  Diagnostics& diagnostics_;
  Wiring wiring_;
  bool complete_ = true;
  const StageNode* unknown_port_ = nullptr;
};

}  // namespace

std::string to_string(const flow::RecordTypeName& type) {
  return type.name == "*" ? "any type" : fmt::format("{}/{}", type.name, type.version);
}

std::optional<Wiring> check_wiring(const Pipeline& pipeline, const StageCatalogue& catalogue,
                                   Diagnostics& diagnostics) {
  return Checker(pipeline, catalogue, diagnostics).run();
}

}  // namespace flowrun::config

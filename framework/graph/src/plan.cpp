#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <config/suggest.hpp>
#include <graph/plan.hpp>

namespace flowrun::graph {
namespace {

int level_of(std::vector<PlannedStage>& stages, std::vector<bool>& known, std::size_t index) {
  PlannedStage& stage = stages[index];
  if (known[index]) return stage.level;
  stage.level = 1;
  for (std::size_t input = 0; input < stage.inputs.size(); ++input) {
    const bool is_once = stage.about().inputs[input].once;
    for (const PortRef& from : stage.inputs[input]) {
      const int producer = level_of(stages, known, from.stage);
      stage.level = std::max(stage.level, producer + (is_once || stages[from.stage].is_collector() ? 1 : 0));
    }
  }
  known[index] = true;
  return stage.level;
}

void mark_ancestors(const std::vector<PlannedStage>& stages, std::size_t stage, std::vector<bool>& marked) {
  for (const auto& upstreams : stages[stage].inputs) {
    for (const PortRef& from : upstreams) {
      if (marked[from.stage]) continue;
      marked[from.stage] = true;
      mark_ancestors(stages, from.stage, marked);
    }
  }
}

}  // namespace

void assign_levels(std::vector<PlannedStage>& stages) {
  std::vector<bool> known(stages.size(), false);
  for (std::size_t i = 0; i < stages.size(); ++i) level_of(stages, known, i);
}

std::string settings_text(const PlannedStage& stage) {
  std::string text = fmt::format("stage={} version {}", stage.about().name, stage.about().version);
  for (const KeyPart& part : stage.key_parts) text += fmt::format("\n{}={}", part.name, part.value);
  return text;
}

std::string key_summary(const PlannedStage& stage, std::uint64_t seed) {
  return fmt::format("{}\nseed={}", settings_text(stage), seed);
}

std::string inputs_text(const Plan& plan, const PlannedStage& stage) {
  std::string text;
  for (std::size_t port = 0; port < stage.inputs.size(); ++port) {
    text += fmt::format("{}{}=", port == 0 ? "" : "\n", stage.about().inputs[port].name);
    for (std::size_t i = 0; i < stage.inputs[port].size(); ++i)
      text += fmt::format("{}{}", i == 0 ? "" : ", ", plan.name_of(stage.inputs[port][i]));
  }
  return text;
}

int Plan::level_count() const {
  int count = 0;
  for (const PlannedStage& stage : stages) count = std::max(count, stage.level);
  return count;
}

std::optional<std::size_t> Plan::find(std::string_view stage) const {
  const auto found = std::ranges::find(stages, stage, &PlannedStage::name);
  if (found == stages.end()) return std::nullopt;
  return static_cast<std::size_t>(found - stages.begin());
}

base::Result<std::size_t> Plan::stage_named(std::string_view stage) const {
  if (const auto found = find(stage)) return *found;
  std::vector<std::string> names;
  for (const PlannedStage& one : stages) names.push_back(one.name);
  const std::string meant = config::did_you_mean(stage, names);
  return base::failure("there is no stage \"" + std::string(stage) + "\" in " + file.string(),
                       fmt::format("its stages are {}", fmt::join(names, ", ")),
                       meant.empty() ? "name one of them" : meant);
}

std::string Plan::name_of(const PortRef& port) const {
  const PlannedStage& stage = stages[port.stage];
  const auto& outputs = stage.about().outputs;
  return outputs.size() > 1 ? stage.name + "." + outputs[port.port].name : stage.name;
}

std::vector<std::size_t> Plan::upstream_first() const {
  std::vector<std::size_t> order;
  std::vector<bool> is_placed(stages.size(), false);
  const auto place = [&](const auto& self, std::size_t stage) -> void {
    if (is_placed[stage]) return;
    is_placed[stage] = true;
    for (const auto& upstreams : stages[stage].inputs) {
      for (const PortRef& from : upstreams) self(self, from.stage);
    }
    order.push_back(stage);
  };
  for (std::size_t stage = 0; stage < stages.size(); ++stage) place(place, stage);
  return order;
}

std::vector<std::size_t> Plan::ancestors(std::size_t stage) const {
  std::vector<bool> marked(stages.size(), false);
  mark_ancestors(stages, stage, marked);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] && i != stage) found.push_back(i);
  }
  return found;
}

std::vector<std::size_t> Plan::with_ancestors(std::size_t stage) const {
  std::vector<std::size_t> all = ancestors(stage);
  all.push_back(stage);
  return all;
}

}  // namespace flowrun::graph

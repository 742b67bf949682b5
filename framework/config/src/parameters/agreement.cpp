#include <algorithm>

#include <fmt/format.h>

#include <config/parameters.hpp>

namespace flowrun::config {
namespace {

// A parameter of a stage that has a value and should agree with others.
struct Agreeing {
  const StageNode& stage;
  const flow::ParamDescription& param;
  const CheckedParameter& value;

  // The value in the file or of --set; null for the default.
  const Node* given() const {
    const Entry* entry = stage.with.find(param.name);
    return entry ? &entry->value : nullptr;
  }
};

bool is_of_environment(const Node& node) {
  return node.from_environment || std::ranges::any_of(node.items, is_of_environment);
}

// `"max_seq" of stage "adapter" is 4096 (line 12)`
std::string told(const Agreeing& one) {
  const Node* given = one.given();
  const std::string place = !given ? "the default"
                            : given->where.source == one.stage.where.source
                                ? fmt::format("line {}", given->where.begin.line)
                                : "by " + given->where.source->name();
  return fmt::format("{} of stage {} is {} ({})", in_quotes(one.param.name), in_quotes(one.stage.name),
                     given && is_of_environment(*given) ? "set by the environment" : one.value.json, place);
}

class Agreements {
 public:
  Agreements(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
             const std::vector<CheckedParameters>& parameters, Diagnostics& diagnostics)
      : pipeline_(pipeline),
        descriptions_(descriptions),
        parameters_(parameters),
        diagnostics_(diagnostics) {}

  void check() {
    for (std::size_t stage = 0; stage < pipeline_.stages.size(); ++stage) {
      for (const flow::ParamDescription& param : descriptions_[stage]->params) {
        if (param.quantity.empty()) continue;
        if (const CheckedParameter* value = value_of(stage, param)) {
          std::vector<bool> seen(pipeline_.stages.size());
          compare_upstream(stage, {pipeline_.stages[stage], param, *value}, seen);
        }
      }
    }
  }

 private:
  const CheckedParameter* value_of(std::size_t stage, const flow::ParamDescription& param) const {
    const auto& values = parameters_[stage].values;
    const auto found = std::ranges::find(values, param.name, &CheckedParameter::name);
    return found == values.end() ? nullptr : &*found;
  }

  // Ends each way at the first stage that has a value of the quantity: that one is compared with those before it.
  void compare_upstream(std::size_t from, const Agreeing& one, std::vector<bool>& seen) {
    for (const Edge& edge : pipeline_.stages[from].from) {
      if (!edge.stage_index || seen[*edge.stage_index]) continue;
      seen[*edge.stage_index] = true;
      if (!compare(*edge.stage_index, one)) compare_upstream(*edge.stage_index, one, seen);
    }
  }

  // False where the stage has no value of the quantity.
  bool compare(std::size_t upstream, const Agreeing& one) {
    bool has_value = false;
    for (const flow::ParamDescription& param : descriptions_[upstream]->params) {
      const CheckedParameter* value = value_of(upstream, param);
      if (!value || param.quantity != one.param.quantity) continue;
      has_value = true;
      if (value->json != one.value.json) report(one, {pipeline_.stages[upstream], param, *value});
    }
    return has_value;
  }

  void report(const Agreeing& one, const Agreeing& before) {
    Diagnostic diagnostic{
        .severity = Severity::warning,
        .where = one.given() ? one.given()->where : one.stage.use_where,
        .message = fmt::format("{}, but {}", told(one), told(before)),
        .why = fmt::format("both give the {}, and what {} emits reaches {}", one.param.quantity,
                           in_quotes(before.stage.name), in_quotes(one.stage.name)),
        .hint = "give both the same value, for instance by one variable"};
    add_origin(one, diagnostic);
    const std::string name = in_quotes(before.param.name), stage = in_quotes(before.stage.name);
    diagnostic.notes.push_back(
        before.given() ? Note{before.given()->where, fmt::format("{} of {} is set here", name, stage)}
                       : Note{before.stage.use_where, fmt::format("{} of {} has its default", name, stage)});
    add_origin(before, diagnostic);
    diagnostics_.add(std::move(diagnostic));
  }

  // Where the variable was set that stands for the value.
  static void add_origin(const Agreeing& one, Diagnostic& diagnostic) {
    if (one.given() && one.given()->origin) diagnostic.notes.push_back(*one.given()->origin);
  }

  const Pipeline& pipeline_;
  const std::vector<const flow::StageDescription*>& descriptions_;
  const std::vector<CheckedParameters>& parameters_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_agreement(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
                     const std::vector<CheckedParameters>& parameters, Diagnostics& diagnostics) {
  Agreements(pipeline, descriptions, parameters, diagnostics).check();
}

}  // namespace flowrun::config

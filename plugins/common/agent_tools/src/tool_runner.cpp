#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <agent_tools/result_texts.hpp>
#include <agent_tools/tool_runner.hpp>

#include "arguments.hpp"
#include "file_tools.hpp"
#include "places.hpp"
#include "search_tools.hpp"
#include "unicode.hpp"

namespace agent_tools {
namespace {

using Type = Parameter::Type;

// In the order in which 1.18 checks them.
constexpr std::array read_parameters = {Parameter{"filePath"}, Parameter{"offset", Type::integer, false},
                                        Parameter{"limit", Type::integer, false}};
constexpr std::array edit_parameters = {Parameter{"filePath"}, Parameter{"oldString"}, Parameter{"newString"},
                                        Parameter{"replaceAll", Type::boolean, false}};
constexpr std::array write_parameters = {Parameter{"content"}, Parameter{"filePath"}};
constexpr std::array bash_parameters = {Parameter{"command"}, Parameter{"timeout", Type::integer, false, 1},
                                        Parameter{"workdir", Type::string, false}};
constexpr std::array grep_parameters = {Parameter{"pattern"}, Parameter{"path", Type::string, false},
                                        Parameter{"include", Type::string, false}};
constexpr std::array glob_parameters = {Parameter{"pattern"}, Parameter{"path", Type::string, false}};

std::span<const Parameter> parameters_of(std::string_view tool, Form form) {
  // The plain form offers only what is required.
  if (tool == "read") return std::span(read_parameters).first(form == Form::plain ? 1 : 3);
  if (tool == "edit") return std::span(edit_parameters).first(form == Form::plain ? 3 : 4);
  if (tool == "bash") return std::span(bash_parameters).first(form == Form::plain ? 1 : 3);
  if (tool == "write") return write_parameters;
  return tool == "grep" ? std::span<const Parameter>(grep_parameters)
                        : std::span<const Parameter>(glob_parameters);
}

}  // namespace

struct ToolRunner::State {
  RunnerOptions options;
  Places places;
  int saved_outputs = 0;

  ToolResult call(std::string_view tool, const Arguments& arguments);
  ToolResult bash(const Arguments& arguments);
  std::string save(std::string_view output);
};

// The neutral path of the saved text, "" if it could not be saved.
std::string ToolRunner::State::save(std::string_view output) {
  const auto& folder = places.outputs();
  if (!folder) return {};
  const std::string name = fmt::format("tool_{:06}", ++saved_outputs);
  if (!folder->write(name, output)) return {};
  return places.outputs_root() + "/" + name;
}

ToolResult ToolRunner::State::call(std::string_view tool, const Arguments& arguments) {
  if (tool == "read") return run_read(places, arguments, options.form);
  if (tool == "edit") return run_edit(places, arguments, options.form);
  if (tool == "write") return run_write(places, arguments);
  if (tool == "grep") return run_grep(places, arguments);
  if (tool == "glob") return run_glob(places, arguments);
  return bash(arguments);
}

ToolResult ToolRunner::State::bash(const Arguments& arguments) {
  const std::string& wanted = arguments.string("workdir");
  const auto workdir = places.find(wanted);
  if (!workdir) return workdir.error();
  if (workdir->workspace->kind(workdir->resolved) != Workspace::Kind::directory)
    return {.text = unreadable_text(workdir->shown, "it is no directory"), .ok = false, .exit = {}};

  BashRequest request{.command = arguments.string("command"),
                      .workdir = workdir->shown,
                      .timeout_ms = arguments.integer("timeout").value_or(default_timeout_ms)};
  if (!options.bash_sees_root) {
    request.command = places.roots().to_real(request.command);
    request.workdir = places.roots().to_real(request.workdir);
  }
  const BashOutcome outcome = options.bash(request);
  std::vector<std::string> notes;
  if (outcome.timed_out) notes.push_back(timeout_note(request.timeout_ms));
  if (outcome.aborted) notes.emplace_back(user_aborted_text);
  const std::string output = places.roots().to_neutral(valid_utf8(outcome.output));
  const std::string saved = shown_tail(output).size() < output.size() ? save(output) : "";
  return {.text = bash_text(output, notes, saved), .ok = true, .exit = outcome.exit};
}

base::Result<ToolRunner> ToolRunner::open(RunnerOptions options) {
  auto workspace = Workspace::open(options.workspace);
  if (!workspace) return std::unexpected(workspace.error());
  Places places(*std::move(workspace), options.root);
  if (!options.tool_output.empty()) {
    auto outputs = Workspace::open(options.tool_output);
    if (!outputs) return std::unexpected(outputs.error());
    places.add_outputs(*std::move(outputs), options.tool_output_root);
  }
  return ToolRunner(std::make_unique<State>(std::move(options), std::move(places)));
}

ToolRunner::ToolRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
ToolRunner::ToolRunner(ToolRunner&&) noexcept = default;
ToolRunner& ToolRunner::operator=(ToolRunner&&) noexcept = default;
ToolRunner::~ToolRunner() = default;

std::vector<std::string_view> ToolRunner::offered() const {
  std::vector<std::string_view> names;
  for (const std::string_view name : tool_names(state_->options.form))
    if (name != "bash" || state_->options.bash) names.push_back(name);
  return names;
}

ToolResult ToolRunner::run(std::string_view tool, std::string_view json) {
  const std::vector<std::string_view> names = offered();
  if (std::ranges::find(names, tool) == names.end())
    return {.text = unavailable_tool_text(tool, names), .ok = false, .exit = {}};
  const auto arguments = Arguments::parse(tool, json, parameters_of(tool, state_->options.form));
  if (!arguments) return arguments.error();
  ToolResult result = state_->call(tool, *arguments);
  result.text = valid_utf8(result.text);  // a file's name may be any bytes
  return result;
}

}  // namespace agent_tools

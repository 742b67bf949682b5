#include <utility>

#include <agent_tools/calls.hpp>
#include <agent_tools/result_texts.hpp>
#include <agent_tools/transcript.hpp>

namespace agent_tools {

base::Result<Transcript> Transcript::open(RunnerOptions options) {
  std::string root = options.root;
  const Form form = options.form;
  auto runner = ToolRunner::open(std::move(options));
  if (!runner) return std::unexpected(runner.error());
  return Transcript(*std::move(runner), std::move(root), form);
}

Transcript::Transcript(ToolRunner runner, std::string root, Form form)
    : runner_(std::move(runner)), root_(std::move(root)) {
  example_.tools = tool_schemas(form);
}

void Transcript::system(std::string text) {
  example_.messages.push_back({.role = chat::Role::system, .content = std::move(text)});
}

void Transcript::user(std::string text) {
  example_.messages.push_back({.role = chat::Role::user, .content = std::move(text)});
}

void Transcript::remark(std::string text) { remark_ = std::move(text); }

ToolResult Transcript::read(std::string_view path) { return carry_out(read_call(shown(path))); }

ToolResult Transcript::read(std::string_view path, std::int64_t offset, std::int64_t limit) {
  return carry_out(read_call(shown(path), offset, limit));
}

ToolResult Transcript::edit(std::string_view path, std::string_view old_text, std::string_view new_text) {
  return carry_out(edit_call(shown(path), old_text, new_text));
}

ToolResult Transcript::write(std::string_view path, std::string_view content) {
  return carry_out(write_call(shown(path), content));
}

ToolResult Transcript::grep(std::string_view pattern, std::string_view folder, std::string_view include) {
  return carry_out(grep_call(pattern, folder.empty() ? "" : shown(folder), include));
}

ToolResult Transcript::glob(std::string_view pattern) { return carry_out(glob_call(pattern)); }

ToolResult Transcript::bash(std::string_view command) { return carry_out(bash_call(command)); }

void Transcript::captured_bash(std::string_view command, std::string_view output) {
  add(bash_call(command), bash_text(output));
}

void Transcript::answer(std::string text) {
  example_.messages.push_back({.role = chat::Role::assistant, .content = std::move(text)});
}

chat::Example Transcript::take() && { return std::move(example_); }

ToolResult Transcript::carry_out(chat::FunctionCall call) {
  ToolResult result = runner_.run(call.name, call.arguments);
  add(std::move(call), result.text);
  return result;
}

void Transcript::add(chat::FunctionCall function, std::string result) {
  const std::string id = "call_" + std::to_string(++calls_);
  example_.messages.push_back({.role = chat::Role::assistant, .content = std::exchange(remark_, {})});
  example_.messages.back().tool_calls.push_back({.id = id, .function = std::move(function)});
  example_.messages.push_back({.role = chat::Role::tool, .content = std::move(result), .tool_call_id = id});
}

std::string Transcript::shown(std::string_view path) const { return root_ + "/" + std::string(path); }

}  // namespace agent_tools

// Writes down a conversation in which each tool call is carried out for real, so that no result is made up.
//
//     Transcript t = open({.workspace = scratch, ...});     an existing folder with the crate
//     t.system(..); t.user(..);
//     t.read("src/lib.rs"); t.edit("src/lib.rs", old, new); t.bash("cargo test");
//     t.answer("...");
//     chat::Example example = std::move(t).take();          messages and tools; metadata is the caller's
//
// Paths are relative to the workspace; in the conversation they are absolute below the root, as opencode
// shows them. Call ids are call_1, call_2, ... One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <agent_tools/tool_runner.hpp>
#include <base/error.hpp>
#include <chat/example.hpp>

namespace agent_tools {

class Transcript {
 public:
  // The error names the folder that cannot be used.
  static base::Result<Transcript> open(RunnerOptions options);

  void system(std::string text);
  void user(std::string text);

  // What the agent says before its next call, in the same message; the learnt part of a step that explains
  // itself.
  void remark(std::string text);

  ToolResult read(std::string_view path);
  ToolResult read(std::string_view path, std::int64_t offset, std::int64_t limit);
  ToolResult edit(std::string_view path, std::string_view old_text, std::string_view new_text);
  ToolResult write(std::string_view path, std::string_view content);
  // `folder` "" = the whole workspace; `include` "" = all files.
  ToolResult grep(std::string_view pattern, std::string_view folder, std::string_view include);
  ToolResult glob(std::string_view pattern);
  // Carried out by RunnerOptions::bash.
  ToolResult bash(std::string_view command);

  // For a command that the caller has run elsewhere, on the very files of the workspace. `output` as it was
  // captured, normalised; nothing is run here.
  void captured_bash(std::string_view command, std::string_view output);

  void answer(std::string text);  // the last message

  chat::Example take() &&;

 private:
  Transcript(ToolRunner runner, std::string root, Form form);
  ToolResult carry_out(chat::FunctionCall call);
  void add(chat::FunctionCall function, std::string result);
  std::string shown(std::string_view path) const;

  ToolRunner runner_;
  std::string root_;
  std::string remark_;
  chat::Example example_;
  std::size_t calls_ = 0;
};

}  // namespace agent_tools

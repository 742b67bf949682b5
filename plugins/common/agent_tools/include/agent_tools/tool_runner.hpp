// Carries out a model's tool calls in one workspace folder, as opencode 1.18 would.
//
//     model: edit {"filePath":"/workspace/src/lib.rs",...}
//        │ arguments checked; /workspace -> the real folder; must stay below it
//        ▼
//     real folder   (bash: the caller's function, usually a sandbox)
//        │ the real folder -> /workspace in the text
//        ▼
//     ToolResult{"Edit applied successfully."}
//
// A model's mistakes give texts that it can act on, never exceptions. Where this differs from opencode: paths
// outside the workspace are refused (opencode asks the person); `edit` matches exactly, apart from line ends,
// and does not guess (1.18 also tries looser matches); search results come in the order of paths, so that
// equal workspaces give equal texts; .gitignore counts without a `.git` folder too; no language server adds
// diagnostics; images give their text only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <agent_tools/path_root.hpp>
#include <agent_tools/schemas.hpp>
#include <base/error.hpp>

namespace agent_tools {

struct BashRequest {
  std::string command;
  std::string workdir;  // absolute
  std::int64_t timeout_ms = 0;
};

struct BashOutcome {
  std::string output;       // stdout and stderr as they arrived; need not be UTF-8
  std::optional<int> exit;  // none = killed
  bool timed_out = false;
  bool aborted = false;  // stopped from outside, such as at the end of a rollout
};

struct RunnerOptions {
  std::filesystem::path workspace;  // an existing folder, not "/"
  std::string root{default_root};   // its name for the model
  Form form = Form::opencode;
  // Runs commands; none = bash is not offered. What it throws is not caught.
  std::function<BashOutcome(const BashRequest&)> bash;
  // True: the sandbox shows the workspace at `root`, so commands and workdir keep the model's paths. False:
  // they are mapped to the real folder.
  bool bash_sees_root = true;
  // Existing folder for the full text of outputs that were cut, readable for the model under the second name;
  // none = such outputs are cut without a copy.
  std::filesystem::path tool_output;
  std::string tool_output_root = "/home/user/.local/share/opencode/tool-output";
};

struct ToolResult {
  std::string text;  // UTF-8, with neutral paths
  bool ok = true;    // false where opencode stores an error or an `invalid` call; a failed command is ok
  std::optional<int> exit;  // of a command that ran to its end
};

class ToolRunner {
 public:
  // The error names the folder that cannot be used.
  static base::Result<ToolRunner> open(RunnerOptions options);
  ToolRunner(ToolRunner&&) noexcept;
  ToolRunner& operator=(ToolRunner&&) noexcept;
  ~ToolRunner();

  // `json` is the text of the arguments that the model wrote. One call at a time.
  ToolResult run(std::string_view tool, std::string_view json);

  // The names that run() accepts.
  std::vector<std::string_view> offered() const;

 private:
  struct State;
  explicit ToolRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace agent_tools

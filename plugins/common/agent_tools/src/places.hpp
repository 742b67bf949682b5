// Where a model's path lies: in the workspace, among the saved outputs, or outside.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include <agent_tools/path_root.hpp>
#include <agent_tools/tool_runner.hpp>

#include "workspace.hpp"

namespace agent_tools {

struct Place {
  const Workspace* workspace = nullptr;
  std::filesystem::path resolved;  // for the functions of Workspace
  std::string shown;               // absolute, with the neutral root
  bool writable = true;
};

class Places {
 public:
  Places(Workspace workspace, std::string root) : workspace_(std::move(workspace)), root_(std::move(root)) {
    roots_.add(workspace_.folder(), root_);
  }
  void add_outputs(Workspace outputs, std::string root) {
    roots_.add(outputs.folder(), root);
    outputs_ = std::move(outputs);
    outputs_root_ = std::move(root);
  }

  // `path` as the model wrote it: absolute, or relative to the workspace. The error is the answer to the call.
  std::expected<Place, ToolResult> find(std::string_view path) const;

  const PathRoots& roots() const { return roots_; }
  const std::string& root() const { return root_; }
  const std::optional<Workspace>& outputs() const { return outputs_; }
  const std::string& outputs_root() const { return outputs_root_; }

 private:
  Workspace workspace_;
  std::string root_;
  std::optional<Workspace> outputs_;
  std::string outputs_root_;
  PathRoots roots_;
};

}  // namespace agent_tools

#include <utility>

#include <cargo/shell.hpp>
#include <sandbox/folder.hpp>

#include "layout.hpp"

namespace cargo {

namespace fs = std::filesystem;

base::Result<Shell> Shell::open(const Toolchain& toolchain, const fs::path& workspace, const fs::path& name,
                                const fs::path& scratch, WorkbenchOptions options) {
  if (auto made = make_folder(scratch); !made) return std::unexpected(made.error());
  Shell shell;
  shell.toolchain_ = toolchain;
  shell.workspace_ = fs::absolute(workspace);
  shell.name_ = name;
  shell.scratch_ = fs::absolute(scratch);
  shell.options_ = std::move(options);
  if (auto made = make_layout(shell.scratch_, shell.options_); !made) return std::unexpected(made.error());
  return shell;
}

Shell::Shell(Shell&& other) noexcept
    : toolchain_(std::move(other.toolchain_)),
      workspace_(std::move(other.workspace_)),
      name_(std::move(other.name_)),
      scratch_(std::exchange(other.scratch_, {})),
      options_(std::move(other.options_)) {}

Shell::~Shell() {
  if (!scratch_.empty()) static_cast<void>(sandbox::remove_folder(scratch_));
}

base::Result<sandbox::Outcome> Shell::run(const std::string& command, const fs::path& folder,
                                          std::chrono::milliseconds wall, std::stop_token stop) const {
  sandbox::Request request = request_in_layout(toolchain_, scratch_, options_);
  request.argv = {"/usr/bin/bash", "-c", "exec 2>&1\n" + command};
  request.working_folder = folder;
  request.binds.push_back({workspace_, name_, sandbox::Access::writable});
  request.limits.wall = wall;
  return run_unless_stopped(request, stop);
}

}  // namespace cargo

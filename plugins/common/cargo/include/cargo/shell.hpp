// A shell for whoever works on a crate: commands in the sandbox with the user's toolchain, the set of crates,
// and one folder of the machine that may be changed.
//
//   workspace       -> the name that is given, writable; when this process is root, its files are given to
//                      nobody
//   scratch/target  -> /target, warm where the options name a seed
//
// Offline; the settings and paths are those of a Workbench. One command at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>

#include <cargo/workbench.hpp>

namespace cargo {

class Shell {
 public:
  // `scratch` is a folder that is not there yet; the shell makes and removes it. `name` is absolute.
  static base::Result<Shell> open(const Toolchain& toolchain, const std::filesystem::path& workspace,
                                  const std::filesystem::path& name, const std::filesystem::path& scratch,
                                  WorkbenchOptions options = {});
  Shell(Shell&& other) noexcept;
  Shell& operator=(Shell&&) = delete;
  ~Shell();

  // Runs `bash -c command` in `folder` (inside), for at most `wall`. What it writes to both outputs is in
  // `stdout_text` in the order in which it came.
  base::Result<sandbox::Outcome> run(const std::string& command, const std::filesystem::path& folder,
                                     std::chrono::milliseconds wall, std::stop_token stop = {}) const;

 private:
  Shell() = default;

  Toolchain toolchain_;
  std::filesystem::path workspace_;
  std::filesystem::path name_;
  std::filesystem::path scratch_;
  WorkbenchOptions options_;
};

}  // namespace cargo

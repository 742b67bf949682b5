// Runs the program git on foreign repositories.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include <base/error.hpp>

namespace git_miner {

class GitProgram {
 public:
  // The error says that there is no git on the PATH.
  static base::Result<GitProgram> find(std::chrono::milliseconds wall, std::stop_token stop);

  struct Result {
    bool succeeded = false;
    bool timed_out = false;
    bool stopped = false;
    bool killed = false;  // by a signal
    std::string out;
    std::string err;
  };
  // Without prompts, hooks, pagers, submodules and the `ext` transport; what is received is checked (fsck).
  base::Result<Result> run(std::vector<std::string> arguments) const;

  std::string version() const;  // "2.39.5"; "unknown" where git does not tell

 private:
  GitProgram(std::string path, std::chrono::milliseconds wall, std::stop_token stop)
      : path_(std::move(path)), wall_(wall), stop_(std::move(stop)) {}

  std::string path_;
  std::chrono::milliseconds wall_;
  std::stop_token stop_;
};

}  // namespace git_miner

// One commit's states, each put into a workbench of its own and built with what the others left compiled.
#pragma once

#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <cargo/packages.hpp>
#include <git_miner/verify.hpp>

#include "proof/remedy.hpp"
#include "proof/work_folder.hpp"

namespace git_miner {

// Why there is no proof: the machine's problem, else the commit's own fault.
struct Refusal {
  Unproved reason{};
  std::string evidence;
  std::optional<base::Error> problem;
  std::optional<Remedy> remedy = {};  // that may help
  std::set<std::string> lints = {};   // that end the build
};
template <class T>
using Or = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(Unproved reason, std::string evidence = {},
                                       std::optional<Remedy> remedy = {}) {
  return std::unexpected(Refusal{reason, std::move(evidence), {}, remedy});
}
inline std::unexpected<Refusal> refuse(base::Error problem) {
  return std::unexpected(Refusal{{}, {}, std::move(problem)});
}

// How the commands begin whose findings are lints.
inline constexpr std::string_view lint_command = "cargo clippy";
inline bool is_lint(std::string_view command) { return command.starts_with(lint_command); }

class Builder {
 public:
  Builder(const Repository& repository, const VerifyOptions& options, WorkFolder work,
          std::vector<sandbox::Bind> crates, std::stop_token stop);

  // From then on, with as much time as at first.
  void use(Remedy remedy);

  // The commit's files with those of `instead`. One workbench at a time.
  Or<cargo::Workbench> open(const std::string& commit,
                            const std::map<std::string, std::string>& instead) const;

  // A command line, as one types it in the project. What fails is an outcome, as long as it comes to its own end.
  Or<sandbox::Outcome> run(const cargo::Workbench& bench, const std::string& command) const;
  // The same for commands that compile: a compiler that was killed from outside is the machine's problem. Of lints all targets
  // are checked, also where one is refused.
  Or<sandbox::Outcome> compile(const cargo::Workbench& bench, const std::string& command) const;

  Or<std::vector<cargo::Package>> packages(const cargo::Workbench& bench) const;

  // The files of the last workbench as they were put there, with their times.
  std::filesystem::path source() const { return work_.source(); }
  std::filesystem::path target() const { return work_.target(); }

 private:
  std::unexpected<Refusal> unusable(const base::Error& error) const;

  const Repository& repository_;
  const VerifyOptions& options_;
  WorkFolder work_;
  std::vector<sandbox::Bind> crates_;
  std::stop_token stop_;
  std::chrono::steady_clock::time_point end_;
  bool lints_warn_ = false;
};

}  // namespace git_miner

#include "proof/builder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fmt/core.h>

#include <cargo/killed.hpp>

#include "proof/cargo_words.hpp"
#include "proof/scratch_file.hpp"
#include "proof/source_folder.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t most_memory = 6ull << 30;
constexpr std::uint64_t most_disk = 8ull
                                    << 30;  // the folder of all builds of the repository, see work_folder.hpp
constexpr unsigned most_jobs = 8;

// Of the repository's own crates: their dependencies stay as they are compiled, where RUSTFLAGS would have all made anew.
constexpr const char* with_warning_lints =
    "printf '#!/bin/sh\\nexec \"$@\" --cap-lints=warn\\n' >/tmp/rustc && chmod +x /tmp/rustc && "
    "export RUSTC_WORKSPACE_WRAPPER=/tmp/rustc\n";

}  // namespace

Builder::Builder(const Repository& repository, const VerifyOptions& options, WorkFolder work,
                 std::vector<sandbox::Bind> crates, std::stop_token stop)
    : repository_(repository),
      options_(options),
      work_(std::move(work)),
      crates_(std::move(crates)),
      stop_(std::move(stop)),
      end_(Clock::now() + options.wall * (work_.is_new() ? 3 : 1)) {}

void Builder::use(Remedy remedy) {
  const bool compiles_crates = remedy == Remedy::newer_crates;
  lints_warn_ = lints_warn_ || remedy == Remedy::warning_lints;
  end_ = Clock::now() + options_.wall * (compiles_crates ? 3 : 1);
}

Or<cargo::Workbench> Builder::open(const std::string& commit,
                                   const std::map<std::string, std::string>& instead) const {
  const auto refused = bring_to(work_.source(), repository_, commit, instead, stop_);
  if (!refused) return refuse(refused.error());
  if (*refused) return refuse(**refused);
  cargo::WorkbenchOptions options = options_.workbench;
  options.lock_file = cargo::LockFile::keep;
  options.style_files = cargo::StyleFiles::keep;
  options.source_access = sandbox::Access::writable;
  options.kept_target = work_.target();
  options.jobs =
      std::clamp(std::thread::hardware_concurrency(), options.jobs, std::max(options.jobs, most_jobs));
  options.limits.memory = std::max(options.limits.memory, most_memory);
  options.limits.disk = std::max(options.limits.disk, most_disk);
  options.binds.insert(options.binds.end(), crates_.begin(), crates_.end());
  auto bench = cargo::Workbench::open(options_.toolchain, work_.source(), options_.scratch / "bench",
                                      std::move(options));
  if (!bench) return unusable(bench.error());
  return *std::move(bench);
}

Or<sandbox::Outcome> Builder::run(const cargo::Workbench& bench, const std::string& command) const {
  const auto left = std::chrono::duration_cast<milliseconds>(end_ - Clock::now());
  if (left <= milliseconds(0)) return refuse(Unproved::out_of_time, command);
  // clippy is such a wrapper itself; what it refuses is told apart from what the build does.
  const bool is_wrapped = lints_warn_ && !is_lint(command);
  auto step = bench.shell((is_wrapped ? with_warning_lints : "") + command, left, stop_);
  if (!step) return unusable(step.error());
  if (!step->succeeded()) {
    if (auto full = full_disk(options_.scratch)) return refuse(*std::move(full));
    if (auto full = full_disk(work_.target())) return refuse(*std::move(full));
  }
  switch (step->outcome.ending) {
    case sandbox::Ending::exited:
    case sandbox::Ending::signalled:
      return std::move(step->outcome);
    case sandbox::Ending::timed_out:
      return refuse(Unproved::out_of_time, command);
    case sandbox::Ending::could_not_start:
      return refuse({"cannot run cargo in the sandbox", step->outcome.stderr_text,
                     "install the toolchain again", true});
    default:
      return refuse(Unproved::too_large, command + ": " + std::string(base::name_of(step->outcome.ending)));
  }
}

Or<sandbox::Outcome> Builder::compile(const cargo::Workbench& bench, const std::string& command) const {
  // Else clippy ends with the first target that it refuses, which is not the same each time.
  auto outcome = run(bench, is_lint(command) ? fmt::format("{} --keep-going{}", lint_command,
                                                           command.substr(lint_command.size()))
                                             : command);
  if (outcome && cargo::is_killed(*outcome))
    return refuse({"cannot verify a commit", "its compiler was killed", "free memory and try again", true});
  return outcome;
}

Or<std::vector<cargo::Package>> Builder::packages(const cargo::Workbench& bench) const {
  auto step = bench.metadata(stop_);
  if (!step) return unusable(step.error());
  const std::string& said = step->outcome.stderr_text;
  if (!step->succeeded())
    return refuse(wants_nightly(said) ? Unproved::needs_nightly : Unproved::build_fails_after,
                  first_error(said));
  auto packages = cargo::read_packages(step->outcome.stdout_text);
  if (!packages) return refuse(Unproved::not_run, "cargo metadata");
  return *std::move(packages);
}

// The sandbox or a workbench could not do its work: for no commit, or only with what this one's build left.
std::unexpected<Refusal> Builder::unusable(const base::Error& error) const {
  if (stop_.stop_requested() || error.why.contains(std::strerror(ENOSPC))) return refuse(as_transient(error));
  if (auto works = sandbox::probe(); !works) return refuse(as_transient(works.error()));
  return refuse(Unproved::not_run, error.why);
}

}  // namespace git_miner

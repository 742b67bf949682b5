#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <set>

#include <cargo/published_output.hpp>
#include <git_miner/verify.hpp>
#include <sandbox/folder.hpp>

#include "filter/read_change_set.hpp"
#include "proof/offline_crates.hpp"
#include "proof/scratch_file.hpp"
#include "proof/tests_first.hpp"
#include "repository/safe_path.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

// Removes the folder whatever happens in between.
struct Cleaned {
  fs::path folder;
  ~Cleaned() { static_cast<void>(sandbox::remove_folder(folder)); }
};

constexpr std::size_t most_toml_bytes = 4u << 20;
constexpr std::uint64_t most_file_bytes = 32u << 20;
constexpr std::uint64_t most_bytes = 256u << 20;  // of all files of a commit; they are copied a few times

// Files alone, below `folder`: no links, no submodules, no path that leads elsewhere. False if that cannot
// be, because the commit is too large or has a path that this system cannot hold, and after a stop.
base::Result<bool> materialise(const Repository& repository, const std::string& commit,
                               const fs::path& folder, const std::stop_token& stop) {
  const auto files = repository.tree(commit);
  if (!files) return std::unexpected(files.error());
  if (!*files) return false;
  std::uint64_t bytes = 0;
  for (const FileSide& file : **files) {
    if (file.mode == link_mode || file.mode == submodule_mode || !is_safe_path(file.path)) continue;
    if (stop.stop_requested()) return false;
    const auto size = repository.blob_size(file.id);
    if (!size) return std::unexpected(size.error());
    if (bytes += *size; *size > most_file_bytes || bytes > most_bytes) return false;
    const auto text = repository.blob(file.id);
    if (!text) return std::unexpected(text.error());
    if (const auto error = write_file(folder / file.path, *text)) {
      if (is_fault_of_path(error)) return false;
      return std::unexpected(write_problem(error));
    }
  }
  return true;
}

std::set<std::string> passed_tests(const cargo::TestRun& run) {
  std::set<std::string> names;
  for (const auto& suite : run.report.suites) {
    for (const auto& result : suite.results) {
      if (result.status == cargo::TestStatus::ok) names.insert(result.name);
    }
  }
  return names;
}

bool includes(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::ranges::includes(all, some);
}

class Verification {
 public:
  Verification(const Repository& repository, const ChangeSet& set, const VerifyOptions& options,
               std::stop_token stop)
      : repository_(repository), set_(set), options_(options), stop_(std::move(stop)) {
    proof_.toolchain = options.toolchain.text();
    proof_.tests_first = tests_in_parent(set);
  }

  base::Result<Verified> run() {
    auto before = bench_of(set_.text.parents.front(), "before", {});
    if (!before) return refused(before.error());
    if (auto done = run_before(*before); !done) return refused(done.error());
    auto after = bench_of(set_.text.id, "after", before->target());
    if (!after) return refused(after.error());
    if (auto done = run_after(*after); !done) return refused(done.error());
    return Verified{std::move(proof_), {}};
  }

 private:
  // Why there is no proof: the machine's problem, else the commit's own fault.
  struct Refusal {
    Unproved reason{};
    std::optional<base::Error> problem;
  };
  template <class T>
  using Or = std::expected<T, Refusal>;

  static std::unexpected<Refusal> problem(base::Error problem) {
    return std::unexpected(Refusal{{}, std::move(problem)});
  }

  // To be asked where a step failed, before the workbench that may fill the disk is taken away.
  std::unexpected<Refusal> fault(Unproved reason) const {
    return std::unexpected(Refusal{reason, full_disk(options_.scratch)});
  }

  // The sandbox or a workbench could not do its work: for no commit, or only with what this one's build left.
  std::unexpected<Refusal> unusable(const base::Error& error, Unproved reason) const {
    if (error.why.contains(std::strerror(ENOSPC))) return problem(as_transient(error));
    if (auto works = sandbox::probe(); !works) return problem(as_transient(works.error()));
    return fault(reason);
  }

  // What fails after a stop says nothing about the commit.
  base::Result<Verified> refused(Refusal refusal) const {
    if (stop_.stop_requested()) {
      return std::unexpected(
          as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
    }
    if (refusal.problem) return std::unexpected(*std::move(refusal.problem));
    return Verified{std::nullopt, refusal.reason};
  }

  Or<cargo::Workbench> bench_of(const std::string& commit, const char* name, const fs::path& seed) {
    const Cleaned crate{options_.scratch / (std::string(name) + "-crate")};
    std::error_code error;
    fs::create_directories(crate.folder, error);
    if (error) return problem(write_problem(error));
    const auto whole = materialise(repository_, commit, crate.folder, stop_);
    if (!whole) return problem(whole.error());
    if (!*whole) return fault(Unproved::files_unsuitable);
    cargo::WorkbenchOptions options = options_.workbench;
    options.lock_file = cargo::LockFile::remove;
    if (auto done = offer_crates(commit, options); !done) return problem(done.error());
    if (!seed.empty()) options.seed_target = seed;
    auto bench =
        cargo::Workbench::open(options_.toolchain, crate.folder, options_.scratch / name, std::move(options));
    if (!bench) return unusable(bench.error(), Unproved::not_copied);
    const auto locked = bench->lock(stop_);
    if (!locked) return unusable(locked.error(), Unproved::not_built);
    if (locked->outcome.ending == sandbox::Ending::could_not_start) {
      return problem({"cannot run cargo in the sandbox", locked->outcome.stderr_text,
                      "install the toolchain again", true});
    }
    if (!locked->succeeded()) return fault(Unproved::dependencies_unresolved);
    return *std::move(bench);
  }

  base::Result<void> offer_crates(const std::string& commit, cargo::WorkbenchOptions& options) {
    const auto manifest = repository_.file(commit, "Cargo.toml"),
               lock = repository_.file(commit, "Cargo.lock");
    if (options_.crates.empty() || !manifest || !lock || !lock->contains("[[package]]")) return {};
    if (manifest->size() > most_toml_bytes || lock->size() > most_toml_bytes) return {};
    const auto crates = offline_crates(options_.toolchain, *manifest, *lock, options_.crates, stop_);
    if (!crates) return std::unexpected(crates.error());
    if (!*crates) return {};
    options.lock_file = cargo::LockFile::keep;
    options.config =
        "[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"/vendor\"\n";
    options.binds.push_back({**crates, "/vendor"});
    return {};
  }

  Or<cargo::TestRun> tested(const cargo::Workbench& bench) const {
    auto run = bench.test({}, stop_);
    if (!run) return unusable(run.error(), Unproved::not_tested);
    return *std::move(run);
  }

  // As a person sees it, with the project at /workspace.
  Or<CapturedRun> captured(const cargo::Workbench& bench, const std::string& subcommand) const {
    const auto step = bench.shell("cargo " + subcommand, {}, stop_);
    if (!step) return unusable(step.error(), Unproved::not_tested);
    return CapturedRun{
        .command = step->command,
        .output = cargo::published_output(step->outcome.stdout_text,
                                          {{"/src", "/workspace"}, {"/target", "/workspace/target"}}),
        .exit_code = step->outcome.exit_code};
  }

  Or<void> run_before(const cargo::Workbench& bench) {
    const auto base = tested(bench);
    if (!base) return std::unexpected(base.error());
    if (auto full = full_disk(options_.scratch)) return problem(*std::move(full));
    passed_base_ = passed_tests(*base);
    if (proof_.tests_first.empty()) return {};
    for (const auto& [path, text] : proof_.tests_first) {
      const auto error = write_file(bench.source() / path, text);
      if (error && is_fault_of_path(error)) return fault(Unproved::unusual_paths);
      if (error) return problem(write_problem(error));
    }
    const auto with_tests = tested(bench);
    if (!with_tests) return std::unexpected(with_tests.error());
    passed_with_tests_ = passed_tests(*with_tests);
    auto seen = captured(bench, "test");
    if (!seen) return std::unexpected(seen.error());
    if (auto full = full_disk(options_.scratch)) return problem(*std::move(full));
    if (seen->exit_code != 0) proof_.before.push_back(*std::move(seen));
    return {};
  }

  Or<void> run_after(const cargo::Workbench& bench) {
    const auto after = tested(bench);
    if (!after) return std::unexpected(after.error());
    const auto passed = passed_tests(*after);
    if (!after->verdict.passed) return fault(Unproved::tests_fail);
    if (!includes(passed, passed_base_)) return fault(Unproved::test_lost);
    if (!proof_.tests_first.empty() && includes(passed_with_tests_, passed))
      return fault(Unproved::tests_prove_nothing);
    if (proof_.before.empty()) proof_.tests_first.clear();
    for (const char* subcommand : {"build", "test"}) {
      auto seen = captured(bench, subcommand);
      if (!seen) return std::unexpected(seen.error());
      if (seen->exit_code != 0) return fault(Unproved::tests_fail);
      proof_.after.push_back(*std::move(seen));
    }
    return {};
  }

  const Repository& repository_;
  const ChangeSet& set_;
  const VerifyOptions& options_;
  std::stop_token stop_;
  Proof proof_;
  std::set<std::string> passed_base_, passed_with_tests_;
};

}  // namespace

base::Result<Verified> verify(const Repository& repository, const std::string& commit,
                              const VerifyOptions& options, std::stop_token stop) {
  auto read = read_change_set(repository, commit, true, Limits{});
  if (!read) return std::unexpected(read.error());
  if (!read->set) return Verified{std::nullopt, Unproved::not_mined};
  return Verification(repository, *read->set, options, std::move(stop)).run();
}

}  // namespace git_miner

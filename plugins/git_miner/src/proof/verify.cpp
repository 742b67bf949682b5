#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <git_miner/verify.hpp>

#include "filter/read_change_set.hpp"
#include "proof/after_side.hpp"
#include "proof/cargo_words.hpp"
#include "proof/locks.hpp"
#include "proof/tests_first.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace {

using Files = std::map<std::string, std::string>;

bool speaks_of_lints(const std::string& message) {
  return message.contains("lippy") || message.contains("lint") || message.contains("warning");
}

std::string failed_test(const TestsRun& run) {
  return run.tests.failed.empty() ? "cargo test" : run.tests.failed.begin()->first;
}

// The parent, and what it shows of a commit that was run.
class Comparison {
 public:
  Comparison(const Builder& builder, const ChangeSet& set, AfterSide after, Files lock)
      : builder_(builder),
        set_(set),
        parent_(set.text.parents.front()),
        after_(std::move(after)),
        lock_(std::move(lock)) {}

  Or<Proof> run() {
    proof_.after = after_.passed;
    proof_.kind = after_.tests.tests.passed.empty() ? ProofKind::built : ProofKind::tested;
    if (auto done = run_with_tests(); !done) return std::unexpected(done.error());
    if (auto done = run_base(); !done) return std::unexpected(done.error());
    return std::move(proof_);
  }

 private:
  // The parent with the commit's tests.
  Or<void> run_with_tests() {
    auto tests = tests_in_parent(set_);
    if (tests.empty() || !after_.tests.outcome.succeeded()) return {};
    Files files = tests;
    files.insert(lock_.begin(), lock_.end());
    const auto bench = builder_.open(parent_, files);
    if (!bench) return std::unexpected(bench.error());
    const auto has = has_packages(*bench);
    if (!has) return std::unexpected(has.error());
    if (!*has) return {};
    auto run = run_tests(builder_, *bench, after_.scope);
    if (!run) return std::unexpected(run.error());
    with_tests_ = *std::move(run);
    const bool shows_the_change =
        !with_tests_->built || std::ranges::any_of(with_tests_->tests.failed, [&](const auto& failed) {
          return after_.tests.tests.passed.contains(failed.first);
        });
    if (with_tests_->outcome.succeeded() || !shows_the_change) return {};
    proof_.tests_first = std::move(tests);
    proof_.before.push_back(captured_run(test_command(after_.scope), with_tests_->outcome));
    return {};
  }

  Or<void> run_base() {
    const auto bench = builder_.open(parent_, lock_);
    if (!bench) return std::unexpected(bench.error());
    const auto has = has_packages(*bench);
    if (!has) return std::unexpected(has.error());
    if (!*has) return settle_failed(nullptr, false);
    const auto base = run_tests(builder_, *bench, after_.scope, " --no-fail-fast");
    if (!base) return std::unexpected(base.error());
    if (auto done = settle_failed(&*bench, base->outcome.succeeded()); !done) return done;
    if (auto done = judge_tests(*base); !done) return done;
    return show_before(*bench, *base);
  }

  // Whether the parent has the packages at all.
  Or<bool> has_packages(const cargo::Workbench& bench) const {
    const auto packages = builder_.packages(bench);
    if (!packages && packages.error().problem) return std::unexpected(packages.error());
    if (!packages) return false;
    return after_.scope.whole_workspace ||
           std::ranges::all_of(after_.scope.packages, [&](const std::string& name) {
             return std::ranges::any_of(*packages, [&](const auto& package) { return package.name == name; });
           });
  }

  // What fails after the change and before it says nothing about it. Without a parent to run all is the
  // change's.
  Or<void> settle_failed(const cargo::Workbench* bench, bool base_passes) {
    for (const CapturedRun& run : after_.failed) {
      if (run.command == test_command(after_.scope)) {
        const bool only_after = bench == nullptr || base_passes;
        return refuse(only_after ? Unproved::tests_fail_after : Unproved::tests_fail,
                      failed_test(after_.tests));
      }
      const bool is_format = run.command == format_command;
      if (bench != nullptr) {
        const auto before =
            is_format ? builder_.run(*bench, run.command) : builder_.compile(*bench, run.command);
        if (!before) return std::unexpected(before.error());
        if (!before->succeeded()) {
          proof_.left_out.push_back(
              {run.command, std::string(is_format ? "fmt" : "clippy") + " failed before the change too"});
          continue;
        }
      }
      return refuse(is_format ? Unproved::format_fails_after : Unproved::clippy_fails_after,
                    first_error(run.output));
    }
    return {};
  }

  Or<void> judge_tests(const TestsRun& base) const {
    const TestCounts& after = after_.tests.tests.passed;
    if (auto lost = first_lost(base.tests.passed, after); !lost.empty())
      return refuse(Unproved::test_lost, std::move(lost));
    if (!with_tests_ || !with_tests_->outcome.succeeded()) return {};
    auto added = first_missing(after, base.tests.passed);
    if (!added.empty() && first_missing(after, with_tests_->tests.passed).empty())
      return refuse(Unproved::tests_prove_nothing, std::move(added));
    return {};
  }

  // The parent's own failure, where no test of the commit shows it.
  Or<void> show_before(const cargo::Workbench& bench, const TestsRun& base) {
    if (!proof_.before.empty()) return {};
    const std::string command = test_command(after_.scope);
    if (!base.outcome.succeeded()) {
      const auto seen = builder_.run(bench, command);
      if (!seen) return std::unexpected(seen.error());
      if (!seen->succeeded()) proof_.before.push_back(captured_run(command, *seen));
      return {};
    }
    const bool is_clean = std::ranges::any_of(
        proof_.after, [&](const CapturedRun& run) { return run.command == clippy_command(after_.scope); });
    if (!is_clean || !speaks_of_lints(set_.text.message)) return {};
    auto lints = run_clippy(builder_, bench, after_.scope);
    if (!lints) return std::unexpected(lints.error());
    if (lints->exit_code != 0) proof_.before.push_back(*std::move(lints));
    return {};
  }

  const Builder& builder_;
  const ChangeSet& set_;
  std::string parent_;
  AfterSide after_;
  Files lock_;
  std::optional<TestsRun> with_tests_;
  Proof proof_;
};

// The build of a commit fails: only after it, or before it as well?
Refusal compared_with_parent(const Builder& builder, const ChangeSet& set, const Files& lock,
                             Refusal refusal) {
  const auto bench = builder.open(set.text.parents.front(), lock);
  if (!bench) return bench.error();
  const auto packages = builder.packages(*bench);
  if (!packages && packages.error().problem) return packages.error();
  if (packages) {
    const auto built = builder.compile(*bench, test_command(scope_of(*packages, set)) + " --no-run");
    if (!built) return built.error();
    if (built->succeeded()) return refusal;
  }
  refusal.reason = Unproved::build_fails;
  return refusal;
}

Or<Proof> proved(const Builder& builder, const ChangeSet& set, const Locks& locks) {
  const Files lock_before{{"Cargo.lock", locks.before}};
  auto after = run_after_side(builder, set, {{"Cargo.lock", locks.after}});
  if (after) return Comparison(builder, set, *std::move(after), lock_before).run();
  if (after.error().problem || after.error().reason != Unproved::build_fails_after)
    return std::unexpected(after.error());
  return std::unexpected(compared_with_parent(builder, set, lock_before, std::move(after.error())));
}

base::Result<Verified> as_result(Refusal refusal) {
  if (refusal.problem) return std::unexpected(*std::move(refusal.problem));
  return Verified{std::nullopt, refusal.reason, std::move(refusal.evidence)};
}

}  // namespace

base::Result<Verified> verify(const Repository& repository, const std::string& commit,
                              const VerifyOptions& options, std::stop_token stop) {
  const auto read = read_change_set(repository, commit, true, Limits{});
  if (!read) return std::unexpected(read.error());
  if (!read->set) return Verified{std::nullopt, Unproved::not_mined};
  const auto locks = locks_of(repository, *read->set, options, stop);
  if (!locks) return as_result(locks.error());
  auto work = WorkFolder::take(options.kept, options.scratch, stop);
  if (!work) return std::unexpected(work.error());
  const Builder builder(repository, options, *std::move(work), locks->crates, stop);
  auto proof = proved(builder, *read->set, *locks);
  // What fails after a stop says nothing about the commit.
  if (stop.stop_requested())
    return std::unexpected(as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
  if (!proof) return as_result(std::move(proof.error()));
  proof->toolchain = options.toolchain.text();
  return Verified{*std::move(proof), {}};
}

}  // namespace git_miner

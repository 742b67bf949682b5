#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include <cargo/dep_info.hpp>
#include <git_miner/verify.hpp>

#include "filter/read_change_set.hpp"
#include "proof/builder.hpp"
#include "proof/cargo_words.hpp"
#include "proof/compiled.hpp"
#include "proof/crate_pool.hpp"
#include "proof/scope.hpp"
#include "proof/scratch_file.hpp"
#include "proof/source_folder.hpp"
#include "proof/test_outcome.hpp"
#include "proof/tests_first.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr const char* format_command = "cargo fmt --check";

// The tests of an output with its exit code.
struct TestsRun {
  bool built = false;
  sandbox::Outcome outcome;  // of the build if that failed
  TestOutcome tests;
};

bool speaks_of_lints(const std::string& message) {
  return message.contains("clippy") || message.contains("Clippy") || message.contains("lint") ||
         message.contains("warning");
}

class Verification {
 public:
  Verification(const Builder& builder, const ChangeSet& set, std::string lock_before, std::string lock_after)
      : builder_(builder),
        set_(set),
        lock_before_{{"Cargo.lock", std::move(lock_before)}},
        lock_after_{{"Cargo.lock", std::move(lock_after)}} {}

  Or<Proof> run() {
    proof_.tests_first = tests_in_parent(set_);
    if (auto done = run_after(); !done) return std::unexpected(done.error());
    if (auto done = run_with_tests(); !done) return std::unexpected(done.error());
    if (auto done = run_base(); !done) return std::unexpected(done.error());
    if (proof_.before.empty()) proof_.tests_first.clear();
    proof_.kind = after_.tests.passed.empty() ? ProofKind::built : ProofKind::tested;
    return std::move(proof_);
  }

 private:
  std::string test_command() const { return "cargo test" + scope_.flags(); }
  std::string clippy_command() const { return "cargo clippy" + scope_.flags() + " --all-targets -- -D warnings"; }

  // Built first, so that what is captured afterwards tells nothing of what happened to be compiled already.
  Or<TestsRun> tested(const cargo::Workbench& bench, const std::string& options = "") const {
    TestsRun run;
    auto built = builder_.compile(bench, test_command() + " --no-run --message-format=json");
    if (!built) return std::unexpected(built.error());
    run.built = built->succeeded();
    auto outcome = run.built ? builder_.run(bench, test_command() + options)
                             : builder_.compile(bench, test_command());
    if (!outcome) return std::unexpected(outcome.error());
    run.tests = read_test_outcome(outcome->stdout_text);
    run.outcome = *std::move(outcome);
    return run;
  }

  Or<CapturedRun> linted(const cargo::Workbench& bench) const {
    if (auto first = builder_.compile(bench, clippy_command()); !first) return std::unexpected(first.error());
    const auto outcome = builder_.compile(bench, clippy_command());
    if (!outcome) return std::unexpected(outcome.error());
    return captured_run(clippy_command(), *outcome);
  }

  Or<void> run_after() {
    auto bench = builder_.open(set_.text.id, lock_after_);
    if (!bench) return std::unexpected(bench.error());
    auto packages = builder_.packages(*bench);
    if (!packages) return std::unexpected(packages.error());
    facts_.packages = *std::move(packages);
    scope_ = scope_of(facts_.packages, set_);
    if (scope_.packages.empty()) return refuse(Unproved::not_compiled, set_.files.front().change.path());
    const auto cfgs = builder_.run(*bench, "rustc --print cfg");
    if (!cfgs) return std::unexpected(cfgs.error());
    facts_.cfgs = cfgs->stdout_text;
    facts_.source = builder_.source();
    if (auto done = compile_change(*bench); !done) return done;
    if (auto done = check_after(*bench); !done) return done;
    return unchanged(*bench);
  }

  // With the features that are on by default, else with all.
  Or<void> compile_change(const cargo::Workbench& bench) {
    auto lacking = build_with_scope(bench);
    if (!lacking) return std::unexpected(lacking.error());
    if (!*lacking) return {};
    const bool has_features = std::ranges::any_of(facts_.packages, [&](const cargo::Package& package) {
      return !package.features.empty() && scope_.has(package.name);
    });
    if ((*lacking)->may_be_feature && has_features) {
      scope_.all_features = true;
      const auto still = build_with_scope(bench);
      if (!still && still.error().problem) return std::unexpected(still.error());
      if (still && !*still) return {};
    }
    return refuse(Unproved::not_compiled, (*lacking)->what);
  }

  Or<std::optional<Uncompiled>> build_with_scope(const cargo::Workbench& bench) {
    const auto built = builder_.compile(bench, test_command() + " --no-run --message-format=json");
    if (!built) return std::unexpected(built.error());
    facts_.messages = cargo::read_messages(built->stdout_text);
    if (!built->succeeded()) return build_failed(bench);
    facts_.compiled = cargo::compiled_files(builder_.target());
    auto lacking = uncompiled_part(set_, facts_);
    if (!lacking) return lacking;
    // Benchmarks are no part of `cargo test`.
    const auto checked = builder_.compile(bench, "cargo check" + scope_.flags() + " --all-targets");
    if (!checked) return std::unexpected(checked.error());
    facts_.compiled = cargo::compiled_files(builder_.target());
    return uncompiled_part(set_, facts_);
  }

  Or<std::optional<Uncompiled>> build_failed(const cargo::Workbench& bench) const {
    const auto again = builder_.compile(bench, test_command() + " --no-run");
    if (!again) return std::unexpected(again.error());
    const std::string& said = again->stdout_text;
    if (wants_nightly(said)) return refuse(Unproved::needs_nightly, first_error(said));
    if (wants_newer_rust(said)) return refuse(Unproved::needs_newer_rust, first_error(said));
    return refuse(Unproved::build_fails_after, first_error(said));
  }

  Or<void> check_after(const cargo::Workbench& bench) {
    const auto formatted = builder_.run(bench, format_command);
    if (!formatted) return std::unexpected(formatted.error());
    note(captured_run(format_command, *formatted));
    auto lints = linted(bench);
    if (!lints) return std::unexpected(lints.error());
    note(*std::move(lints));
    auto tests = tested(bench);
    if (!tests) return std::unexpected(tests.error());
    after_ = *std::move(tests);
    if (after_.outcome.succeeded() && !after_.tests.is_whole)
      return refuse(Unproved::tests_fail_after, "a program of tests did not come to its end");
    note(captured_run(test_command(), after_.outcome));
    return {};
  }

  // A run that fails waits for what the parent says.
  void note(CapturedRun run) { (run.exit_code == 0 ? proof_.after : failed_after_).push_back(std::move(run)); }

  // A build script or a test may write beside the sources, but what it changes was not judged.
  Or<void> unchanged(const cargo::Workbench& bench) const {
    for (const ChangedFile& file : set_.files) {
      if (file.change.kind == ChangeKind::deleted) continue;
      std::error_code error;
      const fs::path path = bench.source() / file.change.path();
      std::string text;
      if (fs::is_regular_file(fs::symlink_status(path, error)) && fs::file_size(path, error) == file.after.size()) {
        std::ifstream stream(path, std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(stream), {});
      }
      if (text != file.after) return refuse(Unproved::changes_sources, file.change.path());
    }
    return {};
  }

  // The parent with the commit's tests.
  Or<void> run_with_tests() {
    if (proof_.tests_first.empty() || !failed_tests_after().empty()) return {};
    auto files = lock_before_;
    for (const auto& [path, text] : proof_.tests_first) files[path] = text;
    auto bench = builder_.open(set_.text.parents.front(), files);
    if (!bench) return std::unexpected(bench.error());
    if (auto has = has_packages(*bench); !has || !*has) return has ? Or<void>() : std::unexpected(has.error());
    auto run = tested(*bench);
    if (!run) return std::unexpected(run.error());
    with_tests_ = *std::move(run);
    const bool shows_the_change =
        !with_tests_->built || std::ranges::any_of(with_tests_->tests.failed, [&](const auto& failed) {
          return after_.tests.passed.contains(failed.first);
        });
    if (!with_tests_->outcome.succeeded() && shows_the_change)
      proof_.before.push_back(captured_run(test_command(), with_tests_->outcome));
    return {};
  }

  // Whether the parent has the packages at all.
  Or<bool> has_packages(const cargo::Workbench& bench) const {
    const auto packages = builder_.packages(bench);
    if (!packages) return packages.error().problem ? Or<bool>(std::unexpected(packages.error())) : Or<bool>(false);
    return scope_.whole_workspace || std::ranges::all_of(scope_.packages, [&](const std::string& name) {
             return std::ranges::any_of(*packages, [&](const auto& package) { return package.name == name; });
           });
  }

  Or<void> run_base() {
    auto bench = builder_.open(set_.text.parents.front(), lock_before_);
    if (!bench) return std::unexpected(bench.error());
    const auto has = has_packages(*bench);
    if (!has) return std::unexpected(has.error());
    if (!*has) return failed_after_.empty() ? Or<void>() : refuse_failed();
    const auto base = tested(*bench, " --no-fail-fast");
    if (!base) return std::unexpected(base.error());
    if (auto done = settle_failed(*bench, *base); !done) return done;
    if (auto lost = first_lost(base->tests.passed, after_.tests.passed); !lost.empty())
      return refuse(Unproved::test_lost, std::move(lost));
    if (with_tests_ && with_tests_->outcome.succeeded()) {
      const std::string added = first_missing(after_.tests.passed, base->tests.passed);
      if (!added.empty() && first_missing(after_.tests.passed, with_tests_->tests.passed).empty())
        return refuse(Unproved::tests_prove_nothing, added);
    }
    return show_before(*bench, *base);
  }

  // What fails after the change and before it says nothing about it.
  Or<void> settle_failed(const cargo::Workbench& bench, const TestsRun& base) {
    for (const CapturedRun& run : failed_after_) {
      if (run.command == test_command()) {
        const auto failed = failed_tests_after();
        return refuse(base.outcome.succeeded() ? Unproved::tests_fail_after : Unproved::tests_fail, failed);
      }
      const auto before = run.command == format_command ? builder_.run(bench, run.command)
                                                        : builder_.compile(bench, run.command);
      if (!before) return std::unexpected(before.error());
      const bool is_format = run.command == format_command;
      if (before->succeeded())
        return refuse(is_format ? Unproved::format_fails_after : Unproved::clippy_fails_after,
                      first_error(run.output));
      proof_.left_out.push_back({run.command, (is_format ? "fmt" : "clippy") + std::string(" failed before the change too")});
    }
    return {};
  }

  // Without a parent to compare with.
  std::unexpected<Refusal> refuse_failed() const {
    const CapturedRun& run = failed_after_.front();
    if (run.command == format_command) return refuse(Unproved::format_fails_after);
    if (run.command == test_command()) return refuse(Unproved::tests_fail_after, failed_tests_after());
    return refuse(Unproved::clippy_fails_after, first_error(run.output));
  }

  std::string failed_tests_after() const {
    if (after_.outcome.succeeded()) return {};
    return after_.tests.failed.empty() ? "cargo test" : after_.tests.failed.begin()->first;
  }

  // The parent's own failure, where no test of the commit shows it.
  Or<void> show_before(const cargo::Workbench& bench, const TestsRun& base) {
    if (!proof_.before.empty()) return {};
    proof_.tests_first.clear();
    if (!base.outcome.succeeded()) {
      const auto seen = builder_.run(bench, test_command());
      if (!seen) return std::unexpected(seen.error());
      if (!seen->succeeded()) proof_.before.push_back(captured_run(test_command(), *seen));
      return {};
    }
    const bool is_linted = std::ranges::any_of(
        proof_.after, [&](const CapturedRun& run) { return run.command == clippy_command(); });
    if (!is_linted || !speaks_of_lints(set_.text.message)) return {};
    auto lints = linted(bench);
    if (!lints) return std::unexpected(lints.error());
    if (lints->exit_code != 0) proof_.before.push_back(*std::move(lints));
    return {};
  }

  const Builder& builder_;
  const ChangeSet& set_;
  std::map<std::string, std::string> lock_before_, lock_after_;
  Scope scope_;
  BuildFacts facts_;
  TestsRun after_;
  std::optional<TestsRun> with_tests_;
  std::vector<CapturedRun> failed_after_;
  Proof proof_;
};

base::Result<Verified> as_result(const Refusal& refusal) {
  if (refusal.problem) return std::unexpected(*refusal.problem);
  return Verified{std::nullopt, refusal.reason, refusal.evidence};
}

// Why the build fails after the change, if it does so before it as well.
base::Result<Verified> compared_with_base(const Builder& builder, const ChangeSet& set, const std::string& lock,
                                          Refusal refusal) {
  auto bench = builder.open(set.text.parents.front(), {{"Cargo.lock", lock}});
  if (!bench) return as_result(refusal);
  const auto packages = builder.packages(*bench);
  if (!packages) {
    if (packages.error().problem) return as_result(packages.error());
    refusal.reason = Unproved::build_fails;
    return as_result(refusal);
  }
  const std::string flags = scope_of(*packages, set).flags();
  const auto built = builder.compile(*bench, "cargo test" + flags + " --no-run");
  if (!built) return as_result(built.error());
  if (!built->succeeded()) refusal.reason = Unproved::build_fails;
  return as_result(refusal);
}

struct Locks {
  std::string before, after;
  std::vector<sandbox::Bind> binds;
};

Or<Locks> locks_of(const Repository& repository, const ChangeSet& set, const VerifyOptions& options,
                   const std::stop_token& stop) {
  const fs::path own = options.scratch / "pool";
  const bool shared = !options.crates.empty();
  if (!shared) {
    std::error_code error;
    fs::create_directories(own, error);
    if (error) return refuse(write_problem(error));
  }
  const CratePool pool(options.toolchain, shared ? options.crates : own,
                       shared ? Network::allowed : Network::none);
  Locks locks;
  const auto provide = [&](const std::string& commit, const std::string& like, std::string& lock) -> Or<void> {
    const auto definition = definition_of(repository, commit);
    if (!definition) return refuse(definition.error());
    if (!*definition) return refuse(Unproved::no_manifest);
    auto crates = pool.provide(**definition, like, stop);
    if (!crates) return refuse(crates.error());
    if (crates->reason) return refuse(*crates->reason, crates->evidence);
    lock = std::move(crates->lock);
    return {};
  };
  if (auto done = provide(set.text.parents.front(), "", locks.before); !done) return std::unexpected(done.error());
  if (auto done = provide(set.text.id, locks.before, locks.after); !done) return std::unexpected(done.error());
  auto binds = pool.binds();
  if (!binds) return refuse(binds.error());
  locks.binds = *std::move(binds);
  return locks;
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
  const Builder builder(repository, options, *std::move(work), locks->binds, stop);
  auto proof = Verification(builder, *read->set, locks->before, locks->after).run();
  if (stop.stop_requested())
    return std::unexpected(as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
  if (!proof) {
    if (!proof.error().problem && proof.error().reason == Unproved::build_fails_after)
      return compared_with_base(builder, *read->set, locks->before, proof.error());
    return as_result(proof.error());
  }
  proof->toolchain = options.toolchain.text();
  return Verified{*std::move(proof), {}};
}

}  // namespace git_miner

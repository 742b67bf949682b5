#include "proof/before_side.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "proof/captured.hpp"
#include "proof/cargo_words.hpp"
#include "proof/kept_tests.hpp"
#include "proof/tests_first.hpp"

namespace git_miner {
namespace {

using Files = std::map<std::string, std::string>;

bool speaks_of_lints(const std::string& message) {
  return message.contains("lippy") || message.contains("lint") || message.contains("warning");
}

// It may be that a test of the parent fails.
bool tells_of_fault(const std::string& message) {
  static const RE2 fault(
      R"((?i)\b(?:fix|bug|fail|panic|crash|broken|break|wrong|regress|error|incorrect|test|overflow|leak))");
  return RE2::PartialMatch(message, fault);
}

constexpr std::size_t most_skipped = 8;
constexpr std::size_t most_named = 4;  // on a command line

// That a command line holds without quotes.
bool is_plain_name(const std::string& name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") ==
             std::string::npos;
}

// The parent, and what it shows of a commit that was run.
class Comparison {
 public:
  Comparison(const Builder& builder, const ChangeSet& set, AfterSide after, Files lock, Files lock_after)
      : builder_(builder),
        set_(set),
        parent_(set.text.parents.front()),
        after_(std::move(after)),
        lock_(std::move(lock)),
        lock_after_(std::move(lock_after)) {}

  Or<Proof> run() {
    proof_.after = after_.passed;
    proof_.kind = after_.tests.tests.passed.empty() ? ProofKind::built : ProofKind::tested;
    tests_ = test_command(after_.scope);
    const auto has_parent = look_at_parent();
    if (!has_parent) return std::unexpected(has_parent.error());
    if (*has_parent) {
      if (auto done = compare(); !done) return std::unexpected(done.error());
    }
    if (!after_.tests_fail)
      proof_.after.push_back(captured_tests(tests_, after_.tests.outcome, tests_of_the_change()));
    return std::move(proof_);
  }

 private:
  // Whether the packages are there before. What fails after the change is settled.
  Or<bool> look_at_parent() {
    const auto bench = builder_.open(parent_, lock_);
    if (!bench) return std::unexpected(bench.error());
    const auto has = has_packages(*bench);
    if (!has) return std::unexpected(has.error());
    if (!*has) {
      if (auto done = refuse_failed(); !done) return std::unexpected(done.error());
      return false;
    }
    for (const CapturedRun& run : after_.failed) {
      if (auto done = settle_style(*bench, run); !done) return std::unexpected(done.error());
    }
    if (!base_may_wait()) {
      if (auto done = run_base(*bench); !done) return std::unexpected(done.error());
    }
    return true;
  }

  Or<void> compare() {
    if (after_.tests_fail) {
      if (auto done = run_without_known_failures(); !done) return done;
    }
    if (auto done = run_with_tests(); !done) return done;
    return show_parent();
  }

  // Where all pass after the change and none can be gone, the parent's own tests decide nothing: at most they show a fault
  // that is mended, or that the tests of the change pass without it.
  bool base_may_wait() const { return !after_.tests_fail && keeps_all_tests(set_); }

  Or<void> run_base(const cargo::Workbench& bench) {
    auto base = run_tests(builder_, bench, base_command());
    if (!base) return std::unexpected(base.error());
    base_ = *std::move(base);
    if (after_.tests_fail) {
      if (auto done = settle_tests(); !done) return done;
    }
    if (auto lost = first_lost(base_->tests.passed, after_.tests.tests.passed); !lost.empty())
      return refuse(Unproved::test_lost, std::move(lost));
    return {};
  }

  Or<void> run_base_that_waited() {
    if (base_) return {};
    const auto bench = builder_.open(parent_, lock_);
    if (!bench) return std::unexpected(bench.error());
    return run_base(*bench);
  }

  // Doctests that do not change take most of the time of a library, and decide nothing.
  bool base_has_doctests() const { return after_.tests_fail || !keeps_doctests(set_); }

  std::string base_command() const {
    return test_command(after_.scope) + (base_has_doctests() ? "" : " --tests") + " --no-fail-fast";
  }

  std::set<std::string> tests_of_the_change() const {
    return tests_of_change(set_, after_.tests.tests.passed, mended_);
  }

  // What fails after the change and before it says nothing about it.
  Or<void> settle_style(const cargo::Workbench& bench, const CapturedRun& run) {
    const bool is_format = run.command == format_command;
    const auto before = is_format ? builder_.run(bench, run.command) : builder_.compile(bench, run.command);
    if (!before) return std::unexpected(before.error());
    if (before->succeeded()) return refuse_style(run);
    proof_.left_out.push_back({run.command,
                               std::string(is_format ? "fmt" : "clippy") + " failed before the change too",
                               captured_baseline(run.command, *before)});
    return {};
  }

  Or<void> settle_tests() {
    const TestCounts& failed = after_.tests.tests.failed;
    const std::string first = failed.empty() ? tests_ : failed.begin()->first;
    if (base_->outcome.succeeded() || failed.empty() || !first_missing(failed, base_->tests.failed).empty())
      return refuse(Unproved::tests_fail_after, first);
    // Others are cases of one of these, such as the files of trybuild.
    for (const auto& [name, count] : failed) {
      if (is_plain_name(name_of_test(name))) known_failures_.insert(name_of_test(name));
    }
    if (known_failures_.empty() || known_failures_.size() > most_skipped)
      return refuse(Unproved::tests_fail, first,
                    remedy_of_tests(base_->outcome.stdout_text, lock_.at("Cargo.lock")));
    return {};
  }

  // A parent that lacks the packages explains no failure.
  Or<void> refuse_failed() const {
    if (!after_.failed.empty()) return refuse_style(after_.failed.front());
    if (!after_.tests_fail) return {};
    return refuse(Unproved::tests_fail_after, first_missing(after_.tests.tests.failed, {}));
  }

  static std::unexpected<Refusal> refuse_style(const CapturedRun& run) {
    return refuse(run.command == format_command ? Unproved::format_fails_after : Unproved::clippy_fails_after,
                  first_error(run.output));
  }

  // As one does who knows that these tests fail here: on another toolchain, without a network.
  Or<void> run_without_known_failures() {
    std::string skipped, names;
    for (const std::string& name : known_failures_) {
      skipped += " --skip " + name;
      names += (names.empty() ? "" : ", ") + name;
    }
    auto baseline = captured_failing_tests(base_command(), base_->outcome, known_failures_);
    if (!baseline) return refuse(Unproved::tests_fail, *known_failures_.begin());
    proof_.left_out.push_back({tests_, "failed before the change too: " + names, std::move(baseline)});
    tests_ += " --" + skipped;
    const auto bench = builder_.open(set_.text.id, lock_after_);
    if (!bench) return std::unexpected(bench.error());
    auto run = run_tests(builder_, *bench, tests_);
    if (!run) return std::unexpected(run.error());
    // `--skip` goes by parts of names: it must not take others along.
    const bool took_others = std::ranges::any_of(after_.tests.tests.passed, [&](const auto& passed) {
      const bool is_own_test = is_plain_name(name_of_test(passed.first)) || is_doctest(passed.first);
      return is_own_test && !run->tests.passed.contains(passed.first);
    });
    if (!run->outcome.succeeded() || run->tests.passed.empty() || took_others)
      return refuse(Unproved::tests_fail, *known_failures_.begin());
    proof_.after.push_back(captured_tests(tests_, run->outcome, tests_of_the_change()));
    return {};
  }

  // The parent with the commit's tests.
  Or<void> run_with_tests() {
    auto tests = tests_in_parent(set_);
    if (tests.empty()) return tells_of_fault(set_.text.message) ? run_base_that_waited() : Or<void>();
    Files files = tests;
    files.insert(lock_.begin(), lock_.end());
    std::string command = new_tests_command();
    Or<TestsRun> run;
    {
      const auto bench = builder_.open(parent_, files);
      if (!bench) return std::unexpected(bench.error());
      run = run_tests(builder_, *bench, command);
      if (run && !shows_the_change(*run) && command != tests_) {
        command = tests_;
        run = run_tests(builder_, *bench, command);
      }
      if (!run) return std::unexpected(run.error());
    }
    if (shows_the_change(*run)) {
      proof_.tests_first = std::move(tests);
      mended_ = run->tests.failed;
      proof_.before.push_back(captured_tests(command, run->outcome, tests_of_the_change()));
      return {};
    }
    if (auto done = run_base_that_waited(); !done) return done;
    return run->outcome.succeeded() ? refuse_idle_tests(run->tests) : Or<void>();
  }

  // As one runs a test just written: what the others give in this state decides nothing.
  std::string new_tests_command() const {
    std::vector<std::string> names;
    std::ranges::copy_if(tests_of_the_change(), std::back_inserter(names), is_plain_name);
    if (names.empty() || names.size() > most_named) return tests_;
    if (names.size() == 1 && known_failures_.empty()) return tests_ + " " + names.front();
    std::string command = tests_ + (known_failures_.empty() ? " --" : "");
    for (const std::string& name : names) command += " " + name;
    return command;
  }

  bool shows_the_change(const TestsRun& run) const {
    return !run.outcome.succeeded() &&
           (!run.built || std::ranges::any_of(run.tests.failed, [&](const auto& failed) {
             return after_.tests.tests.passed.contains(failed.first);
           }));
  }

  // New tests that pass on the parent's source prove nothing.
  Or<void> refuse_idle_tests(const TestOutcome& with_tests) const {
    TestCounts after = after_.tests.tests.passed;
    if (!base_has_doctests()) std::erase_if(after, [](const auto& test) { return is_doctest(test.first); });
    auto added = first_missing(after, base_->tests.passed);
    if (added.empty() || !first_missing(after, with_tests.passed).empty()) return {};
    return refuse(Unproved::tests_prove_nothing, std::move(added));
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

  // The parent's own failure, where no test of the commit shows it.
  Or<void> show_parent() {
    if (!proof_.before.empty()) return {};
    if (base_) mended_ = base_->tests.failed;
    const bool mends_tests =
        base_ && (!base_->built || std::ranges::any_of(base_->tests.failed, [&](const auto& failed) {
          return after_.tests.tests.passed.contains(failed.first);
        }));
    const bool is_clean = std::ranges::any_of(
        proof_.after, [&](const CapturedRun& run) { return run.command == clippy_command(after_.scope); });
    if (!mends_tests && !(is_clean && speaks_of_lints(set_.text.message))) return {};
    const auto bench = builder_.open(parent_, lock_);
    if (!bench) return std::unexpected(bench.error());
    const std::string command = mends_tests ? tests_ : clippy_command(after_.scope);
    const auto seen = builder_.compile(*bench, command);
    if (!seen) return std::unexpected(seen.error());
    if (!seen->succeeded())
      proof_.before.push_back(mends_tests ? captured_tests(command, *seen, tests_of_the_change())
                                          : captured_run(command, *seen));
    return {};
  }

  const Builder& builder_;
  const ChangeSet& set_;
  std::string parent_;
  AfterSide after_;
  Files lock_, lock_after_;
  std::string tests_;             // the command that runs them
  std::optional<TestsRun> base_;  // the parent's own tests
  TestCounts mended_;             // tests that fail before
  std::set<std::string> known_failures_;
  Proof proof_;
};

}  // namespace

Or<Proof> compared_with_parent(const Builder& builder, const ChangeSet& set, AfterSide after,
                               const Locks& locks) {
  return Comparison(builder, set, std::move(after), {{"Cargo.lock", locks.before}},
                    {{"Cargo.lock", locks.after}})
      .run();
}

}  // namespace git_miner

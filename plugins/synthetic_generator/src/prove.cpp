#include <algorithm>

#include <fmt/core.h>

#include <cargo/killed.hpp>
#include <cargo/published_output.hpp>
#include <cargo/shell.hpp>
#include <rust_code/source_file.hpp>
#include <synthetic_generator/prove.hpp>

#include "file_tree.hpp"
#include "findings.hpp"
#include "first_error.hpp"
#include "formatted.hpp"
#include "mutants.hpp"

namespace synthetic_generator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_mutants = 10;
constexpr std::string_view all_features_test = "cargo test --all-features";
constexpr std::string_view clippy_command = "cargo clippy --all-targets -- -D warnings";

class Prover {
 public:
  Prover(const Unit& unit, const Rendered& rendered, const Environment& environment)
      : unit_(unit), rendered_(rendered), environment_(environment), trap_(*rendered.trap) {}

  Proved<Proof> run() {
    for (const auto step : {&Prover::prepare, &Prover::start_side, &Prover::done_side, &Prover::teeth}) {
      if (auto passed = (this->*step)(); !passed) return std::unexpected(passed.error());
    }
    return std::move(proof_);
  }

 private:
  using Passed = Proved<void>;

  Passed prepare() {
    auto start = formatted(rendered_.start, text(trap_.layout), environment_.scratch / "start", environment_,
                           Gate::start_not_formatted);
    if (!start) return std::unexpected(start.error());
    auto done =
        formatted(rendered_.done, {}, environment_.scratch / "done", environment_, Gate::done_not_formatted);
    if (!done) return std::unexpected(done.error());
    if (*start == *done) return rejected(Gate::equal_sides);
    if (trap_.task == TaskKind::layout) {
      const auto again =
          formatted(*start, {}, environment_.scratch / "again", environment_, Gate::start_not_formatted);
      if (!again) return std::unexpected(again.error());
      if (*again != *done) return rejected(Gate::done_layout);
    }
    proof_.start = *std::move(start);
    proof_.done = *std::move(done);
    auto options = environment_.options;
    if (unit_.skeleton->uses_crates) {
      auto with = environment_.options_with_crates();
      if (!with) return failed(with.error());
      options = *std::move(with);
    }
    options.jobs = 1;  // else the order in which targets fail is that of a race
    if (auto written = update_tree(workspace(), {}, proof_.start); !written) return failed(written.error());
    present_ = proof_.start;
    auto shell = cargo::Shell::open(environment_.toolchain, workspace(), "/workspace",
                                    environment_.scratch / "shell", std::move(options));
    if (!shell) return failed(shell.error());
    shell_.emplace(*std::move(shell));
    return {};
  }

  // --- the start side

  Passed start_side() {
    // A broken manifest cannot be locked: the command that shows the fault says so itself.
    if (auto locked = typed("cargo generate-lockfile"); !locked) return failed(locked.error());
    const bool broken = !trap_.codes.empty() || !trap_.message.empty();
    if (!trap_.command.empty()) {
      auto before = shell(trap_.command);
      if (!before) return std::unexpected(before.error());
      proof_.before = *std::move(before);
      if (auto shown = shows_fault(*proof_.before); !shown) return shown;
    }
    if (trap_.detector) {
      auto faults = find_faults(proof_.start);
      if (!faults) return rejected(Gate::start_not_parsed, faults.error().text());
      if (std::ranges::find(*faults, *trap_.detector, &Finding::detector) == faults->end())
        return rejected(Gate::no_finding, base::name_of(*trap_.detector));
    }
    if (!broken) {
      auto test = shell("cargo test");
      if (!test) return std::unexpected(test.error());
      if (test->exit_code != 0) return rejected(Gate::start_fails_tests, test->output);
    }
    if (trap_.task == TaskKind::feature && test_names(proof_.start) == test_names(proof_.done))
      return rejected(Gate::no_new_test);
    return {};
  }

  Passed shows_fault(const Captured& before) {
    if (before.exit_code == 0) return rejected(Gate::start_shows_no_fault, before.output);
    const FirstError error = first_error(before.output);
    proof_.code = error.code;
    proof_.failing_tests = cargo::read_test_report(before.output).count(cargo::TestStatus::failed);
    proof_.diagnostic = error.block.empty() ? before.output : error.block;
    if (!trap_.codes.empty() && std::ranges::find(trap_.codes, error.code) == trap_.codes.end())
      return rejected(Gate::other_code, before.output);
    if (!trap_.message.empty() && !before.output.contains(text(trap_.message)))
      return rejected(Gate::other_message, before.output);
    if (!trap_.lint.empty() && !names_lint(before.output)) return rejected(Gate::other_lint, before.output);
    if (!trap_.file.empty() && error.file != text(trap_.file))
      return rejected(Gate::other_file, before.output);
    if (!trap_.place.empty()) {
      const std::string item = item_at(proof_.start, error.file, error.line);
      if (item != text(trap_.place)) return rejected(Gate::other_item, item + "\n" + before.output);
    }
    return {};
  }

  bool names_lint(const std::string& output) const {
    std::string dashed = trap_.lint;
    std::ranges::replace(dashed, '_', '-');
    const std::string page = "index.html#" + trap_.lint.substr(trap_.lint.rfind(':') + 1);
    return output.contains(trap_.lint) || output.contains(dashed) || output.contains(page);
  }

  // --- the done side

  Passed done_side() {
    const auto faults = find_faults(proof_.done);
    if (!faults) return rejected(Gate::done_not_parsed, faults.error().text());
    for (const Finding& fault : *faults) {
      if (fault.detector == Detector::static_bounds && unit_.skeleton->keeps_static) continue;
      return rejected(Gate::fault_of_style,
                      fmt::format("{} at {}:{}", base::name_of(fault.detector), fault.file, fault.line));
    }
    if (auto placed = place(proof_.done); !placed) return placed;
    if (auto passed = succeeded("cargo fmt --check", Gate::done_layout); !passed) return passed;
    auto clippy = shell(std::string(clippy_command));
    if (!clippy) return std::unexpected(clippy.error());
    if (clippy->exit_code != 0) return rejected(Gate::done_not_clean, clippy->output);
    proof_.clippy = *std::move(clippy);
    proof_.commands.emplace_back(clippy_command, 0);
    if (auto passed = tests(); !passed) return passed;
    if (auto passed = further_checks(); !passed) return passed;
    return succeeded("cargo build", Gate::done_not_built);
  }

  // What the usual checks leave out: code behind features, and a command of the trap's own.
  Passed further_checks() {
    std::vector<std::string> commands;
    if (unit_.skeleton->all_features)
      commands.emplace_back("cargo clippy --all-targets --all-features -- -D warnings");
    const auto usual = {std::string_view(), std::string_view("cargo check"), std::string_view("cargo build"),
                        std::string_view("cargo test"), clippy_command};
    if (std::ranges::find(usual, trap_.command) == usual.end() &&
        std::ranges::find(commands, trap_.command) == commands.end())
      commands.push_back(trap_.command);
    for (const std::string& command : commands) {
      auto run = shell(command);
      if (!run) return std::unexpected(run.error());
      if (run->exit_code != 0) return rejected(Gate::fails_further_check, run->output);
      proof_.commands.emplace_back(command, 0);
      proof_.more.push_back(*std::move(run));
    }
    return {};
  }

  Passed tests() {
    auto run = typed("cargo test");
    if (!run) return failed(run.error());
    test_wall_ = run->wall;
    if (!run->succeeded()) return rejected(Gate::done_fails_tests, run->stdout_text);
    proof_.tests = cargo::read_test_report(run->stdout_text).count(cargo::TestStatus::ok);
    proof_.test = published("cargo test", *run);
    proof_.commands.emplace_back("cargo test", 0);
    if (!unit_.skeleton->all_features) return all_tests_ran(*run, "cargo test -- --list");
    auto all = typed(std::string(all_features_test));  // some tests are behind features
    if (!all) return failed(all.error());
    proof_.more.push_back(published(std::string(all_features_test), *all));
    proof_.commands.emplace_back(all_features_test, 0);
    return all_tests_ran(*all, fmt::format("{} -- --list", all_features_test));
  }

  // The run has every test that the syntax shows, and all of them passed.
  Passed all_tests_ran(const sandbox::Outcome& run, const std::string& list_command) const {
    auto list = typed(list_command);
    if (!list) return failed(list.error());
    std::vector<std::string> required = test_names(proof_.done);
    if (required.empty()) return rejected(Gate::done_has_no_tests);
    for (const std::string& name : unit_.skeleton->required) required.push_back(text(name));
    const auto verdict = cargo::judge(cargo::read_test_report(run.stdout_text),
                                      cargo::read_test_list(list->stdout_text), run.exit_code, required);
    if (verdict.passed) return {};
    const std::string why = verdict.problems.empty() ? "" : verdict.problems.front();
    return rejected(Gate::done_fails_tests, why + "\n" + run.stdout_text);
  }

  Passed succeeded(const std::string& command, Gate otherwise) {
    const auto outcome = typed(command);
    if (!outcome) return failed(outcome.error());
    if (!outcome->succeeded()) return rejected(otherwise, outcome->stdout_text);
    proof_.commands.emplace_back(command, 0);
    return {};
  }

  // --- its tests

  Passed teeth() {
    const std::string mutants_test =
        fmt::format("cargo test --tests{}", unit_.skeleton->all_features ? " --all-features" : "");
    const auto wall = std::max(10 * test_wall_, std::chrono::milliseconds(2000));
    for (Mutant& mutant : mutants_of(proof_.done, most_mutants)) {
      Files files = proof_.done;
      files[mutant.file] = std::move(mutant.text);
      if (auto placed = place(files); !placed) return placed;
      auto run = typed(mutants_test, wall);
      if (!run) return failed(run.error());
      if (cargo::read_test_report(run->stdout_text).count(cargo::TestStatus::failed) == 0) continue;
      proof_.mutant = std::move(mutant.description);
      return {};
    }
    return rejected(Gate::no_mutant_fails);
  }

  // --- common

  // Makes the workspace hold these files; a changed manifest needs another lock file.
  Passed place(const Files& files) {
    const auto manifests = [](const Files& all) {
      Files result;
      for (const auto& [path, text] : all) {
        if (path.ends_with("Cargo.toml")) result[path] = text;
      }
      return result;
    };
    const bool relock = manifests(present_) != manifests(files);
    if (auto written = update_tree(workspace(), present_, files); !written) return failed(written.error());
    present_ = files;
    if (!relock) return {};
    std::error_code error;
    fs::remove(workspace() / "Cargo.lock", error);
    const auto locked = typed("cargo generate-lockfile");
    if (!locked) return failed(locked.error());
    if (!locked->succeeded()) return rejected(Gate::done_not_locked, locked->stdout_text);
    return {};
  }

  fs::path workspace() const { return environment_.scratch / "workspace"; }

  // A command line as an agent types it.
  base::Result<sandbox::Outcome> typed(const std::string& command,
                                       std::chrono::milliseconds wall = std::chrono::minutes(2)) const {
    auto outcome = shell_->run(command, "/workspace", wall, environment_.stop);
    if (outcome && cargo::is_killed(*outcome))
      return base::failure("an example was not proved", "`" + command + "` was killed",
                           "see that the machine has memory enough, and run again");
    return outcome;
  }

  Proved<Captured> shell(const std::string& command) {
    const auto outcome = typed(command);
    if (!outcome) return failed(outcome.error());
    if (outcome->ending != sandbox::Ending::exited)
      return rejected(Gate::command_did_not_end,
                      fmt::format("{}: {}", command, base::name_of(outcome->ending)));
    return published(command, *outcome);
  }

  static Captured published(const std::string& command, const sandbox::Outcome& outcome) {
    static const std::vector<cargo::NeutralPath> folders = {{"/target", "target"}};
    return {command, cargo::published_output(outcome.stdout_text, folders), outcome.exit_code};
  }

  // Texts of a skeleton were expanded once when it was read into the tests; an error here is one of the
  // template.
  std::string text(const std::string& from) const {
    auto expanded = expand(from, rendered_.slots);
    return expanded ? *std::move(expanded) : fmt::format("<{}>", expanded.error().text());
  }

  const Unit& unit_;
  const Rendered& rendered_;
  const Environment& environment_;
  const Trap& trap_;
  std::optional<cargo::Shell> shell_;
  Files present_;
  std::chrono::milliseconds test_wall_{0};
  Proof proof_;
};

}  // namespace

Proved<Proof> prove(const Unit& unit, const Rendered& rendered, const Environment& environment) {
  return Prover(unit, rendered, environment).run();
}

}  // namespace synthetic_generator

#include "proof/after_side.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include <cargo/dep_info.hpp>

#include "proof/captured.hpp"
#include "proof/cargo_words.hpp"
#include "proof/compiled.hpp"
#include "proof/scratch_file.hpp"

namespace git_miner {
namespace {

// What cargo itself says.
std::string without_messages(const std::string& output) {
  std::istringstream lines(output);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('{')) text += line + "\n";
  }
  return text;
}

class Run {
 public:
  Run(const Builder& builder, const ChangeSet& set, const cargo::Workbench& bench,
      const sandbox::Outcome& formatted, const std::string& lock)
      : builder_(builder), set_(set), bench_(bench), formatted_(formatted), lock_(lock) {}

  Or<AfterSide> run(bool all_features) {
    auto packages = builder_.packages(bench_);
    if (!packages) return std::unexpected(packages.error());
    facts_.packages = *std::move(packages);
    side_.scope = scope_of(facts_.packages, set_);
    side_.scope.all_features = all_features;
    if (side_.scope.packages.empty()) return refuse(Unproved::not_compiled, set_.files.front().change.path());
    const auto cfgs = builder_.run(bench_, "rustc --print cfg");
    if (!cfgs) return std::unexpected(cfgs.error());
    facts_.cfgs = cfgs->stdout_text;
    facts_.source = builder_.source();
    if (const auto foreign = foreign_part(set_, facts_)) return refuse(Unproved::not_compiled, foreign->what);
    if (auto done = compile_change(); !done) return std::unexpected(done.error());
    if (auto done = check(); !done) return std::unexpected(done.error());
    if (auto done = unchanged(); !done) return std::unexpected(done.error());
    return std::move(side_);
  }

 private:
  // With the features that are on by default, else with all.
  Or<void> compile_change() {
    const auto lacking = build();
    if (!lacking) return std::unexpected(lacking.error());
    if (!*lacking) return {};
    if ((*lacking)->lack != Lack::target && !side_.scope.all_features) {
      side_.scope.all_features = true;
      const auto still = build();
      if (!still && still.error().problem) return std::unexpected(still.error());
      if (still && !*still) return {};
    }
    return refuse(Unproved::not_compiled, (*lacking)->what);
  }

  Or<std::optional<Uncompiled>> build() {
    const std::string command = test_command(side_.scope) + " --no-run";
    const auto built = builder_.compile(bench_, command + " --message-format=json");
    if (!built) return std::unexpected(built.error());
    facts_.messages = cargo::read_messages(built->stdout_text);
    if (!built->succeeded()) return build_failed(built->stdout_text);
    facts_.compiled = cargo::compiled_files(builder_.target());
    auto lacking = uncompiled_part(set_, facts_);
    if (!lacking || lacking->lack != Lack::file) return lacking;
    // Benchmarks are no part of `cargo test`.
    const auto checked =
        builder_.compile(bench_, "cargo check" + side_.scope.flags() + " --all-targets --keep-going");
    if (!checked) return std::unexpected(checked.error());
    facts_.compiled = cargo::compiled_files(builder_.target());
    return uncompiled_part(set_, facts_);
  }

  std::unexpected<Refusal> build_failed(const std::string& output) const {
    std::string said;
    for (const cargo::Diagnostic& diagnostic : facts_.messages.diagnostics) {
      if (diagnostic.is_error()) said += diagnostic.rendered + "\n";
    }
    said += without_messages(output);
    if (wants_nightly(said)) return refuse(Unproved::needs_nightly, first_error(said));
    if (wants_newer_rust(said)) return refuse(Unproved::needs_newer_rust, first_error(said));
    auto refusal = refuse(Unproved::build_fails_after, first_error(said), remedy_of_build(facts_.messages));
    refusal.error().lints = lints_of_build(facts_.messages);
    return refusal;
  }

  Or<void> check() {
    add(captured_run(format_command, formatted_));
    const std::string lint = clippy_command(side_.scope);
    const auto linted = builder_.compile(bench_, lint);
    if (!linted) return std::unexpected(linted.error());
    add(captured_run(lint, *linted));
    const std::string command = test_command(side_.scope);
    auto tests = run_tests(builder_, bench_, command);
    if (!tests) return std::unexpected(tests.error());
    side_.tests = *std::move(tests);
    side_.tests_fail = !side_.tests.outcome.succeeded();
    if (side_.tests_fail) {
      auto all = run_tests(builder_, bench_, command + " --no-fail-fast");
      if (!all) return std::unexpected(all.error());
      side_.tests = *std::move(all);
    }
    if (!side_.tests.tests.is_whole)
      return refuse(Unproved::tests_fail_after, "a program of tests did not come to its end",
                    remedy_of_tests(side_.tests.outcome.stdout_text, lock_));
    return {};
  }

  void add(CapturedRun run) { (run.exit_code == 0 ? side_.passed : side_.failed).push_back(std::move(run)); }

  // A build script or a test may write beside the sources, but what it puts in their place was not judged.
  Or<void> unchanged() const {
    for (const ChangedFile& file : set_.files) {
      const std::string& path = file.change.path();
      if (file.change.kind != ChangeKind::deleted && !holds_text(bench_.source() / path, file.after))
        return refuse(Unproved::changes_sources, path);
    }
    return {};
  }

  const Builder& builder_;
  const ChangeSet& set_;
  const cargo::Workbench& bench_;
  const sandbox::Outcome& formatted_;
  const std::string& lock_;
  BuildFacts facts_;
  AfterSide side_;
};

// The first macro that leaves out what the change put into it; empty where all is compiled.
Or<std::string> left_out_by_macro(const Builder& builder, const ChangeSet& set, const Scope& scope,
                                  const std::map<std::string, std::string>& instead) {
  for (Probe& probe : probes_of(set)) {
    auto files = instead;
    files[probe.path] = std::move(probe.text);
    const auto bench = builder.open(set.text.id, files);
    if (!bench) return std::unexpected(bench.error());
    // What `cargo test` has built, so that nothing else can fail.
    const auto checked = builder.compile(*bench, "cargo check" + scope.flags() + " --tests");
    if (!checked) return std::unexpected(checked.error());
    if (checked->succeeded()) return probe.path + ": " + probe.macro;
  }
  return std::string();
}

Or<sandbox::Outcome> formatted(const Builder& builder, const std::string& commit) {
  const auto bench = builder.open(commit, {});
  if (!bench) return std::unexpected(bench.error());
  return builder.run(*bench, format_command);
}

Or<AfterSide> run_with_features(const Builder& builder, const ChangeSet& set,
                                const std::map<std::string, std::string>& instead,
                                const sandbox::Outcome& formatted, bool all_features) {
  Or<AfterSide> side;
  {
    const auto bench = builder.open(set.text.id, instead);
    if (!bench) return std::unexpected(bench.error());
    side = Run(builder, set, *bench, formatted, instead.at("Cargo.lock")).run(all_features);
  }
  if (!side) return side;
  auto macro = left_out_by_macro(builder, set, side->scope, instead);
  if (!macro) return std::unexpected(macro.error());
  if (macro->empty()) return side;
  if (!side->scope.all_features) return run_with_features(builder, set, instead, formatted, true);
  return refuse(Unproved::not_compiled, *std::move(macro));
}

}  // namespace

Or<sandbox::Outcome> run_format(const Builder& builder, const ChangeSet& set) {
  auto after = formatted(builder, set.text.id);
  if (!after || !captured_baseline(format_command, *after)) return after;
  const auto before = formatted(builder, set.text.parents.front());
  if (!before) return before;
  if (before->succeeded()) return refuse(Unproved::format_fails_after);
  return after;
}

Or<AfterSide> run_after_side(const Builder& builder, const ChangeSet& set,
                             const std::map<std::string, std::string>& instead,
                             const sandbox::Outcome& formatted) {
  return run_with_features(builder, set, instead, formatted, false);
}

}  // namespace git_miner

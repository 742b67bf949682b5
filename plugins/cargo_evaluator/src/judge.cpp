#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <cargo/killed.hpp>
#include <cargo_evaluator/judge.hpp>
#include <cargo_evaluator/scoring.hpp>
#include <criteria/code_criteria.hpp>
#include <criteria/crates.hpp>
#include <criteria/lints.hpp>
#include <criteria/manifests.hpp>
#include <criteria/policy.hpp>
#include <criteria/tool_sequence.hpp>

#include "assemble.hpp"
#include "hidden_tests.hpp"
#include "outcomes.hpp"
#include "scratch_folder.hpp"
#include "static_oracle.hpp"

namespace cargo_evaluator {
namespace {

using namespace std::chrono_literals;
using criteria::Fault;
using rust_tasks::Criterion;
using rust_tasks::CriterionName;
using rust_tasks::VerdictStatus;

constexpr std::chrono::milliseconds test_wall = 60s;
// Tests may unwrap; libraries are judged by run B.
constexpr const char* clippy_config =
    "allow-unwrap-in-tests = true\nallow-expect-in-tests = true\nallow-panic-in-tests = true\n"
    "allow-print-in-tests = true\nallow-dbg-in-tests = true\n";

Fault fault(std::string what) { return {"", 0, std::move(what), 1}; }
Fault note(std::string what) { return {"", 0, std::move(what), 0}; }

class Judge {
 public:
  Judge(const rust_tasks::Rollout& rollout, const Tools& tools)
      : rollout_(rollout), task_(rollout.task), tools_(tools), assembly_(assemble(rollout)) {
    verdict_.task = task_.id;
    verdict_.gap = task_.gap;
    verdict_.variant = rollout.variant;
    verdict_.agent = rollout.agent;
    verdict_.made_with = rollout.made_with;
    verdict_.sample = rollout.sample;
    verdict_.messages = rollout.messages;
    verdict_.toolchain = tools.toolchain.text();
    if (tools.crates) {
      for (const cargo::AvailableCrate& crate : tools.crates->crates()) available_.push_back(crate.name);
    }
  }

  base::Result<rust_tasks::Verdict> judge() {
    put(criteria::tool_sequence(rollout_));
    if (!is_answer()) return finished();
    read();
    if (!allowed_by_manifest()) return finished();
    if (auto done = run_cargo(); !done) return std::unexpected(done.error());
    return finished();
  }

 private:
  void put(Criterion criterion) {
    const CriterionName name = criterion.name;
    criteria_.insert_or_assign(name, std::move(criterion));
  }
  void fail(VerdictStatus status) {
    if (verdict_.status == VerdictStatus::ok) verdict_.status = status;
  }

  // The seven in their order, then the hidden tests; what was not reached depends on the build.
  rust_tasks::Verdict finished() {
    for (const CriterionName name : all_criteria) {
      const auto found = criteria_.find(name);
      if (found != criteria_.end())
        verdict_.criteria.push_back(std::move(found->second));
      else if (name == CriterionName::hidden_tests)
        verdict_.criteria.push_back(criteria::criterion(name, 0, {fault("not run: nothing was built")}));
      else
        verdict_.criteria.push_back(criteria::not_applicable(name, "nothing was built"));
    }
    score(verdict_);
    return std::move(verdict_);
  }

  void does_not_build(VerdictStatus status, std::vector<Fault> why) {
    why.insert(why.end(), assembly_.notes.begin(), assembly_.notes.end());
    put(criteria::criterion(CriterionName::builds, 0, std::move(why)));
    fail(status);
  }

  bool is_answer() {
    if (!assembly_.refusal.empty()) {
      does_not_build(VerdictStatus::format_error, {fault(assembly_.refusal)});
    } else if (!assembly_.changed) {
      std::vector<Fault> why{fault("the crate is as the task gave it")};
      if (rollout_.ended != rust_tasks::Ended::answered)
        why.push_back(fault(fmt::format("the conversation ended by {}", base::name_of(rollout_.ended))));
      for (const std::string& error : rollout_.format_errors)
        why.push_back(fault(error.substr(0, error.find('\n'))));
      does_not_build(unchanged_status(rollout_.ended), std::move(why));
    } else {
      return true;
    }
    return false;
  }

  // How it is built is not for a solution to say; what it says of that is no reason to judge nothing.
  void leave_out_profiles() {
    const auto candidate = criteria::Manifests::parse(assembly_.files);
    for (Fault& profile : criteria::added(start_manifests_, candidate, &criteria::Manifest::profiles)) {
      const auto file = std::ranges::find(assembly_.files, profile.path, &rust_tasks::File::path);
      file->text = criteria::without_profiles(file->text);
      profile.what += " is left out: the judge builds with its own";
      profile.weight = 0;
      assembly_.notes.push_back(std::move(profile));
    }
  }

  void read() {
    start_manifests_ = criteria::Manifests::parse(task_.start);
    leave_out_profiles();
    std::vector<rust_tasks::File> with_hidden = assembly_.files;
    with_hidden.insert(with_hidden.end(), task_.hidden.begin(), task_.hidden.end());
    manifests_ = criteria::Manifests::parse(assembly_.files);
    sources_ = criteria::Sources::parse(assembly_.files);
    put(criteria::crates(manifests_, criteria::Sources::parse(with_hidden), task_.crates, available_));
  }

  bool allowed_by_manifest() {
    if (!manifests_.broken.empty()) {
      does_not_build(VerdictStatus::manifest_error, manifests_.broken);
      return false;
    }
    auto steering = criteria::added(start_manifests_, manifests_, &criteria::Manifest::steering);
    for (Fault& profile : criteria::added(start_manifests_, manifests_, &criteria::Manifest::profiles))
      steering.push_back(std::move(profile));
    for (Fault& setting : steering) setting.what += " is not for a solution to set";
    if (!steering.empty()) {
      does_not_build(VerdictStatus::manifest_error, std::move(steering));
      return false;
    }
    auto missing = criteria::unavailable_crates(manifests_, task_.crates, available_);
    if (missing.empty()) return true;
    does_not_build(VerdictStatus::unresolvable_dependency, std::move(missing));
    return false;
  }

  base::Result<void> stopped() const {
    if (!tools_.stop.stop_requested()) return {};
    return base::failure("a candidate was not judged", "it was stopped", "run again");
  }

  // A killed step is no verdict, unless the candidate's code ran in it: then it may have killed cargo itself.
  base::Result<void> undisturbed(const cargo::Step& step) const {
    if (auto going = stopped(); !going) return going;
    const auto runs_code = [](const criteria::Manifest& manifest) { return !manifest.steering.empty(); };
    if (!cargo::is_killed(step.outcome) || std::ranges::any_of(start_manifests_.all, runs_code)) return {};
    return base::failure("a candidate was not judged", fmt::format("`{}` was killed", step.command),
                         "see that the machine has memory enough, and run again");
  }

  base::Result<void> run_cargo() {
    const HiddenTests hidden(task_, tools_.seed);
    auto folder = ScratchFolder::make(tools_.scratch);
    if (!folder) return std::unexpected(folder.error());
    std::vector<rust_tasks::File> files = assembly_.files;
    std::erase_if(files, [&](const rust_tasks::File& file) {
      const auto replaced = hidden.replaced();
      return std::ranges::find(replaced, file.path) != replaced.end();
    });
    if (auto written = write_files(folder->path() / "crate", files); !written) return written;
    cargo::WorkbenchOptions options;
    options.limits.wall = tools_.step_wall;
    options.clippy_config = clippy_config;
    if (tools_.crates) options = tools_.crates->options_for(std::move(options));
    auto bench =
        cargo::Workbench::open(tools_.toolchain, folder->path() / "crate", folder->path() / "bench", options);
    if (!bench) return std::unexpected(bench.error());
    return steps(*bench, hidden);
  }

  base::Result<void> steps(const cargo::Workbench& bench, const HiddenTests& hidden) {
    const auto locked = bench.lock(tools_.stop);
    if (!locked) return std::unexpected(locked.error());
    if (auto going = undisturbed(*locked); !going) return going;
    if (!locked->succeeded()) {
      does_not_build(lock_status(*locked), errors_of(*locked));
      return {};
    }
    const auto formatted = bench.format_check(tools_.stop);
    if (!formatted) return std::unexpected(formatted.error());
    if (auto going = undisturbed(*formatted); !going) return going;
    if (auto built = build(bench); !built || !*built) {
      if (!built) return std::unexpected(built.error());
      return {};
    }
    if (auto done = lint(bench, *formatted); !done) return done;
    if (auto done = run_own(bench); !done) return done;
    if (auto done = run_hidden(bench, hidden); !done) return done;
    return judge_lifetimes(bench);
  }

  // A crash of the compiler may be one of the machine: it gets a second chance.
  base::Result<bool> build(const cargo::Workbench& bench) {
    auto step = bench.build(tools_.stop);
    if (step && broken_status(*step) == VerdictStatus::ice) step = bench.build(tools_.stop);
    if (!step) return std::unexpected(step.error());
    if (auto going = undisturbed(*step); !going) return std::unexpected(going.error());
    if (step->succeeded()) {
      put(criteria::criterion(CriterionName::builds, 1, assembly_.notes));
      return true;
    }
    does_not_build(broken_status(*step).value_or(VerdictStatus::compile_error), errors_of(*step));
    return false;
  }

  base::Result<void> lint(const cargo::Workbench& bench, const cargo::Step& formatted) {
    const auto literal = bench.clippy({"-D", "warnings"}, tools_.stop);
    if (!literal) return std::unexpected(literal.error());
    auto forced = bench.lint(criteria::force_warn_flags(), tools_.stop);
    if (!forced) return std::unexpected(forced.error());
    const cargo::Step* const both[] = {&*literal, &*forced};
    for (const cargo::Step* step : both) {
      if (auto going = undisturbed(*step); !going) return going;
      if (const auto broken = broken_status(*step)) fail(*broken);
    }
    lints_ = std::move(forced->messages);
    put(criteria::no_unwrap(sources_, &lints_));
    put(criteria::question_mark(sources_, &lints_));

    std::vector<Fault> faults = criteria::silenced_lints(sources_, manifests_);
    for (Fault& one : criteria::unsafe_faults(sources_, task_.allows_unsafe))
      faults.push_back(std::move(one));
    if (!literal->succeeded()) {
      for (Fault& one : errors_of(*literal)) faults.push_back(std::move(one));
    } else if (criteria::weight_of(faults) > 0) {
      faults.push_back(note("`cargo clippy --all-targets -- -D warnings` itself passes"));
    }
    const double score = criteria::weight_of(faults) > 0 ? 0 : 1;
    if (!formatted.succeeded()) faults.push_back(note("`cargo fmt --check` does not pass"));
    put(criteria::criterion(CriterionName::clippy, score, std::move(faults)));
    return {};
  }

  bool has_own_tests() const {
    return std::ranges::any_of(sources_.files, [](const criteria::Source& source) {
      const std::string_view text = source.file.tree().source();
      return text.contains("test]") || text.contains("test(") || text.contains("```");
    });
  }

  // The crate's own tests cost nothing where they fail, unless the answer says that they pass.
  base::Result<void> run_own(const cargo::Workbench& bench) {
    if (!has_own_tests()) return {};
    const auto step = bench.run({"test", "--workspace", "--no-fail-fast"}, tools_.stop);
    if (!step) return std::unexpected(step.error());
    if (auto going = stopped(); !going) return going;
    if (step->succeeded()) return {};
    Criterion& builds = criteria_.at(CriterionName::builds);
    for (std::string& line : criteria::evidence_of(failed_tests(*step)))
      builds.evidence.push_back(std::move(line));
    if (!criteria::claims_passing_tests(rollout_)) return {};
    Criterion& sequence = criteria_.at(CriterionName::tool_sequence);
    sequence.score = 0;
    sequence.evidence.emplace_back("the answer claims that test passes, but the crate's own tests fail");
    return {};
  }

  base::Result<void> run_hidden(const cargo::Workbench& bench, const HiddenTests& hidden) {
    std::vector<Fault> tricks = criteria::gaming(sources_, manifests_);
    for (Fault& one : criteria::added(start_manifests_, manifests_, &criteria::Manifest::test_steering)) {
      one.what += " is not for a solution to set";
      tricks.push_back(std::move(one));
    }
    if (auto written = write_files(bench.source(), hidden.files()); !written) return written;
    auto result = hidden.run(bench, std::min(test_wall, tools_.step_wall), tools_.stop);
    if (!result) return std::unexpected(result.error());
    if (auto going = stopped(); !going) return going;
    if (result->status) fail(*result->status);
    if (!tricks.empty()) {
      for (std::string& line : criteria::evidence_of(std::move(tricks)))
        result->criterion.evidence.push_back(std::move(line));
      result->criterion.score = 0;
    }
    put(std::move(result->criterion));
    return {};
  }

  base::Result<void> judge_lifetimes(const cargo::Workbench& bench) {
    auto unneeded = unneeded_statics(bench, sources_, tools_.stop);
    if (!unneeded) return std::unexpected(unneeded.error());
    if (auto going = stopped(); !going) return going;
    put(criteria::lifetimes(sources_, &lints_, *unneeded));
    return {};
  }

  const rust_tasks::Rollout& rollout_;
  const rust_tasks::Task& task_;
  const Tools& tools_;
  Assembly assembly_;
  std::vector<std::string> available_;
  criteria::Manifests manifests_;
  criteria::Manifests start_manifests_;
  criteria::Sources sources_;
  cargo::Messages lints_;
  std::map<CriterionName, Criterion> criteria_;
  rust_tasks::Verdict verdict_;
};

}  // namespace

base::Result<rust_tasks::Verdict> judge(const rust_tasks::Rollout& rollout, const Tools& tools) {
  return Judge(rollout, tools).judge();
}

}  // namespace cargo_evaluator

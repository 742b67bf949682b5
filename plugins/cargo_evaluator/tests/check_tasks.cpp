// Judges each task's own solutions, to prove the tasks and the criteria on each other:
//
//   check_tasks TASKS CRATES CACHE [ID...]
//
// The reference must be strict in all that the code decides; each bad solution must score below 1 in the
// criterion that it names. CRATES is the definition of a crate set, CACHE the folder that keeps it prepared.
// Ends with 1 and says why if a task fails.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <cargo_evaluator/judge.hpp>
#include <cargo_evaluator/load_tasks.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

namespace fs = std::filesystem;

class Checker {
 public:
  Checker(fs::path folder, cargo_evaluator::Tools tools)
      : folder_(std::move(folder)), tools_(std::move(tools)) {}

  void check(const rust_tasks::Task& task) {
    if (const auto verdict = judged(task, "reference", task.reference)) {
      for (const auto& one : verdict->criteria) {
        if (one.applicable && one.score < 1) fault(task, "reference", one, "scores below 1");
        if (!one.applicable && one.name != rust_tasks::CriterionName::tool_sequence)
          fault(task, "reference", one, "does not apply");
      }
    }
    const auto solutions = cargo_evaluator::load_bad_solutions(folder_, task);
    if (!solutions) return fail(task.id, solutions.error().text());
    for (const auto& bad : *solutions) {
      const auto verdict = judged(task, bad.name, bad.files);
      if (!verdict) continue;
      for (const auto& one : verdict->criteria) {
        if (one.name == bad.criterion && (!one.applicable || one.score == 1))
          fault(task, bad.name, one, "should be below 1");
      }
    }
  }

  bool all_well() const { return well_; }

 private:
  std::optional<rust_tasks::Verdict> judged(const rust_tasks::Task& task, const std::string& variant,
                                            const std::vector<rust_tasks::File>& files) {
    rust_tasks::Rollout rollout;
    rollout.task = task;
    rollout.variant = variant;
    rollout.files = files;
    auto verdict = cargo_evaluator::judge(rollout, tools_);
    if (!verdict) {
      fail(task.id + " " + variant, verdict.error().text());
      return std::nullopt;
    }
    fmt::print("{} {}: {}, total {:.3f}\n", task.id, variant, base::name_of(verdict->status), verdict->total);
    std::fflush(stdout);
    return *verdict;
  }

  void fault(const rust_tasks::Task& task, const std::string& variant, const rust_tasks::Criterion& one,
             const char* why) {
    std::string text = fmt::format("{} {}", base::name_of(one.name), why);
    for (const std::string& line : one.evidence) text += "\n    " + line;
    fail(task.id + " " + variant, text);
  }

  void fail(const std::string& where, const std::string& why) {
    fmt::print("FAILED {}: {}\n", where, why);
    well_ = false;
  }

  fs::path folder_;
  cargo_evaluator::Tools tools_;
  bool well_ = true;
};

int failed(const base::Error& error) {
  fmt::print("FAILED: {}\n", error.text());
  return 1;
}

int check(const std::vector<std::string>& arguments) {
  const fs::path folder = arguments[0];
  const auto tasks = cargo_evaluator::load_tasks(folder);
  if (!tasks) return failed(tasks.error());
  if (!tasks->broken.empty()) return failed(tasks->broken.front().error);
  auto toolchain = cargo::find_toolchain();
  if (!toolchain) return failed(toolchain.error());
  auto crates = cargo::CrateSet::open(*toolchain, arguments[1], arguments[2]);
  if (!crates) return failed(crates.error());

  const test_support::TemporaryFolder scratch;
  Checker checker(folder, {.toolchain = *toolchain, .crates = *crates, .scratch = scratch.path(), .seed = 1});
  for (const auto& task : tasks->tasks) {
    const auto ids = std::vector(arguments.begin() + 3, arguments.end());
    if (ids.empty() || std::ranges::find(ids, task.id) != ids.end()) checker.check(task);
  }
  return checker.all_well() ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() < 3) {
    fmt::print("usage: check_tasks TASKS CRATES CACHE [ID...]\n");
    return 2;
  }
  return check(arguments);
}

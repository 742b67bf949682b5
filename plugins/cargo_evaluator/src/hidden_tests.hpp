// Runs a task's hidden tests where the candidate cannot answer for them.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <cargo/workbench.hpp>
#include <rust_tasks/task.hpp>
#include <rust_tasks/verdict.hpp>

#include "disguise.hpp"

namespace cargo_evaluator {

// The hidden files under names that nobody could foresee; in each program of tests every expected test has a
// twin that must fail (disguise.hpp), and there is one such test more.
class HiddenTests {
 public:
  HiddenTests(const rust_tasks::Task& task, std::uint64_t seed);

  // What is to be written over the candidate. A program of tests, `<package>/tests/<name>.rs`, becomes
  // `<name>_<nonce>.rs` with the twins in it and the canary at its end; other files stay as they are.
  const std::vector<rust_tasks::File>& files() const { return files_; }
  // Files of the candidate that the hidden ones stand for; they go away.
  std::vector<std::string> replaced() const;

  // Builds and runs them. The score is the share of the expected tests that passed, 0 if a program's run
  // proves nothing. `wall` limits each program. The status is a limit that the build or a run hit.
  struct Result {
    rust_tasks::Criterion criterion;
    std::optional<rust_tasks::VerdictStatus> status;
  };
  base::Result<Result> run(const cargo::Workbench& bench, std::chrono::milliseconds wall,
                           std::stop_token stop) const;

  // One program: `tests/hidden_<nonce>.rs`.
  struct Program {
    std::string target;
    std::vector<Disguise> tests;
  };
  const std::vector<Program>& programs() const { return programs_; }

  // What one program's run proves: which of the task's tests passed, or why it proves nothing. For tests.
  struct Proof {
    std::vector<std::string> passed;
    std::vector<std::string> problems;
  };
  Proof proof(const cargo::Step& step, const Program& program) const;

  const std::string& canary() const { return canary_; }

 private:
  std::string readable(std::string text) const;  // without what only the judge may know

  const rust_tasks::Task& task_;
  std::string suffix_;  // "_<nonce>"
  std::string canary_;
  std::vector<rust_tasks::File> files_;
  std::vector<Program> programs_;
};

}  // namespace cargo_evaluator

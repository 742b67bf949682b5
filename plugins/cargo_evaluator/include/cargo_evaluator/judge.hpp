// Judges what an agent left behind: assembles the crate, runs cargo on it in the sandbox, and scores the
// seven criteria and the task's hidden tests (docs/criteria.md).
//
//   rollout
//      │ assemble            no change, or no crate: empty_answer, format_error
//      │ manifests           manifest_error, unresolvable_dependency
//      │ lock, fmt, build    compile_error: criteria 2 to 5 do not apply
//      │ clippy, runs A and B
//      │ own tests
//      │ hidden tests        under names, and beside a canary, that the candidate could not know
//      ▼ 'static mutants
//   verdict
//
// Hidden tests lie in files whose names carry a nonce, in test programs of their own, each run directly.
// Every test has a twin that does the same and must fail, under names that tell neither from the other. So a
// program that ends early, prints a report of its own, brings its own harness or names another file as the
// hidden one is caught, and so is one that asks the running program for its list of tests. What such code
// needs (link sections, exported symbols, included files, the path of the running program, an exit within a
// library) is looked for in the source too, and makes the hidden tests fail.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>

#include <cargo/crate_set.hpp>
#include <cargo/toolchain.hpp>
#include <rust_tasks/rollout.hpp>
#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

struct Tools {
  cargo::Toolchain toolchain;
  std::optional<cargo::CrateSet> crates;  // none: only the standard library is to be had
  std::filesystem::path scratch;          // an existing folder; what is made in it is removed
  std::uint64_t seed = 0;                 // of the nonces; a secret from the candidate, the same at every run
  // Of each run of cargo; of a test program at most a minute of it.
  std::chrono::milliseconds step_wall{120'000};
  std::stop_token stop;
};

// The same bytes wherever and whenever, as long as no limit of time is hit. Errors are those of the sandbox
// and the disk, a stop, and cargo killed where none of its code runs: the candidate is not to blame, so it is to be judged again. Blocks; thread-safe.
base::Result<rust_tasks::Verdict> judge(const rust_tasks::Rollout& rollout, const Tools& tools);

}  // namespace cargo_evaluator

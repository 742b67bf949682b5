// Read -> edit -> verify, judged from the conversation of a rollout: docs/criteria.md, "Tool sequence".
//
//   rule                                                                                points
//   every edit of a file that the task gave has an earlier read of it                   2
//   after the last edit: fmt, clippy and test, in any order                             3, one each
//   clippy with `-D warnings`, tests without a name filter                              1
//   a failed check is followed by an edit, a check that passes or words about it        2
//   the answer claims no pass that was not seen                                         2, else the score 0
//   nothing is destroyed (`rm -rf`, `git reset --hard`, `cargo clean` again and again)  1
//   no call more than three times without an edit between                               0.5
//
// A check whose exit code the line hides (`|| true`) did not happen; one before a pipe or `;` counts if its
// own output shows how it ended. `cargo test --help` is none, and what comes after a failure in `a && b` did
// not run. Of the checks after the last edit of code (prose is none) the one that shows most counts.
#pragma once

#include <rust_tasks/rollout.hpp>
#include <rust_tasks/verdict.hpp>

namespace criteria {

// Not applicable to a rollout without a conversation. Pure.
rust_tasks::Criterion tool_sequence(const rust_tasks::Rollout& rollout);

// Whether the last answer says that the tests pass.
bool claims_passing_tests(const rust_tasks::Rollout& rollout);

}  // namespace criteria

// What the steps of cargo and the end of a conversation say, as the words and lines of a verdict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <cargo/workbench.hpp>
#include <criteria/faults.hpp>
#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

// By which limit, or crash of the compiler, a step ended: timeout, oom, disk, output_limit or ice; none for all
// others.
std::optional<rust_tasks::VerdictStatus> broken_status(const cargo::Step& step);

// Why `cargo generate-lockfile` failed: unresolvable_dependency, manifest_error, lock_error, or as above.
rust_tasks::VerdictStatus lock_status(const cargo::Step& step);

// Of a conversation that left the crate as it was: how it was cut, or empty_answer where the agent ended it.
rust_tasks::VerdictStatus unchanged_status(rust_tasks::Ended ended);

// The errors of a step, at most `limit`, with their places; those of the command's own text where the
// compiler reported none.
std::vector<criteria::Fault> errors_of(const cargo::Step& step, std::size_t limit = 20);

// The tests that failed in a run of `cargo test` with an exit code that is not 0, at most `limit`, as notes.
std::vector<criteria::Fault> failed_tests(const cargo::Step& step, std::size_t limit = 20);

// Texts of a run, without the places of the sandbox.
std::string without_places(std::string text);

}  // namespace cargo_evaluator

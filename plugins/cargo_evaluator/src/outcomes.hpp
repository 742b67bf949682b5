// What the steps of cargo say, as the words and lines of a verdict.
#pragma once

#include <string>
#include <vector>

#include <cargo/workbench.hpp>
#include <criteria/faults.hpp>

namespace cargo_evaluator {

// Statuses in which a step ended by a limit or a crash of the compiler: timeout | oom | disk | output_limit |
// ice; empty for all others.
std::string broken_status(const cargo::Step& step);

// Why `cargo generate-lockfile` failed: unresolvable_dependency | manifest_error | lock_error, or a limit.
std::string lock_status(const cargo::Step& step);

// The errors of a step, at most `limit`, with their places; those of the command's own text where the
// compiler reported none.
std::vector<criteria::Fault> errors_of(const cargo::Step& step, std::size_t limit = 20);

// Texts of a run, without the places of the sandbox.
std::string without_places(std::string text);

}  // namespace cargo_evaluator

// What house rules forbid although the compiler accepts it: silenced lints, needless `unsafe`, and tricks by
// which code would decide its own judgement.
#pragma once

#include <vector>

#include <criteria/manifests.hpp>
#include <criteria/sources.hpp>

namespace criteria {

// Faults of criterion 5. An `allow` or `expect` is one if it covers a whole group (`warnings`,
// `clippy::all`), the whole crate, or a lint that a criterion rests on; also if it gives no reason. With a
// reason it is a note. [lints] tables of the manifests that allow something are faults. Tests are free.
std::vector<Fault> silenced_lints(const Sources& sources, const Manifests& manifests);

// `unsafe` where the task needs none is a fault, and so is any without a SAFETY comment.
std::vector<Fault> unsafe_faults(const Sources& sources, bool allows_unsafe);

// Boxed error types outside of `main`, and `Result<_, String>` or `Result<_, &str>` in public functions.
std::vector<Fault> vague_errors(const Sources& sources);

// What reaches past the code under test: link sections (constructors run before the test harness), exported
// symbols, `no_main`, `#[path]`, files included from outside of the crate or from its tests; in libraries,
// which run inside of the tests' program, also its path (`current_exe`) and its end (`process::exit`,
// `abort`). All but the last two are looked for among the tokens of macros too, in tests as well: what a
// macro writes is code. Without manifests every file counts as a library's.
std::vector<Fault> gaming(const Sources& sources, const Manifests& manifests = {});

}  // namespace criteria

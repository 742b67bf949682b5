// The criteria that source text and lints decide: docs/criteria.md, "No unwrap", "Question mark" and
// "Lifetimes".
//
// `lints` are the messages of clippy's run B (lints.hpp), or null where nothing was run: then syntax alone
// decides, and `lifetimes` has no evidence of its own. All functions are pure.
#pragma once

#include <vector>

#include <cargo/diagnostics.hpp>
#include <criteria/sources.hpp>

namespace criteria {

// falling_score over the places that panic: `unwrap` 1, `expect`, `panic!` and `unreachable!` 1/2, for they
// say why; `todo!` and `unimplemented!` make the score 0. What the compiler itself runs (constants, but not
// the closures in them) does not count.
rust_tasks::Criterion no_unwrap(const Sources& sources, const cargo::Messages* lints = nullptr);

// 1 - manual / (manual + number of `?`); 1 if there is neither.
rust_tasks::Criterion question_mark(const Sources& sources, const cargo::Messages* lints = nullptr);

// falling_score over lifetimes that could be left out, one for each line, and the unneeded `'static` of the
// oracle (see static_mutants.hpp).
rust_tasks::Criterion lifetimes(const Sources& sources, const cargo::Messages* lints,
                                const std::vector<Fault>& unneeded_statics);

}  // namespace criteria

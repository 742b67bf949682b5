// From criteria to one number, with the weights of specification 4.8.
#pragma once

#include <string_view>

#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

// The seven of the brief in its order, then the hidden tests.
inline constexpr std::string_view criterion_names[] = {
    "builds", "no_unwrap", "question_mark", "lifetimes", "clippy", "crates", "tool_sequence", "hidden_tests"};

// builds 0.25, hidden_tests 0.25, no_unwrap 0.10, question_mark and lifetimes 0.08, clippy 0.12, crates and
// tool_sequence 0.06; 0 for any other name.
double weight_of(std::string_view criterion);

// Sets `total`, the weighted mean over the criteria that apply, and `strict`. Nothing applies: 0 and false.
void score(rust_tasks::Verdict& verdict);

}  // namespace cargo_evaluator

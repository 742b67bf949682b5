// Recognises what cargo and rustc print.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace session_classifier {

// Which of the patterns "error[E", "warning:" and "rustc" the text holds in the form that the Rust compiler
// gives them: `error[E0277]` at the start of a line, `warning:` with a place in a .rs file or cargo's own
// summary.
std::set<std::string> compiler_patterns(std::string_view output);

// True if the text was recognisably printed by cargo, rustc, clippy or a Rust test program.
bool is_cargo_output(std::string_view output);

// True if cargo says that it is not there, or that there is no crate.
bool is_cargo_missing(std::string_view output);

// True if a build, check or test failed according to the text: pipes hide exit codes.
bool tells_of_failure(std::string_view output);

}  // namespace session_classifier

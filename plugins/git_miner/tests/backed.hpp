// Whether what a report says of runs was seen: told by reading the messages alone.
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

namespace git_miner::test {

// Sentences of the last message that no call above backs, and commands that skip a test by name which no result above them
// shows failing; empty where all is well.
//
//   `cargo x` passes                            run after the last edit, without an error
//   `cargo x` failed before the first edit      run before it, with an error
//   `cargo x` was not run                       by no call
//   `a::b` is left out: it failed before ...    a run before the first edit says so, and a last run skips it
//   7 tests are left out: ...                   as many as the last runs skip, and the same of each
//   7 tests, no tests                           as many as the last runs count
//   `a::b` failed before it and passes now      both lines were printed
//   tests did not compile                       so a run said
std::vector<std::string> unbacked_sentences(const chat::Example& example);

}  // namespace git_miner::test

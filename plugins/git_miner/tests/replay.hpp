// Carries out an example's calls by other means than the miner does.
#pragma once

#include <map>
#include <string>

#include <chat/example.hpp>

#include "justified.hpp"

namespace git_miner::test {

// The files after all calls. Fails the test at a call that cannot be carried out, or that edits lines not
// read before.
Files replayed(const chat::Example& example, Files files);

}  // namespace git_miner::test

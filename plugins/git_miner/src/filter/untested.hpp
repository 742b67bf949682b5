// Changes of behaviour that come without a test.
#pragma once

#include <optional>

#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// A fix or a feature that neither adds nor changes a line of a test, nor adds code to documentation, which cargo tests too:
// who imitates it leaves out what shows that it works.
std::optional<Drop> untested_drop(const ChangeSet& set, chat::Category category);

}  // namespace git_miner

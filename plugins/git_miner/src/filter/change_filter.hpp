// The filters that need both texts of a change: sizes, comments only, parse errors, old tests written anew, layout beside
// code, the
// house style of what is added.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>

#include "change/change_set.hpp"
#include "filter/style_filter.hpp"

namespace git_miner {

std::optional<Drop> change_drop(const ChangeSet& set, const Limits& limits, const EditionOf& edition_of);

}  // namespace git_miner

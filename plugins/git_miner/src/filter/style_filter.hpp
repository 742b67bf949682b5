// What the house style forbids, in the code that a change adds.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// The edition of the crate that a file belongs to.
using EditionOf = std::function<std::string(const std::string& path)>;

// None if the added lines outside tests keep to the style.
std::optional<Drop> style_drop(const ChangeSet& set, const EditionOf& edition_of);

}  // namespace git_miner

// Code that gets another shape beside a change of behaviour.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"
#include "change/shape.hpp"

namespace git_miner {

// Where the request asks for no other shape: items that move or only get another name, functions that are inlined, and
// such that are extracted though one place alone calls them.
std::optional<Drop> reshaped_beside_drop(const ChangeSet& set, const Shape& shape, std::string_view request);

}  // namespace git_miner

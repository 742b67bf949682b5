// `--set stage.key=value` and `--set name=value`.
#pragma once

#include <string>
#include <vector>

#include <config/node.hpp>

namespace flowrun::config {

struct Override {
  std::vector<Entry> path;  // the names before the `=`, apart at dots; only key and key_where are used
  Node value;
};

// Options that cannot be read are reported and left out.
std::vector<Override> parse_overrides(const std::vector<std::string>& sets, Diagnostics& diagnostics);

// Keys of a stage that `--set stage.key` reaches; any other key is a parameter (`with`).
const std::vector<std::string>& settable_stage_keys();

// Sets one key of a stage in the tree below `stages`. The path has two or more parts.
void apply_override(const Override& override, Node& stages, Diagnostics& diagnostics);

}  // namespace flowrun::config

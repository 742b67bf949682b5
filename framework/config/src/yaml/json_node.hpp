// JSON as a tree of ours, for the defaults that manifests hold.
#pragma once

#include <optional>
#include <string_view>

#include <config/node.hpp>

namespace flowrun::config {

// A JSON value as a tree without places; none where it is not JSON.
std::optional<Node> node_of_json(std::string_view text);

}  // namespace flowrun::config

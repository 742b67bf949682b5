// JSON text in one canonical spelling, so that equal values give equal keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <config/node.hpp>

namespace flowrun::config {

// With quotes. Only what JSON demands is escaped; the text must be UTF-8.
std::string json_string(std::string_view text);

// Shortest spelling that reads back as the same double; -0 is 0. The value must be finite.
std::string json_number(double value);

// A JSON value as a tree without places; none where it is not JSON.
std::optional<Node> parse_json(std::string_view text);

}  // namespace flowrun::config

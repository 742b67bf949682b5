// Reads typed values out of the tree, and says what was found where something else was wanted.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <config/node.hpp>

namespace flowrun::config {

// The keys that a map may have.
struct KeySet {
  std::string what;  // `stage "tag"`, for messages
  std::vector<std::string> keys;
  // What users write instead, and the key that they mean.
  std::vector<std::pair<std::string, std::string>> aliases = {};
  std::string otherwise = {};  // the hint where no key is near; else the keys are listed
};

// `"concurrency" takes an integer, not the string "x"`. Silent for an `invalid` node.
void report_type(const Node& node, std::string_view name, std::string_view expected, std::string hint,
                 Diagnostics& diagnostics);

// False where the node is no map; says so. Nothing at all counts as an empty map.
bool expect_map(const Node& node, std::string_view name, std::string_view hint, Diagnostics& diagnostics);

// Reports unknown keys. Returns the keys that they most likely mean, so that nobody asks for those again.
std::vector<std::string> check_keys(const Node& map, const KeySet& set, Diagnostics& diagnostics);

// All of these: none where the value is of another kind; that is reported.
std::optional<bool> read_boolean(const Entry& entry, Diagnostics& diagnostics);
std::optional<std::int64_t> read_integer(const Entry& entry, std::int64_t min, std::int64_t max,
                                         Diagnostics& diagnostics);
std::optional<std::string> read_string(const Entry& entry, std::string_view expected,
                                       Diagnostics& diagnostics);
// `250ms`, `30s`, `5m`, `2h` or `1d`.
std::optional<std::chrono::milliseconds> read_duration(const Entry& entry, Diagnostics& diagnostics);

// [a-z][a-z0-9_]*, as stages and their ports are called.
bool is_name(std::string_view text);
// The text made into a name, for hints; "" where nothing sensible is left.
std::string as_name(std::string_view text);
// Letters, digits, `_`, `-` and `.`, beginning with a letter or a digit: safe as the name of a folder.
bool is_file_name(std::string_view text);

}  // namespace flowrun::config

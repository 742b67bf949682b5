// The outputs of a unit as bytes: one column of its row.
//
// For each output: port (2 bytes), child (4), size (8), digest (32), key and type (each 4 bytes of length,
// then the text). Integers are little-endian.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/unit.hpp"

namespace flowrun::store {

[[nodiscard]] std::string encode_outputs(const std::vector<Output>& outputs);
// Nothing if the bytes are not what encode_outputs writes.
[[nodiscard]] std::optional<std::vector<Output>> decode_outputs(std::string_view bytes);

}  // namespace flowrun::store

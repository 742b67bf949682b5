// A unit's record as the body of its entry in store.data.
//
//   seal (8 bytes) | outcome (1), transient (1), microseconds (8), reason, build id, stage type (texts)
//   for each output: port (2), child (4), size (8), place (8), digest (32), key, type (texts), number of objects (4),
//                    their digests (32 each)
//
// Integers are little-endian, a text is its length (4) and its bytes; the type has the length 2^32 - 1 where it is that
// of the output before. A place with the highest bit set counts from the end of this entry, where the payloads follow
// that were stored with it. The seal is the first 8 bytes of the SHA-256 over the key and everything behind the seal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/unit.hpp"

namespace flowrun::store {

constexpr std::uint64_t follows = std::uint64_t{1}
                                  << 63;  // flag of a place: an offset behind the unit's entry

// `record.outputs` have their places as they are to be written.
[[nodiscard]] std::string encode_unit(const Digest& key, const UnitRecord& record,
                                      const std::vector<std::uint64_t>& places);
// Nothing if the bytes are not what encode_unit writes. `end` is the end of the entry: what its places count from.
[[nodiscard]] std::optional<UnitRecord> decode_unit(const Digest& key, std::string_view body,
                                                    std::uint64_t end);

}  // namespace flowrun::store

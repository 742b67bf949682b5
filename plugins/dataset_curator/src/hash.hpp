// 64-bit XXH3 (xxhash.h): fast, spread well, the same on every machine; not against forgery.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#define XXH_INLINE_ALL  // tokens are short: a call would take longer than the hash
#include <xxhash.h>

namespace dataset_curator {

inline std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

template <class Number, std::size_t Extent>
std::uint64_t hash_of(std::span<Number, Extent> numbers) {
  return XXH3_64bits(numbers.data(), numbers.size_bytes());
}

}  // namespace dataset_curator

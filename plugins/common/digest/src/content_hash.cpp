#include <cstdint>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <digest/content_hash.hpp>

namespace digest {

struct ContentHash::State {
  XXH3_state_t hash;
};

void ContentHash::Free::operator()(State* state) const { delete state; }

ContentHash::ContentHash() : state_(new State) { XXH3_128bits_reset(&state_->hash); }

void ContentHash::add(std::string_view text) {
  const std::uint64_t size = text.size();
  XXH3_128bits_update(&state_->hash, &size, sizeof size);
  XXH3_128bits_update(&state_->hash, text.data(), text.size());
}

std::string ContentHash::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->hash);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace digest

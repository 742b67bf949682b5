#include <string>

#include <doctest/doctest.h>

#include <digest/content_hash.hpp>

namespace {

template <typename... Texts>
std::string hash_of(const Texts&... texts) {
  digest::ContentHash hash;
  (hash.add(texts), ...);
  return hash.hex();
}

}  // namespace

TEST_CASE("the hash tells texts and their boundaries apart") {
  CHECK(hash_of("ab", "c") == hash_of("ab", "c"));
  CHECK(hash_of("ab", "c") != hash_of("a", "bc"));
  CHECK(hash_of("ab", "c") != hash_of("abc"));
  CHECK(hash_of("") != hash_of());
  const std::string large(100'000, 'x');
  CHECK(hash_of(large + "y") != hash_of(large + "z"));
}

TEST_CASE("without a text it is XXH3 of nothing") {
  CHECK(hash_of() ==
        "99aa06d3014798d86001c324468d497f");  // XXH3_128bits of no bytes, as xxhash's own tests have it
}

#include "store/digest.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

using flowrun::store::Digest;
using flowrun::store::digest_of;
using flowrun::store::Hasher;

TEST_CASE("a digest of plain bytes is the SHA-256 of FIPS 180-4") {
  CHECK(digest_of("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest_of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hasher().update("a").update("").update("bc").finish() == digest_of("abc"));
  CHECK(digest_of(std::string(1'000'000, 'a')).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the digest does not depend on how the bytes are cut into pieces") {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 31 + i / 7);
  const auto whole = digest_of(bytes);
  Hasher hasher;  // reused: each digest starts anew
  for (const std::size_t piece : {1U, 7U, 64U, 511U, 512U, 513U, 1024U, 4999U, 5000U}) {
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      hasher.update(std::string_view(bytes).substr(at, piece));
    CHECK(hasher.finish() == whole);
  }
}

TEST_CASE("a reset hasher forgets what it was fed") {
  Hasher hasher;
  hasher.update("x").reset();
  CHECK(hasher.finish() == digest_of(""));
  hasher.update(std::string(2000, 'x')).reset();
  CHECK(hasher.update("abc").finish() == digest_of("abc"));
}

TEST_CASE("different sequences of fields never digest the same") {
  const std::string eight(8, '\0');
  std::set<Digest> digests = {
      Hasher().field("ab").field("c").finish(),
      Hasher().field("a").field("bc").finish(),
      Hasher().field("abc").finish(),
      Hasher().field("abc").field("").finish(),
      Hasher().field("").field("abc").finish(),
      Hasher().number(0).finish(),
      Hasher().number(0).number(0).finish(),
      Hasher().number(1).finish(),
      Hasher().number(256).finish(),
      Hasher().field(eight).finish(),
      Hasher().digest({}).finish(),
      Hasher().field(std::string(32, '\0')).finish(),
  };
  CHECK(digests.size() == 12);
}

TEST_CASE("a digest survives its hexadecimal form, and nothing else is one") {
  const auto digest = digest_of("abc");
  CHECK(Digest::from_hex(digest.hex()) == digest);
  CHECK(Digest::from_hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == digest);
  CHECK_FALSE(Digest::from_hex(""));
  CHECK_FALSE(Digest::from_hex(digest.hex().substr(1)));
  CHECK_FALSE(Digest::from_hex(digest.hex() + "00"));
  CHECK_FALSE(Digest::from_hex("g" + digest.hex().substr(1)));
  CHECK(Digest{}.is_zero());
  CHECK_FALSE(digest.is_zero());
}

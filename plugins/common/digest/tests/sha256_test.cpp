#include <string>

#include <doctest/doctest.h>

#include <digest/sha256.hpp>

TEST_CASE("SHA-256 gives the values of FIPS 180-4") {
  CHECK(digest::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("SHA-256 of pieces is that of the whole") {
  const std::string bytes(100'000, 'a');
  digest::Sha256 sha;
  for (std::size_t i = 0; i < bytes.size(); i += 777) sha.update(std::string_view(bytes).substr(i, 777));
  CHECK(sha.hex() == digest::sha256_hex(bytes));
}

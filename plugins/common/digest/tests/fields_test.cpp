#include <doctest/doctest.h>

#include <digest/fields.hpp>

TEST_CASE("where one field ends and the next begins counts") {
  CHECK(digest::fields_hex({"ab", "c"}) == digest::sha256_hex("2:ab1:c"));
  CHECK(digest::fields_hex({"ab", "c"}) != digest::fields_hex({"a", "bc"}));
  CHECK(digest::fields_hex({"a"}) != digest::fields_hex({"a", ""}));
}

#include <string_view>

#include <doctest/doctest.h>

#include <base/utf8.hpp>

TEST_CASE("valid UTF-8 is found valid") {
  for (const std::string_view text :
       {"", "a", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(base::is_utf8(text));
}

TEST_CASE("the first byte of what is not UTF-8 is found") {
  const std::string_view bad[] = {"ab\x80",
                                  "ab\xc0\x80",
                                  "ab\xc3",
                                  "ab\xe0\x9f\x80",
                                  "ab\xed\xa0\x80",
                                  "ab\xf0\x8f\x80\x80",
                                  "ab\xf4\x90\x80\x80",
                                  "ab\xe2\x82",
                                  "ab\xff",
                                  "ab\xf5\x80\x80\x80"};
  for (const std::string_view text : bad) CHECK(base::find_invalid_utf8(text) == 2);
}

#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <base/utf8.hpp>

TEST_CASE("valid UTF-8 is found valid") {
  for (const std::string_view text :
       {"", "a", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(base::is_utf8(text));
}

TEST_CASE("a text is cut between characters, and no shorter than it must be") {
  CHECK(base::utf8_prefix("abc", 3) == "abc");
  CHECK(base::utf8_prefix("abc", 2) == "ab");
  CHECK(base::utf8_prefix("abc", 0).empty());
  CHECK(base::utf8_prefix("a\xf0\x90\x80\x80z", 4) == "a");
  CHECK(base::utf8_prefix("a\xf0\x90\x80\x80z", 5) == "a\xf0\x90\x80\x80");
  CHECK(base::utf8_prefix("\x80\x80\x80\x80\x80\x80\x80\x80", 7).size() == 4);
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

namespace {

// Position of the first byte that begins no character, byte by byte and by the ranges of RFC 3629's table.
std::size_t find_slowly(std::string_view text) {
  static constexpr struct {
    unsigned char low[4], high[4];
    std::size_t size;
  } shapes[] = {{{0x00}, {0x7f}, 1},
                {{0xc2, 0x80}, {0xdf, 0xbf}, 2},
                {{0xe0, 0xa0, 0x80}, {0xe0, 0xbf, 0xbf}, 3},
                {{0xe1, 0x80, 0x80}, {0xec, 0xbf, 0xbf}, 3},
                {{0xed, 0x80, 0x80}, {0xed, 0x9f, 0xbf}, 3},
                {{0xee, 0x80, 0x80}, {0xef, 0xbf, 0xbf}, 3},
                {{0xf0, 0x90, 0x80, 0x80}, {0xf0, 0xbf, 0xbf, 0xbf}, 4},
                {{0xf1, 0x80, 0x80, 0x80}, {0xf3, 0xbf, 0xbf, 0xbf}, 4},
                {{0xf4, 0x80, 0x80, 0x80}, {0xf4, 0x8f, 0xbf, 0xbf}, 4}};
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 0;
    for (const auto& shape : shapes) {
      if (at + shape.size > text.size()) continue;
      bool fits = true;
      for (std::size_t k = 0; k < shape.size; ++k) {
        const auto byte = static_cast<unsigned char>(text[at + k]);
        fits = fits && byte >= shape.low[k] && byte <= shape.high[k];
      }
      if (fits) size = shape.size;
    }
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

}  // namespace

TEST_CASE("texts of any length are judged as byte by byte") {
  std::mt19937_64 random(3);
  static constexpr std::string_view pieces[] = {"a",  "plain ascii text",     "é", "数", "\U0001F600",
                                                "\n", "sixteen bytes here -", "~"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto n = random() % 20; n > 0; --n) text += pieces[random() % std::size(pieces)];
    if (!text.empty() && round % 2 == 0) text[random() % text.size()] = static_cast<char>(random());
    CHECK(base::find_invalid_utf8(text) == find_slowly(text));
    CHECK(base::is_utf8(text) == (find_slowly(text) == std::string_view::npos));
  }
}

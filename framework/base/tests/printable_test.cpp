#include <random>
#include <string>

#include <doctest/doctest.h>

#include <base/printable.hpp>
#include <base/utf8.hpp>

using base::printable_line;
using base::printable_text;

TEST_CASE("what is harmless stays as it is, in any script") {
  for (const char* text :
       {"", "plain text, with \\ and \"", "é数😀", "👩‍👩‍👧", "עברית", "e\u0301"}) {
    CHECK(printable_line(text) == text);
    CHECK(printable_text(text) == text);
  }
}

TEST_CASE("a stage cannot steer the terminal") {
  CHECK(printable_line("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(printable_line("a\rb\tc\bd\x7f" + std::string(1, '\0')) == "a\\rb\\tc\\x08d\\x7f\\x00");
  CHECK(printable_line("\u009b31m") == "\\u{9b}31m");  // the one-character form of ESC [
}

TEST_CASE("a stage cannot turn the direction of what is read") {
  CHECK(printable_line("a\u202egnp.exe") == "a\\u{202e}gnp.exe");
  CHECK(printable_line("\u2066x\u2069\u200f\u061c") == "\\u{2066}x\\u{2069}\\u{200f}\\u{61c}");
}

TEST_CASE("line feeds stay in texts of several lines only") {
  CHECK(printable_text("one\ntwo\r\n") == "one\ntwo\\r\n");
  CHECK(printable_line("one\ntwo\u2028") == "one\\ntwo\\u{2028}");
}

TEST_CASE("bytes that are not UTF-8 are shown by their value, and the rest around them stays") {
  CHECK(printable_line("a\xff\xc3z") == "a\\xff\\xc3z");
  CHECK(printable_line("é\xed\xa0\x80數") == "é\\xed\\xa0\\x80數");
  CHECK(printable_line("\xf0\x9f\x98") == "\\xf0\\x9f\\x98");
}

TEST_CASE("whatever bytes come, what is shown is UTF-8 without control characters") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random() % 4 == 0 ? 0xC0 + random() % 64 : random());
    const std::string shown = printable_text(text);
    CHECK(base::is_utf8(shown));
    for (const char c : shown) CHECK((c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)));
    CHECK(printable_text(shown) == shown);
  }
}

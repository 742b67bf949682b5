#include <doctest/doctest.h>

#include <test_support/captured_stream.hpp>

TEST_CASE("what is written while a stream is captured is told, and nothing after it") {
  test_support::CapturedStream captured(stderr);
  std::fputs("one\n", stderr);
  CHECK(captured.text() == "one\n");
  std::fputs("", stderr);
  CHECK(captured.text() == "one\n");
}

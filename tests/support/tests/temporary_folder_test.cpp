#include <stdexcept>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

using namespace test_support;

TEST_CASE("a temporary folder is empty, its own, and gone afterwards") {
  std::filesystem::path first;
  {
    const TemporaryFolder one, two;
    first = one.path();
    CHECK(first.is_absolute());
    CHECK(std::filesystem::is_empty(first));
    CHECK(first != two.path());
    one.write("sub/file", "x");
  }
  CHECK_FALSE(std::filesystem::exists(first));
}

TEST_CASE("files are written and read as bytes, and what cannot be names the path") {
  const TemporaryFolder folder;
  const std::string bytes("a\0\r\n\xff", 5);
  CHECK(read_file(folder.write("deep/er/file", bytes)) == bytes);
  write_file(folder / "deep/er/file", "short");
  CHECK(read_file(folder / "deep/er/file") == "short");
  CHECK_THROWS_WITH_AS(read_file(folder / "none"), ("cannot read " + (folder / "none").string()).c_str(),
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(write_file(folder / "deep", "x"),
                       ("cannot write " + (folder / "deep").string()).c_str(), std::runtime_error);
}

#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include <base/flush.hpp>
#include <test_support/temporary_folder.hpp>

TEST_CASE("a file is replaced whole, and nothing is left beside it") {
  const test_support::TemporaryFolder folder;
  for (const std::string text : {"one", "", "two\n"}) {
    CHECK_FALSE(base::write_flushed(folder / "a.txt", text));
    std::ifstream file(folder / "a.txt", std::ios::binary);
    CHECK(std::string{std::istreambuf_iterator<char>(file), {}} == text);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
  CHECK(base::write_flushed(folder / "none" / "a.txt", "x"));
  CHECK(base::rename_flushed(folder / "none", folder / "b.txt") == std::errc::no_such_file_or_directory);
}

TEST_CASE("files and folders are flushed, and what is not there is an error") {
  const test_support::TemporaryFolder folder;
  CHECK_FALSE(base::flush(folder.write("a.txt", "a")));
  CHECK_FALSE(base::flush(folder.path()));
  CHECK_FALSE(base::flush_file_system(folder.path()));
  CHECK(base::flush(folder / "none") == std::errc::no_such_file_or_directory);
  CHECK(base::flush_file_system(folder / "none") == std::errc::no_such_file_or_directory);
}

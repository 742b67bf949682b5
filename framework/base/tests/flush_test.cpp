#include <doctest/doctest.h>

#include <base/flush.hpp>
#include <test_support/temporary_folder.hpp>

TEST_CASE("files and folders are flushed, and what is not there is an error") {
  const test_support::TemporaryFolder folder;
  CHECK_FALSE(base::flush(folder.write("a.txt", "a")));
  CHECK_FALSE(base::flush(folder.path()));
  CHECK_FALSE(base::flush_file_system(folder.path()));
  CHECK(base::flush(folder / "none") == std::errc::no_such_file_or_directory);
  CHECK(base::flush_file_system(folder / "none") == std::errc::no_such_file_or_directory);
}

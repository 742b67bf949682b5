#include <doctest/doctest.h>
#include <unistd.h>

#include <sandbox/folder.hpp>

#include "fixture.hpp"

using namespace sandbox_test;
namespace fs = std::filesystem;

TEST_CASE("a folder goes with all that is in it, and links are not followed") {
  const Folder folder;
  write_file(folder.path() / "kept/file", "text");
  write_file(folder.path() / "gone/a/b/c", "text");
  write_file(folder.path() / "gone/.removing/0", "a name that the removal itself uses");
  fs::create_directory_symlink(folder.path() / "kept", folder.path() / "gone/link");
  fs::create_symlink("nowhere", folder.path() / "gone/a/dangling");
  fs::permissions(folder.path() / "gone/a/b", fs::perms::none);
  fs::permissions(folder.path() / "gone/a", fs::perms::none);
  CHECK(sandbox::remove_folder(folder.path() / "gone"));
  CHECK_FALSE(fs::exists(folder.path() / "gone"));
  CHECK(read_file(folder.path() / "kept/file") == "text");
  CHECK(sandbox::remove_folder(folder.path() / "gone"));
}

TEST_CASE("a link is removed, not what it points to") {
  const Folder folder;
  write_file(folder.path() / "kept/file", "text");
  fs::create_directory_symlink("kept", folder.path() / "link");
  CHECK(sandbox::remove_folder(folder.path() / "link"));
  CHECK(read_file(folder.path() / "kept/file") == "text");
}

TEST_CASE("folders nested deeper than any path or table of open files can reach are removed") {
  const Folder folder;
  const auto outcome = outcome_of(
      shell(folder,
            "perl -e 'for (1..3000) { mkdir \"deep-folder-name\"; chdir \"deep-folder-name\" or die $! }'"));
  CHECK((outcome.succeeded() || outcome.ending == sandbox::Ending::out_of_disk));
  CHECK(sandbox::remove_folder(folder.path() / "work"));
  CHECK_FALSE(fs::exists(folder.path() / "work"));
}

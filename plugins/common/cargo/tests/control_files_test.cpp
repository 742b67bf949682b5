#include <sys/stat.h>

#include <cargo/control_files.hpp>

#include "fixture.hpp"

using namespace cargo_test;
using cargo::LockFile;
namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;

TEST_CASE("control files go at every depth, whatever kind of file they are") {
  const Folder folder;
  write_file(folder.path() / ".cargo/config.toml", "");
  write_file(folder.path() / "a/.cargo/deep/config", "");
  write_file(folder.path() / "a/b/rust-toolchain/file", "");
  write_file(folder.path() / "a/rust-toolchain.toml", "");
  write_file(folder.path() / "a/b/c/.clippy.toml", "");
  write_file(folder.path() / "clippy.toml", "");
  write_file(folder.path() / "a/.rustfmt.toml", "");
  write_file(folder.path() / "elsewhere/kept", "text");
  fs::create_symlink("elsewhere", folder.path() / "a/rustfmt.toml");
  for (const auto* kept :
       {"Cargo.toml", "a/src/cargo", "rustfmt.toml.md", "my-clippy.toml", "rust-toolchain-tools/x"})
    write_file(folder.path() / kept, "text");
  const auto removed = value(cargo::strip_control_files(folder.path(), LockFile::keep));
  CHECK(removed == Paths{".cargo", "a/.cargo", "a/.rustfmt.toml", "a/b/c/.clippy.toml", "a/b/rust-toolchain",
                         "a/rust-toolchain.toml", "a/rustfmt.toml", "clippy.toml"});
  for (const auto& path : removed) CHECK_FALSE(fs::exists(fs::symlink_status(folder.path() / path)));
  for (const auto* kept : {"Cargo.toml", "a/src/cargo", "rustfmt.toml.md", "my-clippy.toml",
                           "rust-toolchain-tools/x", "elsewhere/kept"})
    CHECK(read_file(folder.path() / kept) == "text");
}

TEST_CASE("a project's own style stays where it is asked for, what steers the tools does not") {
  const Folder folder;
  for (const auto* name : {"rustfmt.toml", "a/.clippy.toml", ".cargo/config.toml", "rust-toolchain.toml"})
    write_file(folder.path() / name, "");
  CHECK(value(cargo::strip_control_files(folder.path(), LockFile::keep, cargo::StyleFiles::keep)) ==
        Paths{".cargo", "rust-toolchain.toml"});
}

TEST_CASE("a copy keeps the times of its files where cargo is to find them fresh") {
  const Folder folder;
  write_file(folder.path() / "from/a.rs", "");
  const auto long_ago = fs::last_write_time(folder.path() / "from/a.rs") - std::chrono::hours(1);
  fs::last_write_time(folder.path() / "from/a.rs", long_ago);
  REQUIRE(cargo::copy_crate(folder.path() / "from", folder.path() / "kept", cargo::Times::keep));
  REQUIRE(cargo::copy_crate(folder.path() / "from", folder.path() / "new"));
  CHECK(fs::last_write_time(folder.path() / "kept/a.rs") == long_ago);
  CHECK(fs::last_write_time(folder.path() / "new/a.rs") > long_ago);
}

TEST_CASE("links are not walked into") {
  const Folder folder;
  write_file(folder.path() / "other/.cargo/config.toml", "kept");
  fs::create_directories(folder.path() / "crate");
  fs::create_directory_symlink(folder.path() / "other", folder.path() / "crate/link");
  CHECK(value(cargo::strip_control_files(folder.path() / "crate", LockFile::keep)).empty());
  CHECK(read_file(folder.path() / "other/.cargo/config.toml") == "kept");
}

TEST_CASE("lock files stay or go as asked") {
  const Folder folder;
  write_file(folder.path() / "Cargo.lock", "");
  CHECK(value(cargo::strip_control_files(folder.path(), LockFile::keep)).empty());
  CHECK(value(cargo::strip_control_files(folder.path(), LockFile::remove)) == Paths{"Cargo.lock"});
}

TEST_CASE("a crate is copied without its history and its build, links as links, readable by all") {
  const Folder folder;
  const auto from = folder.path() / "from", to = folder.path() / "to";
  for (const auto* name : {"src/target/mod.rs", ".git/config", "target/debug/x", "sub/.git", "run.sh"})
    write_file(from / name, name);
  fs::permissions(from / "run.sh", fs::perms::owner_all);
  fs::permissions(from / "src/target/mod.rs", fs::perms::owner_read);
  fs::create_symlink("/etc/passwd", from / "link");
  REQUIRE(cargo::copy_crate(from, to));
  CHECK(read_file(to / "src/target/mod.rs") == "src/target/mod.rs");
  CHECK(fs::read_symlink(to / "link") == "/etc/passwd");
  CHECK_FALSE(fs::exists(to / ".git"));
  CHECK_FALSE(fs::exists(to / "sub/.git"));
  CHECK_FALSE(fs::exists(to / "target"));
  CHECK(fs::status(to / "run.sh").permissions() == fs::perms(0755));
  CHECK(fs::status(to / "src/target/mod.rs").permissions() == fs::perms(0644));
}

TEST_CASE("a pipe in a crate is an error, not a hang") {
  const Folder folder;
  fs::create_directories(folder.path() / "from");
  REQUIRE(::mkfifo((folder.path() / "from/pipe").c_str(), 0600) == 0);
  const auto piped = cargo::copy_crate(folder.path() / "from", folder.path() / "to");
  CHECK(problem(piped).contains("neither a file nor a folder nor a link"));
  const auto missing = cargo::copy_crate(folder.path() / "nowhere", folder.path() / "too");
  CHECK(problem(missing).contains("it is no folder"));
}

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <agent_rollout/workspace.hpp>
#include <test_support/temporary_folder.hpp>

namespace fs = std::filesystem;
using agent_rollout::changes_since;
using rust_tasks::File;

TEST_CASE("files are written below the folder, never beside it") {
  const test_support::TemporaryFolder dir;
  REQUIRE(agent_rollout::write_files(dir.path() / "ws", {{"src/lib.rs", "a"}}));
  CHECK(fs::file_size(dir.path() / "ws/src/lib.rs") == 1);
  for (const char* path : {"../out.rs", "/tmp/out.rs", "src/../../out.rs", ""})
    CHECK_FALSE(agent_rollout::write_files(dir.path() / "ws", {{path, "a"}}));
  CHECK_FALSE(fs::exists(dir.path() / "out.rs"));
}

TEST_CASE("changed, added and removed files are told, equal ones are not") {
  const test_support::TemporaryFolder dir;
  const std::vector<File> start = {{"Cargo.toml", "[package]"}, {"src/a.rs", "a"}, {"src/b.rs", "b"}};
  REQUIRE(agent_rollout::write_files(dir.path(), start));
  test_support::write_file(dir.path() / "src/a.rs", "A");
  test_support::write_file(dir.path() / "tests/new.rs", "n");
  fs::remove(dir.path() / "src/b.rs");
  const auto changes = changes_since(start, dir.path());
  CHECK(changes.files == std::vector<File>{{"src/a.rs", "A"}, {"tests/new.rs", "n"}});
  CHECK(changes.removed == std::vector<std::string>{"src/b.rs"});
  CHECK(changes.not_taken.empty());
}

TEST_CASE("what cargo makes and a repository are no part of an answer") {
  const test_support::TemporaryFolder dir;
  for (const char* path : {"target/debug/x", ".git/HEAD", "Cargo.lock", "member/Cargo.lock"})
    test_support::write_file(dir.path() / path, "x");
  test_support::write_file(dir.path() / "src/target/mod.rs", "x");
  const auto changes = changes_since({}, dir.path());
  CHECK(changes.files == std::vector<File>{{"src/target/mod.rs", "x"}});
}

TEST_CASE("links, binary and oversized files are named and not read") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir.path() / "ok.rs", "x");
  fs::create_symlink("/etc/passwd", dir.path() / "link.rs");
  fs::create_directory_symlink("/etc", dir.path() / "etc");
  test_support::write_file(dir.path() / "binary.rs", std::string("a\0b", 3));
  test_support::write_file(dir.path() / "latin.rs", "caf\xe9");
  test_support::write_file(dir.path() / "large.rs", std::string(agent_rollout::most_bytes + 1, 'x'));
  const auto changes = changes_since({}, dir.path());
  CHECK(changes.files == std::vector<File>{{"ok.rs", "x"}});
  CHECK(changes.not_taken == std::vector<std::string>{"binary.rs", "etc", "large.rs", "latin.rs", "link.rs"});
}

TEST_CASE("no more files are taken than may be judged, and those that were given come first") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir.path() / "z.rs", "changed");
  for (std::size_t i = 0; i < agent_rollout::most_files + 3; ++i)
    test_support::write_file(dir.path() / ("f" + std::to_string(1000 + i)), "x");
  const auto changes = changes_since({{"z.rs", "given"}}, dir.path());
  REQUIRE(changes.files.size() == agent_rollout::most_files);
  CHECK(changes.files.back() == File{"z.rs", "changed"});
  CHECK(changes.not_taken.size() == 4);
}

TEST_CASE("odd files are named and left out, whatever their names; the others are taken") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir.path() / "ok.rs", "x");
  test_support::write_file(dir.path() / "caf\xe9.rs", "x");
  test_support::write_file(dir.path() / "d\xe9j\xe0/vu.rs", "x");
  fs::create_symlink("nowhere", dir.path() / "gon\xe9");
  REQUIRE(::mkfifo((dir.path() / "pipe").c_str(), 0600) == 0);
  test_support::write_file(dir.path() / "huge.rs", "x");
  fs::resize_file(dir.path() / "huge.rs", 1ull << 40);
  const auto changes = changes_since({}, dir.path());
  CHECK(changes.files == std::vector<File>{{"ok.rs", "x"}});
  CHECK(changes.not_taken ==
        std::vector<std::string>{"caf\\xe9.rs", "d\\xe9j\\xe0/vu.rs", "gon\\xe9", "huge.rs", "pipe"});
}

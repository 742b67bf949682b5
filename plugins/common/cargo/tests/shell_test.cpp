#include <fstream>

#include <doctest/doctest.h>

#include <cargo/shell.hpp>

#include "fixture.hpp"

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TEST_CASE("a shell works on one folder of the machine and sees no other") {
  const cargo_test::Folder folder;
  fs::create_directories(folder.path() / "ws");
  std::ofstream(folder.path() / "secret") << "x";
  const auto shell = cargo::Shell::open(cargo_test::toolchain(), folder.path() / "ws", "/workspace",
                                        folder.path() / "scratch");
  REQUIRE(shell);
  const auto outcome = shell->run("echo out; echo err >&2; echo kept > file; ls " + folder.path().string() +
                                      " 2>/dev/null; cargo --version",
                                  "/workspace", 20s);
  REQUIRE(outcome);
  CHECK(outcome->succeeded());
  CHECK(outcome->stdout_text.starts_with("out\nerr\ncargo 1."));
  CHECK(fs::exists(folder.path() / "ws/file"));
}

TEST_CASE("a shell's crate is built, linted and tested where it stands") {
  const cargo_test::Folder folder;
  cargo_test::write_file(folder.path() / "ws/Cargo.toml",
                         "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
  cargo_test::write_file(folder.path() / "ws/src/lib.rs", "pub fn one()->u8{1}\n");
  const auto shell = cargo::Shell::open(cargo_test::toolchain(), folder.path() / "ws", "/workspace",
                                        folder.path() / "scratch");
  REQUIRE(shell);
  const auto outcome =
      shell->run("cargo fmt && cargo clippy -q -- -D warnings && cat src/lib.rs", "/workspace", 60s);
  REQUIRE(outcome);
  CHECK(outcome->stdout_text == "pub fn one() -> u8 {\n    1\n}\n");
  CHECK_FALSE(fs::exists(folder.path() / "ws/target"));
}

TEST_CASE("a command that never ends is stopped at its limit") {
  const cargo_test::Folder folder;
  fs::create_directories(folder.path() / "ws");
  const auto shell = cargo::Shell::open(cargo_test::toolchain(), folder.path() / "ws", "/workspace",
                                        folder.path() / "scratch");
  REQUIRE(shell);
  const auto outcome = shell->run("echo begun; sleep 1000", "/workspace", 300ms);
  REQUIRE(outcome);
  CHECK(outcome->ending == sandbox::Ending::timed_out);
  CHECK(outcome->stdout_text == "begun\n");
}

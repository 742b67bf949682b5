#include "proof/crate_pool.hpp"

#include <filesystem>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

namespace fs = std::filesystem;

namespace {

struct Pool {
  test_support::TemporaryFolder temp;
  git_miner::CratePool pool{*cargo::find_toolchain(), temp.path(), git_miner::Network::none};

  git_miner::PooledCrates provide(const git_miner::Definition& definition,
                                  const std::string& like = "") const {
    auto crates = pool.provide(definition, like, {});
    if (!crates) FAIL(crates.error().text());
    return *std::move(crates);
  }
};

git_miner::Definition with_member(const std::string& version) {
  git_miner::Definition definition;
  definition.files["Cargo.toml"] = "[workspace]\nmembers = [\"a\"]\nresolver = \"2\"\n";
  definition.files["a/Cargo.toml"] =
      "[package]\nname = \"a\"\nversion = \"" + version + "\"\n[lib]\npath = \"lib.rs\"\n";
  definition.files["a/lib.rs"] = "";
  return definition;
}

}  // namespace

TEST_CASE("a missing lock file is made once, and is the same ever after") {
  const Pool pool;
  const auto first = pool.provide(with_member("1.0.0"));
  CHECK_FALSE(first.reason);
  CHECK(first.lock.contains("name = \"a\"\nversion = \"1.0.0\""));
  test_support::write_file(pool.temp.path() / "home/marker", "");
  fs::remove_all(pool.temp.path() / "home");  // cargo does not run again
  CHECK(pool.provide(with_member("1.0.0")).lock == first.lock);
  CHECK_FALSE(fs::exists(pool.temp.path() / "home"));
}

TEST_CASE("a lock file that does not fit is mended, one that is broken is replaced") {
  const Pool pool;
  auto definition = with_member("2.0.0");
  definition.lock = pool.provide(with_member("1.0.0")).lock;
  CHECK(pool.provide(definition).lock.contains("version = \"2.0.0\""));
  definition.lock = "version = 4\n[[package]]\nname = 1\n";
  CHECK(pool.provide(definition).lock.contains("version = \"2.0.0\""));
}

TEST_CASE("a manifest that cannot be written again gives its reason where cargo needs it") {
  const Pool pool;
  auto definition = with_member("1.0.0");
  definition.refused["fuzz/Cargo.toml"] = git_miner::Unproved::other_registry;
  CHECK_FALSE(pool.provide(definition).reason);
  definition = with_member("1.1.0");
  definition.files.erase("a/Cargo.toml");
  definition.refused["a/Cargo.toml"] = git_miner::Unproved::path_outside;
  CHECK(pool.provide(definition).reason == git_miner::Unproved::path_outside);
}

TEST_CASE("what a lock file asks for is told from a network that is away") {
  using git_miner::is_lack_of_network;
  CHECK(is_lack_of_network("failed to get `a` as a dependency\n[6] Couldn't resolve host name"));
  CHECK(is_lack_of_network("[7] Could not connect to server"));
  CHECK_FALSE(is_lack_of_network("error: no matching package named `a` found"));
  CHECK_FALSE(is_lack_of_network("failed to get `a`: checksum for `a v1.0.0` changed between lock files"));
  CHECK_FALSE(is_lack_of_network("failed to select a version for `a`: no feature `Could not connect`"));
}

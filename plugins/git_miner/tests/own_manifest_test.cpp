#include <doctest/doctest.h>

#include "../src/offline_crates.hpp"

using git_miner::own_manifest;

TEST_CASE("a manifest of our own keeps package and registry dependencies, and nothing that runs") {
  const auto own = own_manifest(
      "[package]\nname = \"demo\"\nversion = \"1.0.0\"\nbuild = \"evil.rs\"\n\n[dependencies]\na = { version "
      "= \"1\", "
      "features = [\"x\"] }\n\n[target.'cfg(unix)'.dependencies]\nb = \"2\"\n\n[[bin]]\nname = \"d\"\npath = "
      "\"d.rs\"\n");
  REQUIRE(own);
  CHECK(own->find("evil") == own->npos);
  CHECK(own->find("[[bin]]") == own->npos);
  CHECK(own->find("features") != own->npos);
  CHECK(own->find("cfg(unix)") != own->npos);
}

TEST_CASE("workspaces and dependencies from elsewhere are refused") {
  const std::string package = "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n";
  CHECK_FALSE(own_manifest("[workspace]\nmembers = [\"a\"]\n"));
  CHECK_FALSE(own_manifest(package + "[dependencies]\na = { path = \"../a\" }\n"));
  CHECK_FALSE(own_manifest(package + "[dependencies]\na = { git = \"https://host.test/a\" }\n"));
  CHECK_FALSE(own_manifest(package + "[patch.crates-io]\na = { path = \"a\" }\n"));
  CHECK_FALSE(own_manifest("[package"));
}

TEST_CASE("only keys that name no place to fetch from may stand in a dependency") {
  const std::string package = "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n[dependencies]\n";
  CHECK(own_manifest(package + "a = { version = \"1\", features = [\"x\"], default-features = false, "
                               "optional = true, package = \"b\" }\n"));
  CHECK_FALSE(
      own_manifest(package + "a = { version = \"1\", registry-index = \"http://host.test/index\" }\n"));
  CHECK_FALSE(own_manifest(package + "a = { version = \"1\", registry = \"mine\" }\n"));
  CHECK_FALSE(own_manifest(package + "a = { version = \"1\", base = \"b\" }\n"));
  CHECK_FALSE(own_manifest(package + "a = 1\n"));
}

TEST_CASE("a lock file may name crates of the default registry only") {
  const auto lock = [](const std::string& rest) {
    return git_miner::is_plain_lock("version = 3\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n" + rest);
  };
  CHECK(lock(""));
  CHECK(lock("source = \"registry+https://github.com/rust-lang/some-index\"\n"));
  CHECK_FALSE(lock("source = \"registry+http://host.test/index\"\n"));
  CHECK_FALSE(lock("source = \"sparse+http://host.test/index\"\n"));
  CHECK_FALSE(lock("source = \"git+https://github.com/rust-lang/a\"\n"));
  CHECK_FALSE(lock("replace = \"a 1.0.0 (registry+http://host.test/index)\"\n"));
  CHECK_FALSE(lock("[[patch.unused]]\nname = \"b\"\nversion = \"1.0.0\"\n"));
  CHECK_FALSE(git_miner::is_plain_lock("no lock"));
}

TEST_CASE("what a lock file asks for is told from a network that is away") {
  CHECK(git_miner::is_lack_of_network("failed to get `a` as a dependency\n[6] Couldn't resolve host name"));
  CHECK(git_miner::is_lack_of_network("[7] Could not connect to server"));
  CHECK_FALSE(git_miner::is_lack_of_network("error: no matching package named `a` found"));
  CHECK_FALSE(
      git_miner::is_lack_of_network("failed to get `a`: checksum for `a v1.0.0` changed between lock files"));
  CHECK_FALSE(
      git_miner::is_lack_of_network("failed to select a version for `a`: no feature `Could not connect`"));
}

#include "proof/definition.hpp"

#include <doctest/doctest.h>

#include <git_miner/mirror.hpp>

#include "fixture.hpp"

using git_miner::Unproved;

namespace {

const std::string package = "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n";

git_miner::OwnManifest root(const std::string& text) {
  return git_miner::own_manifest(text, "Cargo.toml", true);
}

}  // namespace

TEST_CASE("a manifest of our own keeps package and dependencies, and nothing that runs") {
  const auto own =
      root(package +
           "build = \"evil.rs\"\nlinks = \"z\"\nrust-version = \"1.70\"\n\n[dependencies]\na = { version = "
           "\"1\", features = [\"x\"] }\n\n[target.'cfg(unix)'.dependencies]\nb = \"2\"\n\n[[bin]]\nname "
           "= \"d\"\npath = \"d.rs\"\n\n[profile.dev]\nopt-level = 3\n");
  CHECK_FALSE(own.refused);
  for (const char* gone : {"evil", "[[bin]]", "links", "profile"}) CHECK_FALSE(own.text.contains(gone));
  for (const char* kept : {"features", "cfg(unix)", "rust-version", "build = false"})
    CHECK(own.text.contains(kept));
}

TEST_CASE("workspaces, paths inside the repository and git over https are kept") {
  CHECK(root("[workspace]\nmembers = [\"a\", \"crates/*\"]\n[workspace.dependencies]\nb = { path = \"b\" }\n")
            .text.contains("crates/*"));
  const auto member = [](const std::string& dependency) {
    return git_miner::own_manifest(package + "[dependencies]\na = " + dependency + "\n",
                                   "crates/x/Cargo.toml", false);
  };
  CHECK(member("{ path = \"../y\" }").text.contains("../y"));
  CHECK(member("{ workspace = true }").text.contains("workspace = true"));
  CHECK(member("{ git = \"https://host.test/a\", rev = \"12\" }").text.contains("rev"));
  CHECK(root(package + "[patch.crates-io]\na = { path = \"a\" }\n").text.contains("patch"));
}

TEST_CASE("what leads elsewhere is refused with its reason") {
  const auto refused = [](const std::string& dependency) {
    return root(package + "[dependencies]\na = " + dependency + "\n").refused;
  };
  CHECK(refused("{ path = \"../a\" }") == Unproved::path_outside);
  CHECK(refused("{ path = \"/a\" }") == Unproved::path_outside);
  CHECK(refused("{ path = \"b/../../a\" }") == Unproved::path_outside);
  CHECK(refused("{ git = \"ssh://host.test/a\" }") == Unproved::git_unreachable);
  CHECK(refused("{ git = \"file:///home/a\" }") == Unproved::git_unreachable);
  CHECK(refused("{ version = \"1\", registry = \"mine\" }") == Unproved::other_registry);
  CHECK(refused("{ version = \"1\", registry-index = \"http://host.test/index\" }") ==
        Unproved::other_registry);
  CHECK(root("[workspace]\nmembers = [\"../a\"]\n").refused == Unproved::path_outside);
  CHECK(root("cargo-features = [\"x\"]\n" + package).refused == Unproved::needs_nightly);
  CHECK(root("[package").refused == Unproved::dependencies_unresolved);
}

TEST_CASE("keys that are not known are not passed on to cargo") {
  const auto own =
      root(package + "[dependencies]\na = { version = \"1\", base = \"b\" }\n[future]\nkey = 1\n");
  CHECK_FALSE(own.text.contains("base"));
  CHECK_FALSE(own.text.contains("future"));
}

TEST_CASE("a lock file may name crates of the default registry and of git over https") {
  const auto lock = [](const std::string& rest) {
    return git_miner::is_plain_lock("version = 3\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n" + rest);
  };
  CHECK(lock(""));
  CHECK(lock("source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"));
  CHECK(lock("source = \"git+https://host.test/a#12\"\n"));
  CHECK_FALSE(lock("source = \"registry+http://host.test/index\"\n"));
  CHECK_FALSE(lock("source = \"sparse+http://host.test/index\"\n"));
  CHECK_FALSE(lock("source = \"git+ssh://host.test/a\"\n"));
  CHECK_FALSE(lock("replace = \"a 1.0.0 (registry+http://host.test/index)\"\n"));
  CHECK_FALSE(lock("[[patch.unused]]\nname = \"b\"\nversion = \"1.0.0\"\n"));
  CHECK_FALSE(git_miner::is_plain_lock("no lock"));
}

TEST_CASE("the definition holds the manifests of a commit with empty libraries, and nothing else of it") {
  git_miner::test::Fixture fixture;
  fixture.write("Cargo.toml", package + "[workspace]\nmembers = [\"a\"]\n");
  fixture.write("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\nbuild = \"build.rs\"\n");
  fixture.write("a/build.rs", "fn main() {}\n");
  fixture.write("a/src/lib.rs", "compile_error!(\"x\");\n");
  fixture.write("broken/Cargo.toml", "[package]\nname = \"b\"\n[dependencies]\nc = { path = \"../../c\" }\n");
  const auto commit = fixture.commit("Start a workspace");
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto definition = git_miner::definition_of(*git_miner::Repository::open(mirror->path), commit);
  REQUIRE(definition);
  REQUIRE(*definition);
  std::string paths;
  for (const auto& [path, text] : (*definition)->files) paths += path + " ";
  CHECK(paths == "Cargo.toml a/Cargo.toml a/lib.rs lib.rs ");
  CHECK((*definition)->files.at("a/lib.rs").empty());
  CHECK((*definition)->refused.at("broken/Cargo.toml") == Unproved::path_outside);
}

// What may be learnt from, and what is left out of it.
#include "change/rights.hpp"

#include <doctest/doctest.h>

#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>

#include "fixture.hpp"

using git_miner::DropReason;
using git_miner::is_own;
using git_miner::test::Fixture;

namespace {

const std::string lib = "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n";
const std::string fixed =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n";
const std::string mit_text =
    "Permission is hereby granted, free of charge, to any person. The above copyright notice and this "
    "permission "
    "notice shall be included.\n";
const std::string gpl_text = "GNU GENERAL PUBLIC LICENSE\nVersion 3\n";

std::string package(const std::string& name, const std::string& more) {
  return "[package]\nname = \"" + name + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" + more;
}

git_miner::Mined mined(const Fixture& fixture, const std::string& commit, git_miner::Options options = {},
                       const std::string& name = "demo") {
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  REQUIRE(repository);
  options.system_prompt = "You write Rust.";
  auto result =
      git_miner::Miner({name, "0123"}, options).mine(*repository, {.commit = commit}, fixture.scratch());
  REQUIRE(result);
  return *std::move(result);
}

// One fix in each crate, in one commit.
std::string commit_fix(Fixture& fixture, const std::vector<std::string>& crates) {
  for (const auto& crate : crates) fixture.write(crate + "src/lib.rs", lib);
  fixture.commit("Start");
  for (const auto& crate : crates) fixture.write(crate + "src/lib.rs", fixed);
  return fixture.commit("fix: prevent a panic of first for empty slices");
}

void write_workspace(const Fixture& fixture, const std::string& shared = "") {
  fixture.write("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"a\", \"b\"]\n" + shared);
}

}  // namespace

TEST_CASE("every changed path counts with the licence of its package") {
  Fixture fixture;
  write_workspace(fixture);
  fixture.write("a/Cargo.toml", package("a", "license = \"MIT\"\n"));
  fixture.write("b/Cargo.toml", package("b", "license = \"GPL-3.0-only\"\n"));
  const auto commit = commit_fix(fixture, {"a/", "b/"});
  const auto refused = mined(fixture, commit);
  CHECK(refused.reason == DropReason::licence_not_allowed);
  CHECK(refused.evidence.starts_with("b/src/lib.rs: licence \"GPL-3.0-only\""));
  const auto both = mined(fixture, commit, {.any_licence = true});
  REQUIRE(both.example);
  CHECK(both.example->metadata.licence == "MIT AND GPL-3.0-only");
}

TEST_CASE("a member takes the licence that its workspace declares, as text or file") {
  Fixture fixture;
  std::string manifest, expected;
  SUBCASE("license") {
    write_workspace(fixture, "[workspace.package]\nlicense = \"ISC\"\n");
    manifest = "license.workspace = true\n";
    expected = "ISC";
  }
  SUBCASE("license-file of the workspace") {
    write_workspace(fixture, "[workspace.package]\nlicense-file = \"TERMS\"\n");
    fixture.write("TERMS", mit_text);
    manifest = "license-file.workspace = true\n";
    expected = "MIT";
  }
  SUBCASE("license-file of its own, above it") {
    write_workspace(fixture);
    fixture.write("TERMS", mit_text);
    manifest = "license-file = \"../TERMS\"\n";
    expected = "MIT";
  }
  fixture.write("a/Cargo.toml", package("a", manifest));
  const auto result = mined(fixture, commit_fix(fixture, {"a/"}));
  REQUIRE(result.example);
  CHECK(result.example->metadata.licence == expected);
}

TEST_CASE("of several licence files the strictest counts, and an unknown one is none") {
  Fixture fixture;
  fixture.write("Cargo.toml", package("demo", ""));
  fixture.write("LICENSE-MIT", mit_text);
  SUBCASE("a strict one beside it") { fixture.write("COPYING", gpl_text); }
  SUBCASE("a strict one in a folder with foreign code") { fixture.write("src/LICENSE", gpl_text); }
  CHECK(mined(fixture, commit_fix(fixture, {""})).reason == DropReason::licence_not_allowed);
}

TEST_CASE("an unknown licence file beside a package is not outdone by one above it") {
  Fixture fixture;
  write_workspace(fixture);
  fixture.write("LICENSE", mit_text);
  fixture.write("a/Cargo.toml", package("a", ""));
  fixture.write("a/LICENSE", "All rights reserved.\n");
  CHECK(mined(fixture, commit_fix(fixture, {"a/"})).reason == DropReason::no_licence);
}

TEST_CASE("a file that moves out of a package brings its licence along") {
  Fixture fixture;
  write_workspace(fixture);
  fixture.write("a/Cargo.toml", package("a", "license = \"MIT\"\n"));
  fixture.write("b/Cargo.toml", package("b", "license = \"GPL-3.0-only\"\n"));
  fixture.write("a/src/lib.rs", lib);
  fixture.write("b/src/first.rs", lib);
  fixture.commit("Start");
  fixture.git({"mv", "b/src/first.rs", "a/src/first.rs"});
  fixture.write("a/src/first.rs", fixed);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  CHECK(mined(fixture, commit).reason == DropReason::licence_not_allowed);
}

TEST_CASE("repositories of one's own owners need no licence") {
  for (const char* name :
       {"https://github.com/Acme/tool", "github.com:acme/tool", "ssh://host.test:22/acme/tool"})
    CHECK(is_own(name, {"acme"}));
  CHECK(is_own("https://github.com/acme/tool", {"github.com/acme"}));
  CHECK(is_own("https://host.test/group/sub/tool", {"host.test/group/sub"}));
  CHECK_FALSE(is_own("https://gitlab.com/acme/tool", {"github.com/acme"}));
  CHECK_FALSE(is_own("https://github.com/acme-other/tool", {"acme"}));
  CHECK_FALSE(is_own("https://github.com/other/acme", {"acme"}));
  CHECK_FALSE(is_own("acme", {"acme"}));

  Fixture fixture;
  fixture.write("Cargo.toml", package("demo", "publish = false\n"));
  const auto commit = commit_fix(fixture, {""});
  CHECK(mined(fixture, commit, {}, "https://github.com/acme/demo").reason == DropReason::no_licence);
  CHECK(mined(fixture, commit, {.own = {"acme"}}, "https://github.com/acme/demo").example);
}

TEST_CASE("repositories, commits and paths can be blocked") {
  Fixture fixture;
  fixture.write("Cargo.toml", package("demo", "license = \"MIT\"\n"));
  const auto commit = commit_fix(fixture, {""});
  const std::string name = "https://github.com/acme/demo";
  for (const std::string& entry :
       {std::string("demo"), std::string("github.com/acme/demo"), name, commit, commit.substr(0, 7),
        std::string("src/*"), std::string("lib.rs"), std::string("*.rs")}) {
    const auto result = mined(fixture, commit, {.block = {entry}}, name);
    CAPTURE(entry);
    CHECK(result.reason == DropReason::blocked);
    CHECK(result.evidence.contains("block names " + entry));
  }
  for (const std::string& entry : {std::string("acme"), commit.substr(0, 6), std::string("tests/*")})
    CHECK(mined(fixture, commit, {.block = {entry}}, name).example);
}

TEST_CASE("what programs write and what is kept elsewhere is left out") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const std::vector<std::string> files{"Cargo.lock",          "fuzz/Cargo.lock", "assets/a.min.js",
                                       "src/sys_bindings.rs", "go.sum",          "assets/font.txt"};
  for (const auto& file : files)
    fixture.write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  fixture.write("docs/table.md", "<!-- @generated -->\nold\n");
  fixture.commit("Add what programs write");
  for (const auto& file : files)
    fixture.write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n");
  fixture.write("docs/table.md", "<!-- @generated -->\nnew\n");
  fixture.write("src/lib.rs", fixed);
  const auto result = mined(fixture, fixture.commit("fix: prevent a panic of first for empty slices"));
  REQUIRE(result.example);
  for (const auto& message : result.example->messages) {
    for (const auto& call : message.tool_calls) {
      for (const auto& file : files) CHECK_FALSE(call.function.arguments.contains(file));
      CHECK_FALSE(call.function.arguments.contains("table.md"));
    }
  }
}

TEST_CASE("a message is read in the encoding that its commit declares") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed);
  fixture.git({"add", "--all"});
  fixture.git(
      {"-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "-m",
       "fix: prevent a panic of first for empty slices\n\nAn empty slice panics in the caf\xe9 menu."});
  const auto commit = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto text = git_miner::Repository::open(mirror->path)->commit(commit);
  REQUIRE(text);
  CHECK(text->is_utf8);
  CHECK(text->message.contains("the café menu"));
  CHECK(mined(fixture, commit).example);
}

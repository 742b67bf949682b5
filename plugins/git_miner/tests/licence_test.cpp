#include <doctest/doctest.h>

#include <git_miner/licence.hpp>

#include "../src/manifest.hpp"

using git_miner::is_allowed;

TEST_CASE("an expression is allowed where allowed licences alone can meet it") {
  const auto allowed = git_miner::permissive_licences();
  CHECK(is_allowed("MIT", allowed));
  CHECK(is_allowed("MIT/Apache-2.0", allowed));
  CHECK(is_allowed("GPL-3.0-only OR MIT", allowed));
  CHECK(is_allowed("Apache-2.0 WITH LLVM-exception", allowed));
  CHECK(is_allowed("(MIT OR GPL-2.0-only) AND ISC", allowed));
  CHECK_FALSE(is_allowed("MIT AND GPL-3.0-only", allowed));
  CHECK_FALSE(is_allowed("MPL-2.0", allowed));
  CHECK(is_allowed("MPL-2.0", {"MPL-2.0"}));
  for (const char* broken : {"", "MIT OR", "(MIT", "MIT)", "OR MIT", "MIT MIT", "MIT WITH"}) {
    CHECK_FALSE(is_allowed(broken, allowed));
  }
  CHECK_FALSE(is_allowed(std::string(100'000, '(') + "MIT", allowed));
  CHECK(git_miner::spdx_expression("MIT/Apache-2.0") == "MIT OR Apache-2.0");
}

TEST_CASE("licence texts are known whatever their line breaks") {
  CHECK(git_miner::licence_of_text(
            "Permission is hereby granted, free\nof charge, ... The above copyright\n notice and this "
            "permission notice shall") == "MIT");
  CHECK(git_miner::licence_of_text("Apache License\n   Version 2.0, January 2004") == "Apache-2.0");
  CHECK(git_miner::licence_of_text("GNU GENERAL PUBLIC LICENSE\nVersion 3") == "GPL-3.0-only");
  CHECK(git_miner::licence_of_text("All rights reserved.") == "");
}

TEST_CASE("manifests are compared by what they say") {
  const auto compare = [](const char* before, const char* after) {
    return git_miner::compare_manifests(*git_miner::read_manifest(before), *git_miner::read_manifest(after));
  };
  const auto added =
      compare("[dependencies]\na = \"1\"\n", "[dependencies]\na = { version = \"1\" }\nb = \"2\"\n");
  CHECK(added.added == std::set<std::string>{"b"});
  CHECK(added.version_changed.empty());
  CHECK(compare("[dependencies]\na = \"1\"\n", "[dependencies]\na = \"2\"\n").version_changed.size() == 1);
  CHECK(compare("[dev-dependencies]\na = \"1\"\n", "[dependencies]\na = \"1\"\n").added.empty());
  CHECK(compare("[dependencies]\na = \"1\"\n", "[dependencies]\nx = { package = \"a\", version = \"1\" }\n")
            .added.empty());
  CHECK(compare("", "[dev-dependencies]\nt = \"1\"\n").test_only == std::set<std::string>{"t"});
  CHECK(compare("[package]\nname=\"d\"\nversion=\"1.0.0\"\n", "[package]\nname=\"d\"\nversion=\"1.1.0\"\n")
            .own_version_changed);
  CHECK_FALSE(git_miner::read_manifest("[package"));
}

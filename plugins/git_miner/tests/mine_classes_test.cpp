// The classes of whole commits.
#include <string>

#include <doctest/doctest.h>

#include "mined.hpp"

using git_miner::test::Files;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;

namespace {

const std::string manifest_head =
    "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";

// The class of a commit between two states of a small repository, "" where it is not mined.
std::string class_of(const char* message, Files before, Files after) {
  Fixture fixture;
  fixture.commit_crate(lib);
  before.try_emplace("Cargo.toml", manifest_head);
  after.try_emplace("Cargo.toml", before["Cargo.toml"]);
  for (const auto& [path, text] : before) fixture.write(path, text);
  fixture.commit("Prepare the files");
  for (const auto& [path, text] : before) {
    if (!after.contains(path)) std::filesystem::remove(fixture.folder() / path);
  }
  for (const auto& [path, text] : after) fixture.write(path, text);
  const auto result = mined(fixture, fixture.commit(message));
  return result.example ? std::string(base::name_of(result.example->metadata.category)) : "";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a new key of a manifest is not always a new dependency") {
  const std::string plain =
      "pub fn find(text: &[u8]) -> Option<usize> {\n    text.iter().position(|b| *b == 0)\n}\n";
  const std::string fast = "pub fn find(text: &[u8]) -> Option<usize> {\n    memchr::memchr(0, text)\n}\n";
  const std::string line = "memchr = \"2\"\n";
  const auto change = [&](const char* message, const std::string& deps_before, const std::string& deps_after,
                          const std::string& before, const std::string& after) {
    return class_of(message, {{"Cargo.toml", manifest_head + deps_before}, {"src/lib.rs", before}},
                    {{"Cargo.toml", manifest_head + deps_after}, {"src/lib.rs", after}});
  };
  CHECK(change("Use memchr to find the end", "", line, plain, fast) == "dependency");
  CHECK(change("Upgrade to memchr 2", "", line, plain, fast) == "");
  CHECK(change("Use memchr to find the end", "", "memchr = { path = \"memchr\" }\n", plain, fast) == "");
  CHECK(change("Use memchr to find the end", "other = { package = \"memchr\", version = \"2\" }\n", line,
               plain, fast) == "");
  const std::string old = "pub fn find(text: &[u8]) -> Option<usize> {\n    memchr_old::memchr(0, text)\n}\n";
  CHECK(change("Switch to memchr for the end", "memchr-old = \"1\"\n", line, old, fast) == "");
  CHECK(change("Use memchr to find the end", line, "\n[dev-dependencies]\n" + line, fast, plain) == "");
  const std::string of_std = with(fast, "memchr::memchr(0, text)", "std::iter::position(0, text)");
  CHECK(change("Replace memchr with std", line, "", fast, of_std) == "refactor");
  const std::string test = "\n#[test]\nfn first_of_none() {\n    pretty::assert_eq!(first(&[]), 0);\n}\n";
  CHECK(change("fix: first panics for empty slices", "", "\n[dev-dependencies]\npretty = \"1\"\n", lib,
               fixed_lib + test) == "bug_fix");
}

TEST_CASE("code that moves, is extracted, inlined, renamed or simplified is a refactoring") {
  const std::string area =
      "fn area(w: u32, h: u32) -> u32 {\n    let w = w.min(100).max(2);\n    let h = h.min(100).max(2);\n    "
      "w * h\n}\n";
  const std::string edge = "fn edge(w: u32) -> u32 {\n    w.checked_add(7).unwrap_or(9) * 4\n}\n";
  const std::string extracted =
      "fn area(w: u32, h: u32) -> u32 {\n    clamped(w) * clamped(h)\n}\n\nfn clamped(w: u32) -> u32 {\n    "
      "w.min(100).max(2)\n}\n";
  const auto change = [&](const char* message, const std::string& before, const std::string& after) {
    return class_of(message, {{"src/lib.rs", before}}, {{"src/lib.rs", after}});
  };
  CHECK(change("Extract the clamping of sides from `area`", area, extracted) == "refactor");
  CHECK(change("Inline the clamping of sides into `area`", extracted, area) == "refactor");
  CHECK(class_of("Move edge into its own module", {{"src/lib.rs", area + "\n" + edge}},
                 {{"src/lib.rs", "mod edge;\n" + area}, {"src/edge.rs", edge}}) == "refactor");
  const std::string twice = area + "\nfn two() -> u32 {\n    area(1, 1) * 2\n}\n";
  CHECK(change("Rename `area` to `size`", twice, with(twice, "area", "size")) == "refactor");
  CHECK(change("Simplify the area of boxes\n\nBoth sides of `area` should be clamped without a variable of "
               "their own.",
               area, "fn area(w: u32, h: u32) -> u32 {\n    w.min(100).max(2) * h.min(100).max(2)\n}\n") ==
        "refactor");
  // Another value, another method, less of the work, a lint.
  CHECK(change("Simplify the area of boxes", area, with(area, "100", "200")) == "");
  CHECK(change("Change the area to powers", area, with(area, "max", "pow")) == "");
  CHECK(change("Remove the limits of the area", area, "fn area(w: u32, h: u32) -> u32 {\n    w * h\n}\n") ==
        "");
  CHECK(change("refactor: shorten the clippy list", area, extracted) == "");
}

TEST_CASE("a refactoring neither sorts nor filters anew") {
  const auto change = [](const std::string& before, const std::string& after) {
    return class_of(
        "Simplify how `names` is made\n\nThe loop of `names` should be gone without another result.",
        {{"src/lib.rs", before}}, {{"src/lib.rs", after}});
  };
  const auto listed = [](const std::string& made) {
    return "pub fn names(paths: &[&str]) -> Vec<String> {\n" + made + "}\n";
  };
  const std::string loop =
      "    let mut all = Vec::new();\n    for path in paths {\n        let text = path.to_string();\n        "
      "all.push(text);\n    }\n  "
      "  all\n";
  const std::string mapped = "    paths.iter().map(|path| path.to_string()).collect()\n";
  CHECK(change(listed(loop), listed(mapped)) == "refactor");
  CHECK(change(listed(loop), listed(with(mapped, ".iter()", ".iter().rev()"))) == "");
  CHECK(change(listed(with(loop, " in paths", " in paths.iter().rev()")),
               listed(with(mapped, ".iter()", ".iter().rev()"))) == "refactor");
  const std::string sorted =
      "    let mut all: Vec<String> = paths.iter().map(|p| p.trim().to_string()).collect();\n"
      "    all.sort();\n    all\n";
  CHECK(change(listed(with(loop, "    all\n", "    all.sort();\n    all\n")),
               listed(with(sorted, ".trim()", ""))) == "refactor");
  CHECK(change(listed(sorted), listed("    let mut all: Vec<_> = paths.iter().collect();\n    all.sort();\n"
                                      "    all.iter().map(|p| p.to_string()).collect()\n")) == "");
}

TEST_CASE("a change that lies outside of Rust is not learnt by the line of Rust beside it") {
  std::string script, mended;
  for (int i = 0; i < 20; ++i) {
    script += "echo " + std::to_string(i) + "\n";
    mended += "printf '%s' " + std::to_string(i) + "\n";
  }
  CHECK(class_of("fix: the prompt is wrong in old shells",
                 {{"src/lib.rs", lib}, {"templates/zsh.sh", script}},
                 {{"src/lib.rs", fixed_lib}, {"templates/zsh.sh", mended}}) == "");
}

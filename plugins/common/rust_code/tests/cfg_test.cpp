#include <doctest/doctest.h>

#include <rust_code/cfg.hpp>

namespace {

const rust_code::CfgSet linux_build{"unix", "target_os=\"linux\"", "feature=\"std\"", "debug_assertions"};

std::optional<std::string> unmet(const std::string& text, std::string_view at) {
  const auto file = rust_code::SourceFile::parse(text);
  REQUIRE(file);
  REQUIRE(text.contains(at));
  return rust_code::unmet_cfg(*file, static_cast<std::uint32_t>(text.find(at)), linux_build);
}

}  // namespace

TEST_CASE("code is compiled where all conditions around it hold") {
  const std::string text =
      "#[cfg(unix)]\nmod a {\n    #[cfg(feature = \"std\")]\n    fn here() {}\n    #[cfg(all(unix, "
      "not(feature = "
      "\"alloc\")))]\n    fn there() {}\n}\n#[cfg(test)]\nmod tests {\n    fn checks() "
      "{}\n}\n#[cfg(not(test))]\nfn "
      "plain() {}\n";
  for (const char* name : {"here", "there", "checks", "plain"}) CHECK_FALSE(unmet(text, name));
}

TEST_CASE("the condition that keeps code out is named") {
  CHECK(unmet("#[cfg(windows)]\nmod a {\n    fn here() {}\n}\n", "here") == "#[cfg(windows)]");
  CHECK(unmet("#![cfg(feature = \"alloc\")]\nfn here() {}\n", "here") == "#![cfg(feature = \"alloc\")]");
  CHECK(unmet("fn f() {\n    #[cfg(not(unix))]\n    let here = 1;\n}\n", "here") == "#[cfg(not(unix))]");
  CHECK(
      unmet(
          "fn f(x: u8) -> u8 {\n    match x {\n        #[cfg(target_os = \"macos\")]\n        1 => here(),\n "
          "       _ => 0,\n    }\n}\n",
          "here") == "#[cfg(target_os = \"macos\")]");
  CHECK(unmet("struct A {\n    #[cfg(loom)]\n    here: u8,\n    there: u8,\n}\n", "here") == "#[cfg(loom)]");
  CHECK_FALSE(unmet("struct A {\n    #[cfg(loom)]\n    here: u8,\n    there: u8,\n}\n", "there"));
  CHECK(unmet("#[cfg(all(test, windows))]\nmod tests {\n    fn here() {}\n}\n", "here"));
}

TEST_CASE("of the branches of cfg_if one is compiled") {
  const std::string text =
      "cfg_if::cfg_if! {\n    if #[cfg(windows)] {\n        fn first() {}\n    } else if #[cfg(unix)] {\n    "
      "    "
      "fn second() {}\n    } else {\n        fn third() {}\n    }\n}\n";
  CHECK(unmet(text, "first"));
  CHECK_FALSE(unmet(text, "second"));
  CHECK(unmet(text, "third"));
}

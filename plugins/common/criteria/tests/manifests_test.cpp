#include <criteria/crates.hpp>
#include <criteria/manifests.hpp>

#include "support.hpp"

using namespace criteria;
using namespace criteria_test;

namespace {

const std::vector<std::string> available{"thiserror", "anyhow", "tokio",    "serde",
                                         "tracing",   "log",    "once_cell"};

// A package with these lines behind [package], and this library.
rust_tasks::Criterion judged(const std::string& manifest, const std::string& code,
                             rust_tasks::CrateRules rules = {}) {
  if (rules.allowed.empty()) rules.allowed = available;
  const Files files{{"Cargo.toml", "[package]\nname = \"a\"\nedition = \"2024\"\n" + manifest},
                    {"src/lib.rs", code}};
  return crates(Manifests::parse(files), Sources::parse(files), rules, available);
}

}  // namespace

TEST_CASE("dependencies are read in every form") {
  const Files files{
      {"Cargo.toml",
       "[workspace]\nmembers = [\"core\"]\n[workspace.package]\nedition = \"2024\"\n"
       "[workspace.dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nutil = { path = "
       "\"util\" }\n"},
      {"core/Cargo.toml",
       "[package]\nname = \"core\"\nedition.workspace = true\n[dependencies]\nserde.workspace = true\n"
       "util = { workspace = true }\njson = { package = \"serde_json\", version = \"1\" }\n"
       "[target.'cfg(unix)'.dev-dependencies]\ntokio = \"1\"\n"},
      {"core/src/lib.rs", ""}};
  const auto manifests = Manifests::parse(files);
  REQUIRE(manifests.all.size() == 2);
  const Manifest& core = manifests.all[1];
  CHECK(core.edition == "2024");
  CHECK(core.has_library);
  REQUIRE(core.dependencies.size() == 4);
  CHECK(core.dependencies[0].package == "serde_json");
  CHECK(core.dependencies[0].key == "json");
  CHECK(core.dependencies[1].features == std::vector<std::string>{"derive"});
  CHECK_FALSE(core.dependencies[2].is_external());
  CHECK(core.dependencies[3].kind == Dependency::Kind::dev);
  CHECK(manifests.owner("core/src/lib.rs") == &core);
}

TEST_CASE("a text that is no TOML is named with its line") {
  const Files files{{"Cargo.toml", "[package]\nname = \n"}};
  const auto manifests = Manifests::parse(files);
  REQUIRE(manifests.broken.size() == 1);
  CHECK(manifests.broken[0].line == 2);
}

TEST_CASE("settings that steer the tools are found where the start has none") {
  const Files start{{"Cargo.toml", "[package]\nname = \"a\"\n[profile.dev]\nopt-level = 1\n"}};
  const Files candidate{
      {"Cargo.toml",
       "[package]\nname = \"a\"\nautotests = false\n[profile.dev]\nopt-level = 1\n[patch.crates-io]\n"
       "[lib]\nproc-macro = true\n[[test]]\nname = \"hidden\"\nharness = false\n"},
      {"build.rs", "fn main() {}"}};
  const auto before = Manifests::parse(start);
  const auto after = Manifests::parse(candidate);
  const auto tools = added(before, after, &Manifest::steering);
  CHECK(tools.size() == 3);
  CHECK(mentions(tools, "Cargo.toml:6: [patch]"));
  CHECK(mentions(tools, "build.rs: a build script"));
  CHECK(mentions(tools, "proc-macro"));
  const auto tests = added(before, after, &Manifest::test_steering);
  CHECK(mentions(tests, "harness = false"));
  CHECK(mentions(tests, "autotests = false"));
  CHECK(mentions(tests, "[[test]] name = \"hidden\""));
  CHECK(added(after, after, &Manifest::steering).empty());
}

TEST_CASE("profiles are taken out of a manifest, and nothing else") {
  const std::string text =
      "[package]\nname = \"a\"\n[profile.dev]\nlto = true\n[profile.dev.package.\"*\"]\nx = "
      "1\n[dependencies]\nb = "
      "\"1\"";
  CHECK(without_profiles(text) == "[package]\nname = \"a\"\n\n\n\n\n[dependencies]\nb = \"1\"");
  CHECK(without_profiles("").empty());
  const Files files{{"Cargo.toml", text}};
  CHECK(mentions(Manifests::parse(files).all[0].profiles, "Cargo.toml:3: [profile]"));
}

TEST_CASE("a typed library with used crates keeps every rule") {
  const auto good = judged("[dependencies]\nthiserror = \"2\"\n",
                           "#[derive(Debug, thiserror::Error)]\n#[error(\"x\")]\npub struct E;\n");
  CHECK(good.score == 1);
  CHECK(good.evidence.empty());
}

TEST_CASE("each rule has its fault") {
  const auto fault = [](const std::string& manifest, const std::string& code, const char* text,
                        rust_tasks::CrateRules rules = {}) {
    const auto result = judged(manifest, code, std::move(rules));
    CHECK(result.score < 1);
    CHECK_MESSAGE(mentions(result.evidence, text), text);
  };
  fault("[dependencies]\nanyhow = \"1\"\n", "pub fn f() -> anyhow::Result<()> { Ok(()) }",
        "`anyhow` hides the errors");
  fault("[dependencies]\nserde = \"1\"\n", "", "`serde` is declared and not used");
  fault("[dependencies]\nserde = \"*\"\n", "use serde::Serialize;", "`serde` has no version");
  fault("[dependencies]\nonce_cell = \"1\"\n", "use once_cell::sync::Lazy;", "`once_cell` is obsolete");
  fault("[dependencies]\nlog = \"0.4\"\n", "pub fn f() { log::info!(\"x\") }", "`log` stands where tracing");
  fault("", "pub fn f() { println!(\"x\") }", "src/lib.rs:1: `println!` in a library");
  fault("[dependencies]\nfastest_json = \"1\"\n", "use fastest_json::f;", "`fastest_json` is not to be had");
  fault("[dependencies]\ntokio = { version = \"1\", features = [\"full\"] }\n", "use tokio::sync::mpsc;",
        "takes all of tokio");
  fault("[dependencies]\nserde = \"1\"\n", "#[cfg(test)]\nmod tests { use serde::Serialize; }",
        "a dev-dependency");
  fault("", "", "`tracing` is not declared", {.allowed = available, .expected = {"tracing"}});
  fault("[dependencies]\nserde = \"1\"\n", "use serde::Serialize;", "wrong choice",
        {.allowed = available, .avoided = {"serde"}});
  fault("", "pub fn f() -> Result<(), Box<dyn std::error::Error>> { Ok(()) }",
        "says nothing about the error");
}

TEST_CASE("another edition than 2024 is a fault") {
  const Files files{{"Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"}, {"src/lib.rs", ""}};
  CHECK(crates(Manifests::parse(files), Sources::parse(files), {}, {}).score == 0);
}

TEST_CASE("members take from the workspace what it offers") {
  Files files{{"Cargo.toml",
               "[workspace]\nmembers = [\"a\", \"b\"]\n[workspace.package]\nedition = "
               "\"2024\"\n[workspace.dependencies]\nserde = \"1\"\n"},
              {"a/Cargo.toml",
               "[package]\nname = \"a\"\nedition.workspace = true\n[dependencies]\nserde.workspace = true\n"},
              {"a/src/lib.rs", "use serde::Serialize;"},
              {"b/Cargo.toml",
               "[package]\nname = \"b\"\nedition.workspace = true\n[dependencies]\nserde.workspace = true\n"},
              {"b/src/lib.rs", "use serde::Serialize;"}};
  const rust_tasks::CrateRules rules{.allowed = {"serde"}};
  CHECK(crates(Manifests::parse(files), Sources::parse(files), rules, available).score == 1);
  files[3].text = "[package]\nname = \"b\"\nedition = \"2024\"\n[dependencies]\nserde = \"1\"\n";
  const auto result = crates(Manifests::parse(files), Sources::parse(files), rules, available);
  CHECK(mentions(result.evidence, "b/Cargo.toml:5: `serde` does not come from the workspace"));
  CHECK(mentions(result.evidence, "b/Cargo.toml: the edition does not come from the workspace"));
}

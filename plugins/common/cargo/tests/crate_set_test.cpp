#include <algorithm>
#include <cstdlib>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include <cargo/crate_set.hpp>

#include "fixture.hpp"
#include "mirror.hpp"

using namespace cargo_test;
using cargo::CrateSet;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names(const fs::path& folder) {
  std::vector<std::string> result;
  for (const auto& entry : fs::directory_iterator(folder)) result.push_back(entry.path().filename().string());
  std::ranges::sort(result);
  return result;
}

// Targets that were compiled and not found ready-made.
std::vector<std::string> compiled(const cargo::Step& step) {
  CHECK_MESSAGE(step.succeeded(), step.outcome.stderr_text);
  std::vector<std::string> result;
  for (const auto& artifact : step.messages.artifacts) {
    if (!artifact.fresh) result.push_back(artifact.target);
  }
  std::ranges::sort(result);
  const auto repeated = std::ranges::unique(result);
  result.erase(repeated.begin(), repeated.end());
  return result;
}

const CrateSet& real_set() {
  static const auto set = value(CrateSet::open(toolchain(), CRATE_SET_DEFINITION, CRATE_SET_CACHE));
  return set;
}

std::string dependency_lines(const fs::path& manifest) {
  const auto text = read_file(manifest);
  return text.substr(text.find("[dependencies]"));
}

const std::vector<std::string> only_demo{"demo"};

}  // namespace

TEST_CASE("a crate with the dependency lines of a member compiles nothing but itself") {
  std::size_t members = 0;
  for (const auto& entry : fs::directory_iterator(CRATE_SET_DEFINITION "/members")) {
    ++members;
    CAPTURE(entry.path());
    const std::string text = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n" +
                             dependency_lines(entry.path() / "Cargo.toml");
    const Crate crate({{"Cargo.toml", text}, {"src/lib.rs", "pub fn f() {}\n"}}, real_set().options_for());
    CHECK(compiled(value(crate->build())) == only_demo);
    CHECK(compiled(value(crate->clippy())) == only_demo);
  }
  CHECK(members > 0);
}

TEST_CASE("check, lints and tests of a crate with thiserror compile only the crate, and it works") {
  const auto manifest = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n" +
                        dependency_lines(CRATE_SET_DEFINITION "/members/thiserror/Cargo.toml");
  const Crate crate({{"Cargo.toml", manifest},
                     {"src/lib.rs",
                      "#[derive(Debug, thiserror::Error)]\n#[error(\"code {0}\")]\n"
                      "pub struct Code(pub u8);\n\n"
                      "#[test]\nfn shows() {\n    assert_eq!(Code(7).to_string(), \"code 7\");\n}\n"},
                     {"src/main.rs", "fn main() {\n    println!(\"{}\", demo::Code(1));\n}\n"},
                     {"tests/outer.rs", "#[test]\nfn outer() {\n    let _ = demo::Code(2);\n}\n"}},
                    real_set().options_for());
  CHECK(compiled(value(crate->build())) == only_demo);
  CHECK(compiled(value(crate->clippy())) == std::vector<std::string>{"demo", "outer"});
  CHECK(compiled(value(crate->lint({"--force-warn", "clippy::unwrap_used"}))) == only_demo);
  CHECK(compiled(value(crate->check())) == std::vector<std::string>{"demo", "outer"});
  const auto tests = value(crate->test_binaries());
  CHECK(compiled(tests.step) == std::vector<std::string>{"demo", "outer"});
  CHECK(tests.binaries.size() == 3);
  CHECK(value(crate->test({"shows", "outer"})).verdict.passed);
}

TEST_CASE("the set names its crates") {
  const auto& crates = real_set().crates();
  const auto has = [&](const std::string& name, const std::string& major) {
    return std::ranges::any_of(
        crates, [&](const auto& one) { return one.name == name && one.version.starts_with(major); });
  };
  for (const auto& [name, major] : {std::pair("thiserror", "2."), {"anyhow", "1."}, {"tokio", "1."}})
    CHECK(has(name, major));
  CHECK_FALSE(has("seed-thiserror", ""));
}

TEST_CASE("many threads share one preparation, and the next open finds it") {
  const Mirror mirror;
  const Folder folder;
  write_definition(folder.path() / "definition");
  const auto open = [&] {
    return CrateSet::open(toolchain(), folder.path() / "definition", folder.path() / "cache");
  };
  static_cast<void>(toolchain());
  std::vector<std::string> errors(4);
  {
    std::vector<std::jthread> threads;
    for (auto& error : errors) {
      threads.emplace_back([&] {
        const auto set = open();
        error = set ? set->options_for().seed_target.filename().string() : set.error().text();
      });
    }
  }
  for (const auto& error : errors) CHECK_MESSAGE(error.starts_with("seed-"), error);
  const auto content = names(folder.path() / "cache");
  REQUIRE(content.size() == 3);  // lock, seed, vendor
  const auto made = fs::last_write_time(folder.path() / "cache" / content[1]);
  const auto set = value(open());
  CHECK(fs::last_write_time(folder.path() / "cache" / content[1]) == made);
  CHECK(set.crates() == std::vector<cargo::AvailableCrate>{{"tiny", "1.2.3"}});

  const Crate crate(
      {{"Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\n[dependencies]\ntiny = \"1\"\n"},
       {"src/lib.rs", "pub fn f() -> i32 {\n    tiny::one()\n}\n"}},
      set.options_for());
  CHECK(compiled(value(crate->build())) == only_demo);
}

TEST_CASE("what an interrupted run left half-made is removed, and made again") {
  const Mirror mirror;
  const Folder folder;
  write_definition(folder.path() / "definition");
  write_file(folder.path() / "cache/half-made-abc/made/debug/junk", "junk");
  value(CrateSet::open(toolchain(), folder.path() / "definition", folder.path() / "cache"));
  const auto content = names(folder.path() / "cache");
  CHECK(content.size() == 3);
  CHECK(content[0] == "lock");
}

TEST_CASE("another definition has a seed of its own, and one that does not build leaves none") {
  const Mirror mirror;
  const Folder folder;
  const auto open = [&] {
    return CrateSet::open(toolchain(), folder.path() / "definition", folder.path() / "cache");
  };
  write_definition(folder.path() / "definition", "pub fn f() -> i32 {\n    \"no number\"\n}\n");
  const auto broken = open();
  REQUIRE_FALSE(broken);
  CHECK(broken.error().text().contains("cargo build --locked --package seed-one"));
  CHECK(broken.error().text().contains("E0308"));
  CHECK(names(folder.path() / "cache").size() == 2);  // lock, vendor
  write_definition(folder.path() / "definition");
  const auto first = value(open()).options_for().seed_target;
  write_definition(folder.path() / "definition", "// other text\n");
  CHECK(value(open()).options_for().seed_target != first);
}

TEST_CASE("crates that cannot be had, and a lock that does not fit, are told apart") {
  const Mirror mirror;
  const Folder folder;
  write_definition(folder.path() / "definition");
  const auto problem = [&] {
    const auto set = CrateSet::open(toolchain(), folder.path() / "definition", folder.path() / "cache");
    REQUIRE_FALSE(set);
    return set.error();
  };
  write_file(folder.path() / "definition/members/one/Cargo.toml",
             "[package]\nname = \"seed-one\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
  CHECK(problem().what_to_do.contains("cargo generate-lockfile"));
  write_definition(folder.path() / "definition");
  ::setenv("CARGO_HOME", folder.path().c_str(), 1);  // no mirror, nothing cached
  ::setenv("CARGO_NET_OFFLINE", "true", 1);
  const auto offline = problem();
  ::unsetenv("CARGO_NET_OFFLINE");
  CHECK_MESSAGE(offline.what_to_do.contains("connect to the network"), offline.text());
  fs::remove(folder.path() / "definition/Cargo.lock");
  CHECK(problem().why.contains("Cargo.lock: cannot be read"));
}

TEST_CASE("a stop ends the preparation") {
  const Mirror mirror;
  const Folder folder;
  write_definition(folder.path() / "definition");
  std::stop_source source;
  source.request_stop();
  const auto set =
      CrateSet::open(toolchain(), folder.path() / "definition", folder.path() / "cache", source.get_token());
  REQUIRE_FALSE(set);
  CHECK_MESSAGE(set.error().text().contains("stopped"), set.error().text());
}

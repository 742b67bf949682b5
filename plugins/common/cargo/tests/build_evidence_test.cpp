#include <cargo/dep_info.hpp>
#include <cargo/packages.hpp>

#include "fixture.hpp"

using namespace cargo_test;
namespace fs = std::filesystem;

TEST_CASE("the packages of a workspace are read from cargo's metadata") {
  const Crate crate({{"Cargo.toml",
                      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\nx = "
                      "[]\n[workspace]\nmembers = [\"a\"]\n"},
                     {"src/lib.rs", ""},
                     {"a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"},
                     {"a/src/lib.rs", ""}});
  const auto packages = cargo::read_packages(value(crate->metadata()).outcome.stdout_text);
  REQUIRE(packages);
  REQUIRE(packages->size() == 2);
  const auto& demo = packages->front().name == "demo" ? packages->front() : packages->back();
  const auto& member = packages->front().name == "a" ? packages->front() : packages->back();
  CHECK(demo.is_default);
  CHECK(demo.features == std::vector<std::string>{"x"});
  CHECK_FALSE(member.is_default);
  CHECK(member.folder == "/src/a");
  CHECK_FALSE(cargo::read_packages("no json"));
}

TEST_CASE("dep-info names what was compiled, and not what lies beside it") {
  const Crate crate({{"src/lib.rs", "mod a;\n#[cfg(windows)]\nmod win;\n#[cfg(test)]\nmod tests;\n"},
                     {"src/a.rs", ""},
                     {"src/win.rs", ""},
                     {"src/tests.rs", ""},
                     {"build.rs", "fn main() {}\n"}});
  REQUIRE(value(crate->build()).succeeded());
  const auto built = cargo::compiled_files(crate->target());
  for (const auto* name : {"src/lib.rs", "src/a.rs", "build.rs"}) CHECK(built.contains(name));
  for (const auto* name : {"src/win.rs", "src/tests.rs"}) CHECK_FALSE(built.contains(name));
  REQUIRE(value(crate->test()).step.messages.diagnostics.empty());
  CHECK(cargo::compiled_files(crate->target()).contains("src/tests.rs"));
  CHECK(built.at("src/a.rs") > fs::last_write_time(crate->source() / "src/a.rs"));
}

TEST_CASE("a kept target folder outlives its workbench, and the next finds it fresh") {
  const Folder kept;
  cargo::WorkbenchOptions options;
  options.kept_target = kept.path();
  const auto built = [&](const fs::path& crate) {
    const Folder scratch;
    auto bench = value(cargo::Workbench::open(toolchain(), crate, scratch.path() / "bench", options));
    REQUIRE(value(bench.lock()).succeeded());
    const auto step = value(bench.build());
    REQUIRE(step.messages.artifacts.size() == 1);
    return step.messages.artifacts[0].fresh;
  };
  const Folder crate;
  write_file(crate.path() / "Cargo.toml",
             "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
  write_file(crate.path() / "src/lib.rs", "pub fn one() {}\n");
  CHECK_FALSE(built(crate.path()));
  CHECK(built(crate.path()));
  write_file(crate.path() / "src/lib.rs", "pub fn two() {}\n");
  CHECK_FALSE(built(crate.path()));
}

TEST_CASE("code may write beside its sources where that is asked for") {
  const Files files{{"src/lib.rs", ""},
                    {"build.rs", "fn main() {\n    std::fs::write(\"made\", \"1\").unwrap();\n}\n"}};
  CHECK_FALSE(value(Crate(files)->build()).succeeded());
  cargo::WorkbenchOptions options;
  options.source_access = sandbox::Access::writable;
  CHECK(value(Crate(files, options)->build()).succeeded());
}

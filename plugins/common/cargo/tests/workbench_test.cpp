#include <algorithm>

#include <cargo/published_output.hpp>
#include <cargo/workbench.hpp>

#include "fixture.hpp"
#include "messages.hpp"

using namespace cargo_test;
using sandbox::Ending;
namespace fs = std::filesystem;

namespace {

const std::string good_library = R"(/// Adds.
///
/// ```
/// assert_eq!(demo::add(1, 2), 3);
/// ```
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 1), 2);
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn panics() {
        panic!("on purpose");
    }

    #[test]
    #[ignore = "slow one"]
    fn slow() {}
}
)";

}  // namespace

TEST_CASE("a good crate passes every step") {
  const Crate crate({{"src/lib.rs", good_library}, {"tests/it.rs", "#[test]\nfn it() {}\n"}});
  CHECK(value(crate->format_check()).succeeded());
  const auto checked = value(crate->check());
  CHECK(checked.succeeded());
  CHECK(checked.command == "cargo check --all-targets");
  const auto built = value(crate->build());
  CHECK(built.succeeded());
  CHECK(built.messages.finished == true);
  CHECK_FALSE(built.messages.artifacts.empty());
  const auto clippy = value(crate->clippy());
  CHECK_MESSAGE(clippy.succeeded(), clippy.outcome.stderr_text);
  CHECK(clippy.command == "cargo clippy --all-targets -- -D warnings");
  const auto test = value(crate->test({"tests::adds", "it", "src/lib.rs - add (line 3)"}));
  CHECK_MESSAGE(test.verdict.passed, test.step.outcome.stdout_text);
  CHECK(test.report.count(cargo::TestStatus::ok) == 4);
  CHECK(test.report.count(cargo::TestStatus::ignored) == 1);
}

TEST_CASE("a compile error is found by its code and place") {
  const Crate crate(
      {{"src/lib.rs", "pub fn f(s: String) -> String {\n    let t = s;\n    drop(t);\n    s\n}\n"}});
  const auto built = value(crate->build());
  CHECK_FALSE(built.succeeded());
  CHECK(built.outcome.ending == Ending::exited);
  CHECK(built.messages.finished == false);
  REQUIRE(has_code(built.messages, "E0382"));
  const auto found = std::ranges::find(built.messages.diagnostics, "E0382", &cargo::Diagnostic::code);
  const auto* const span = found->primary_span();
  REQUIRE(span != nullptr);
  CHECK(span->file == "src/lib.rs");
  CHECK(span->line_start == 4);
  const auto test = value(crate->test());
  CHECK_FALSE(test.verdict.passed);
  CHECK(has_code(test.step.messages, "E0382"));
}

TEST_CASE("clippy denies what a build accepts") {
  const Crate crate(
      {{"src/lib.rs", "pub fn f(x: bool) -> bool {\n    if x == true { true } else { false }\n}\n"}});
  CHECK(value(crate->build()).succeeded());
  const auto clippy = value(crate->clippy());
  CHECK_FALSE(clippy.succeeded());
  CHECK(has_code(clippy.messages, "clippy::bool_comparison"));
  CHECK(errors_in(clippy.messages) > 0);
}

TEST_CASE("a badly formatted crate fails the format check alone") {
  const Crate crate({{"src/lib.rs", "pub  fn f( ) { }\n"}});
  const auto step = value(crate->format_check());
  CHECK(step.outcome.exit_code == 1);
  CHECK(step.outcome.stdout_text.contains("Diff in /src/src/lib.rs"));
  CHECK(value(crate->build()).succeeded());
}

TEST_CASE("our clippy settings hold, not the crate's") {
  const std::string source =
      "pub fn f(o: Option<i32>) -> i32 {\n    o.unwrap()\n}\n"
      "#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() {\n        Some(1).unwrap();\n    }\n}\n";
  const std::vector<std::string> flags{"--force-warn", "clippy::unwrap_used"};
  const auto count = [&](const std::string& ours) {
    cargo::WorkbenchOptions options;
    options.clippy_config = ours;
    const Crate crate({{"src/lib.rs", source}, {"clippy.toml", "no-such-key = 1"}}, options);
    return std::ranges::count(value(crate->clippy(flags)).messages.diagnostics, "clippy::unwrap_used",
                              &cargo::Diagnostic::code);
  };
  CHECK(count("") == 2);
  CHECK(count("allow-unwrap-in-tests = true") == 1);
}

TEST_CASE("a failing test is named") {
  const Crate crate(
      {{"src/lib.rs", "#[test]\nfn good() {}\n#[test]\nfn bad() {\n    assert_eq!(1, 2);\n}\n"}});
  const auto test = value(crate->test());
  CHECK_FALSE(test.verdict.passed);
  REQUIRE(test.report.find("bad") != nullptr);
  CHECK(test.report.find("bad")->status == cargo::TestStatus::failed);
  REQUIRE(test.report.find("good") != nullptr);
  CHECK(test.report.find("good")->status == cargo::TestStatus::ok);
}

TEST_CASE("a test that ends the process is no evidence, although cargo is content") {
  const Crate crate(
      {{"src/lib.rs", "#[test]\nfn a() {}\n#[test]\nfn b() {\n    std::process::exit(0);\n}\n"}});
  const auto test = value(crate->test());
  CHECK(test.step.outcome.exit_code == 0);
  CHECK_FALSE(test.verdict.passed);
}

TEST_CASE("an endless test ends at the limit, and leaves nothing") {
  cargo::WorkbenchOptions options;
  options.limits.wall = std::chrono::seconds(5);
  const Crate crate({{"src/lib.rs", "#[test]\nfn endless() {\n    loop { std::thread::yield_now(); }\n}\n"}},
                    options);
  const auto test = value(crate->test());
  CHECK_FALSE(test.verdict.passed);
  CHECK(test.step.outcome.ending == Ending::timed_out);
}

TEST_CASE("forced lints see libraries and programs, not their tests, whatever the crate allows") {
  const Crate crate({{"src/lib.rs",
                      "#![allow(clippy::all, clippy::restriction)]\npub fn f(o: Option<i32>) -> i32 {\n"
                      "    o.unwrap()\n}\n\n#[test]\nfn t() {\n    Some(1).unwrap();\n}\n"},
                     {"tests/it.rs", "#[test]\nfn it() {\n    Some(1).unwrap();\n}\n"}});
  const auto linted = value(crate->lint({"--force-warn", "clippy::unwrap_used"}));
  CHECK(linted.succeeded());
  CHECK(linted.command == "cargo clippy --workspace -- --force-warn clippy::unwrap_used");
  REQUIRE(linted.messages.diagnostics.size() == 1);
  CHECK(linted.messages.diagnostics[0].primary_span()->line_start == 3);
}

TEST_CASE("metadata names the packages and needs no lock file") {
  const Folder folder;
  write_file(folder.path() / "a/Cargo.toml", "[package]\nname = \"needy\"\n[dependencies]\nabsent = \"9\"\n");
  write_file(folder.path() / "a/src/lib.rs", "");
  const auto bench = value(cargo::Workbench::open(toolchain(), folder.path() / "a", folder.path() / "bench"));
  const auto step = value(bench.metadata());
  CHECK(step.succeeded());
  CHECK(step.outcome.stdout_text.contains("\"name\":\"needy\""));
}

TEST_CASE("a test binary runs alone, with its own arguments and limit, in its package's folder") {
  const Crate crate(
      {{"Cargo.toml",
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n"
        "members = [\"part\"]\n[dependencies]\npart = { path = \"part\" }\n"},
       {"src/lib.rs", "#[test]\nfn good() {}\n#[test]\nfn bad() {\n    panic!();\n}\n"},
       {"src/main.rs", "fn main() {}\n"},
       {"data", "here"},
       {"tests/it.rs",
        "#[test]\nfn reads() {\n    assert_eq!(std::fs::read_to_string(\"data\").unwrap(), \"here\");\n}\n"
        "#[test]\nfn endless() {\n    loop { std::thread::yield_now(); }\n}\n"},
       {"part/Cargo.toml", "[package]\nname = \"part\"\nversion = \"0.1.0\"\n[lib]\nproc-macro = true\n"},
       {"part/src/lib.rs", "#[test]\nfn inner() {}\n"}});
  const auto find = [](const cargo::TestBinaries& built, const std::string& target, const std::string& kind) {
    const auto found = std::ranges::find_if(built.binaries, [&](const cargo::TestBinary& one) {
      return one.target == target && one.kinds == std::vector{kind};
    });
    REQUIRE(found != built.binaries.end());
    return *found;
  };
  const auto built = value(crate->test_binaries());
  REQUIRE_MESSAGE(built.step.succeeded(), built.step.outcome.stderr_text);
  CHECK(built.binaries.size() == 3);  // the library, the program, tests/it.rs
  const auto limit = std::chrono::seconds(20);
  const auto lib = find(built, "demo", "lib");
  CHECK(value(crate->run_test_binary(lib, {}, limit)).outcome.exit_code == 101);
  const auto good = value(crate->run_test_binary(lib, {"good", "--exact"}, limit));
  CHECK(good.succeeded());
  CHECK(cargo::read_test_report(good.outcome.stdout_text).count(cargo::TestStatus::ok) == 1);
  CHECK(good.command.ends_with(" good --exact"));
  const auto it = find(built, "it", "test");
  CHECK(value(crate->run_test_binary(it, {"reads"}, limit)).succeeded());
  const auto endless = value(crate->run_test_binary(it, {"endless"}, std::chrono::milliseconds(300)));
  CHECK(endless.outcome.ending == Ending::timed_out);
}

TEST_CASE("the tests of a procedural macro run alone too, and a crate that does not compile has none") {
  const Crate macro({{"Cargo.toml", "[package]\nname = \"demo\"\n[lib]\nproc-macro = true\n"},
                     {"src/lib.rs", "extern crate proc_macro;\n#[test]\nfn inner() {}\n"}});
  const auto built = value(macro->test_binaries());
  REQUIRE(built.binaries.size() == 1);
  const auto ran = value(macro->run_test_binary(built.binaries[0], {}, std::chrono::seconds(20)));
  CHECK_MESSAGE(ran.succeeded(), ran.outcome.stderr_text);
  const Crate broken({{"src/lib.rs", "fn f( {"}});
  const auto none = value(broken->test_binaries());
  CHECK_FALSE(none.step.succeeded());
  CHECK(none.binaries.empty());
}

TEST_CASE("a seeded target is as fresh as the one it was copied from, and writing to it leaves that alone") {
  const Folder folder;
  for (const auto* name : {"Cargo.toml", "src/lib.rs"})
    write_file(folder.path() / "crate" / name,
               fs::path(name).extension() == ".rs" ? "pub fn f() {}\n" : "[package]\nname = \"demo\"\n");
  const auto first = value(cargo::Workbench::open(toolchain(), folder.path() / "crate", folder.path() / "1"));
  CHECK(value(first.lock()).succeeded());
  CHECK(value(first.build()).succeeded());
  fs::create_symlink("/etc/passwd", first.target() / "link");
  fs::permissions(first.target() / "debug/libdemo.d", fs::perms(06755));
  cargo::WorkbenchOptions options;
  options.seed_target = first.target();
  const auto second =
      value(cargo::Workbench::open(toolchain(), folder.path() / "crate", folder.path() / "2", options));
  CHECK_FALSE(fs::exists(fs::symlink_status(second.target() / "link")));
  CHECK(fs::status(second.target() / "debug/libdemo.d").permissions() == fs::perms(0755));
  const auto tag = read_file(first.target() / "debug/libdemo.d");
  write_file(second.target() / "debug/libdemo.d", "changed");
  CHECK(read_file(first.target() / "debug/libdemo.d") == tag);
  CHECK(fs::last_write_time(second.target() / "debug/libdemo.rlib") ==
        fs::last_write_time(first.target() / "debug/libdemo.rlib"));
  options.seed_target = folder.path() / "nowhere";
  const auto unseeded =
      cargo::Workbench::open(toolchain(), folder.path() / "crate", folder.path() / "3", options);
  CHECK(problem(unseeded).starts_with("cannot copy " + options.seed_target.string()));
}

TEST_CASE("a manifest that cannot be read, or needs what is not there, fails its step and not the sandbox") {
  const Folder folder;
  write_file(folder.path() / "a/Cargo.toml", "[package\n");
  const auto bad = value(cargo::Workbench::open(toolchain(), folder.path() / "a", folder.path() / "bench-a"));
  CHECK_FALSE(value(bad.lock()).succeeded());
  write_file(folder.path() / "b/Cargo.toml",
             "[package]\nname = \"b\"\nversion = \"0.1.0\"\n[dependencies]\nserde = \"1\"\n");
  write_file(folder.path() / "b/src/lib.rs", "");
  const auto needs =
      value(cargo::Workbench::open(toolchain(), folder.path() / "b", folder.path() / "bench-b"));
  const auto locked = value(needs.lock());
  CHECK_FALSE(locked.succeeded());
  CHECK(locked.outcome.stderr_text.contains("serde"));
}

TEST_CASE("a command line of the shell gives both streams in their order") {
  const Crate crate({{"src/lib.rs", good_library}});
  const auto step = value(crate->shell("echo first; echo second >&2; cargo test --lib && exit 7"));
  const std::string& text = step.outcome.stdout_text;
  CHECK(text.starts_with("first\nsecond\n"));
  CHECK(text.find("Running unittests") < text.find("test tests::adds ... ok"));
  CHECK(step.outcome.exit_code == 7);
  CHECK(step.outcome.stderr_text.empty());
}

TEST_CASE("a workbench takes a new folder and removes it") {
  const Folder folder;
  write_file(folder.path() / "crate/Cargo.toml", "");
  {
    const auto bench =
        value(cargo::Workbench::open(toolchain(), folder.path() / "crate", folder.path() / "bench"));
    CHECK(fs::exists(bench.source() / "Cargo.toml"));
    const auto second = cargo::Workbench::open(toolchain(), folder.path() / "crate", folder.path() / "bench");
    CHECK(problem(second).contains("bench is already there"));
    CHECK(fs::exists(bench.source() / "Cargo.toml"));
  }
  CHECK_FALSE(fs::exists(folder.path() / "bench"));
}

TEST_CASE("the same crate gives the same published output twice, and again when published again") {
  const auto published = [] {
    const Crate crate({{"src/lib.rs", good_library + "#[test]\nfn bad() {\n    assert!(false);\n}\n"},
                       {"src/main.rs", "fn main() {\n    let unused = 1;\n}\n"}});
    std::vector<std::string> texts;
    for (const auto& step : {value(crate->format_check()), value(crate->run({"build"})),
                             value(crate->run({"clippy"})), value(crate->test()).step})
      texts.push_back(cargo::published_output(step.outcome.stdout_text + step.outcome.stderr_text));
    return texts;
  };
  const auto first = published();
  CHECK(first[1].contains("Compiling demo v0.1.0"));
  CHECK(first[3].contains("test bad ... FAILED"));
  CHECK(first == published());
  for (const auto& text : first) CHECK(cargo::published_output(text) == text);
}

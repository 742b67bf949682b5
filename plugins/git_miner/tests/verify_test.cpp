#include <algorithm>

#include <doctest/doctest.h>

#include <git_miner/mirror.hpp>
#include <git_miner/verify.hpp>

#include "backed.hpp"
#include "fixture.hpp"

using git_miner::test::Fixture;

namespace {

const std::string first = "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n";
const std::string fixed =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n";
const std::string one_test =
    "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn takes_the_first() {\n        "
    "assert_eq!(super::first(&[7]), 7);\n    }\n}\n";
const std::string two_tests =
    "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn takes_the_first() {\n        "
    "assert_eq!(super::first(&[7]), 7);\n    }\n\n"
    "    #[test]\n    fn takes_nothing() {\n        assert_eq!(super::first(&[]), 0);\n    }\n}\n";

struct Bench {
  Fixture fixture;
  std::optional<git_miner::Repository> repository;
  git_miner::VerifyOptions options;

  // Of the place's head if no commit is named.
  git_miner::Verified verified(const std::string& commit, const std::filesystem::path& place) {
    const auto mirror = git_miner::update_mirror(place.string(), {.cache = fixture.cache()});
    REQUIRE(mirror);
    repository.emplace(*git_miner::Repository::open(mirror->path));
    const auto toolchain = cargo::find_toolchain();
    REQUIRE(toolchain);
    options.toolchain = *toolchain;
    options.scratch = fixture.scratch();
    auto result = git_miner::verify(*repository, commit.empty() ? *repository->head() : commit, options);
    if (!result) FAIL(result.error().text());
    return *std::move(result);
  }
  git_miner::Verified verified(const std::string& commit) { return verified(commit, fixture.folder()); }
  git_miner::Verified verified_bundle(const std::string& name) {
    return verified("", std::filesystem::path(GIT_MINER_DATA) / name);
  }
};

std::string commands(const std::vector<git_miner::CapturedRun>& runs) {
  std::string text;
  for (const auto& run : runs) text += (text.empty() ? "" : "; ") + run.command;
  return text;
}

// Nothing of it is told that is not shown.
chat::Example example_of(const Bench& bench, const std::string& commit, const git_miner::Proof& proof) {
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto mined =
      miner.mine(*bench.repository, {.commit = commit, .proof = &proof}, bench.fixture.scratch());
  REQUIRE(mined);
  REQUIRE_MESSAGE(mined->example, mined->evidence);
  CHECK(git_miner::test::unbacked_sentences(*mined->example).empty());
  return *mined->example;
}

std::string report_of_example(const Bench& bench, const std::string& commit, const git_miner::Proof& proof) {
  return example_of(bench, commit, proof).messages.back().content;
}

std::string calls_of_example(const Bench& bench, const std::string& commit, const git_miner::Proof& proof) {
  const auto example = example_of(bench, commit, proof);
  std::string calls;
  for (const auto& message : example.messages) {
    for (const auto& call : message.tool_calls) {
      const bool is_run = call.function.name == "bash";
      calls += (is_run ? call.function.arguments : call.function.name) + " ";
    }
  }
  return calls;
}

const std::string cycle = "cargo fmt --check; cargo clippy --all-targets -- -D warnings; cargo test";
const std::string package =
    "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";

}  // namespace

TEST_CASE("a fix whose test fails before it and passes after it is proved, and its example shows both runs") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto verified = bench.verified(commit);
  CHECK_FALSE(verified.reason);
  REQUIRE(verified.proof);
  CHECK(verified.proof->tests_first.at("src/lib.rs") == first + two_tests);
  REQUIRE(verified.proof->before.size() == 1);
  CHECK(verified.proof->before[0].command == "cargo test tests::takes_nothing");
  CHECK(verified.proof->before[0].exit_code != 0);
  CHECK(verified.proof->before[0].output.contains("takes_nothing"));

  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto mined =
      miner.mine(*bench.repository, {.commit = commit, .proof = &*verified.proof}, bench.fixture.scratch());
  REQUIRE(mined);
  REQUIRE(mined->example);
  CHECK(mined->example->metadata.verified);
  CHECK(mined->example->metadata.verification->commands.size() == 3);
  std::string calls;
  for (const auto& message : mined->example->messages) {
    for (const auto& call : message.tool_calls) calls += call.function.name + " ";
  }
  CHECK(calls == "read edit bash edit bash bash bash ");  // the quoted panic names the file
  CHECK(mined->example->messages[1].content.contains("index out of bounds"));
  CHECK(mined->example->messages[1].content.contains("takes_nothing"));
  const auto& report = mined->example->messages.back();
  CHECK(git_miner::test::unbacked_sentences(*mined->example).empty());
  CHECK_FALSE(report.weight);
  CHECK(report.content.contains("`tests::takes_nothing`"));
  CHECK(report.content.contains("2 tests"));
}

TEST_CASE("a change that breaks a test is not proved") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  const auto broken_text = [&] {
    std::string text = fixed + one_test;
    return text.replace(text.find("values[0]"), 9, "values[0] + 1");
  }();
  bench.fixture.write("src/lib.rs", broken_text);
  CHECK(bench.verified(bench.fixture.commit("Change what first returns here")).reason ==
        git_miner::Unproved::tests_fail_after);
}

TEST_CASE("what a commit brings upon itself is a reason, no error") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("Cargo.toml", package + "[dependencies]\nno-such-crate = \"1\"\n");
  bench.fixture.commit("build: name a crate that does not exist");
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::dependencies_unresolved);

  bench.fixture.write("Cargo.toml", package);
  bench.fixture.write("data.bin", std::string(33u << 20, 'x'));
  bench.fixture.commit("Add a large file of data");
  bench.fixture.write("src/lib.rs", first + one_test);
  CHECK(bench.verified(bench.fixture.commit("fix: take the first value again")).reason ==
        git_miner::Unproved::files_unsuitable);
}

TEST_CASE("a stop is worth another try, not a verdict") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto mirror =
      git_miner::update_mirror(bench.fixture.folder().string(), {.cache = bench.fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  std::stop_source stop;
  stop.request_stop();
  const auto result = git_miner::verify(
      *repository, commit,
      {.toolchain = *cargo::find_toolchain(), .workbench = {}, .scratch = bench.fixture.scratch()},
      stop.get_token());
  REQUIRE_FALSE(result);
  CHECK(result.error().is_transient);
}

TEST_CASE("a change of a member is built and tested there") {
  Bench bench;
  const auto fixed_member = bench.verified_bundle("ws.bundle");
  REQUIRE(fixed_member.proof);
  CHECK(fixed_member.proof->kind == git_miner::ProofKind::tested);
  CHECK(commands(fixed_member.proof->after).ends_with("cargo test"));
  CHECK(commands(fixed_member.proof->before).starts_with("cargo test"));
  for (const auto& run : fixed_member.proof->after) {
    CHECK_FALSE(run.output.contains("Compiling"));
    CHECK_FALSE(run.output.contains("Checking"));
  }

  Bench other;
  const auto broken_member = other.verified_bundle("member.bundle");
  CHECK(broken_member.reason == git_miner::Unproved::build_fails_after);
  CHECK(broken_member.evidence.contains("error"));
}

TEST_CASE("what a stable toolchain does not build is said to need nightly") {
  Bench bench;
  CHECK(bench.verified_bundle("verify_nightly.bundle").reason == git_miner::Unproved::needs_nightly);
}

TEST_CASE("code that is not compiled here proves nothing") {
  Bench bench;
  bench.fixture.commit_crate(first + "\n#[cfg(windows)]\nmod win;\n" + one_test);
  bench.fixture.write("src/win.rs", "pub fn one() -> i32 {\n    no_such_function()\n}\n");
  const auto file = bench.verified(bench.fixture.commit("feat: add a function for windows"));
  CHECK(file.reason == git_miner::Unproved::not_compiled);
  CHECK(file.evidence == "src/win.rs");

  bench.fixture.write("src/lib.rs",
                      first +
                          "\n#[cfg(windows)]\nmod win;\n\n#[cfg(windows)]\npub fn two() -> i32 {\n "
                          "   no_such_function()\n}\n" +
                          one_test);
  const auto item = bench.verified(bench.fixture.commit("feat: add another function for windows"));
  CHECK(item.reason == git_miner::Unproved::not_compiled);
  CHECK(item.evidence == "src/lib.rs: #[cfg(windows)]");
}

TEST_CASE("code behind a feature is proved with all features") {
  Bench bench;
  bench.fixture.write("Cargo.toml", package + "\n[features]\nmore = []\n");
  bench.fixture.write("src/lib.rs", first + one_test);
  bench.fixture.commit("Start");
  bench.fixture.write("src/lib.rs",
                      first + "\n#[cfg(feature = \"more\")]\npub fn more() -> i32 {\n    2\n}\n" + one_test);
  const auto verified = bench.verified(bench.fixture.commit("feat: add more behind a feature"));
  REQUIRE(verified.proof);
  CHECK(commands(verified.proof->after) ==
        "cargo fmt --check; cargo clippy --all-features --all-targets -- -D warnings; cargo test "
        "--all-features");
}

TEST_CASE("a macro may leave out what it is given") {
  Bench bench;
  const std::string macros =
      "macro_rules! on_windows {\n    ($($item:item)*) => { $(#[cfg(windows)] $item)* }\n}\n\nmacro_rules! "
      "always {\n    "
      "($($item:item)*) => { $($item)* }\n}\n\n";
  const auto in_macro = [&](const std::string& macro) {
    return macros + macro +
           "! {\n    pub fn two() -> i32 {\n        2\n    }\n}\n\nalways! {}\non_windows! {}\n\n" + first +
           one_test;
  };
  const std::string start = macros + "always! {}\non_windows! {}\n\n" + first + one_test;
  bench.fixture.commit_crate(start);
  bench.fixture.write("src/lib.rs", in_macro("on_windows"));
  const auto left_out = bench.verified(bench.fixture.commit("feat: add the number two for windows"));
  CHECK(left_out.reason == git_miner::Unproved::not_compiled);
  CHECK(left_out.evidence == "src/lib.rs: on_windows!");
  bench.fixture.write("src/lib.rs", start);
  bench.fixture.commit("Start again without the number");
  bench.fixture.write("src/lib.rs", in_macro("always"));
  const auto proved = bench.verified(bench.fixture.commit("feat: add the number two everywhere"));
  CHECK_MESSAGE(proved.proof, proved.evidence);
}

TEST_CASE("without tests a proof rests on the build, and says so") {
  Bench bench;
  bench.fixture.commit_crate(first);
  bench.fixture.write("src/lib.rs", fixed);
  const auto verified =
      bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices"));
  REQUIRE(verified.proof);
  CHECK(verified.proof->kind == git_miner::ProofKind::built);
  CHECK(commands(verified.proof->after) == cycle);
  CHECK(verified.proof->before.empty());
}

TEST_CASE("a style check that failed before as well is left out, one that the change breaks is no proof") {
  Bench bench;
  const std::string unused = "\nfn unused() {}\n";
  bench.fixture.commit_crate(first + unused + one_test);
  bench.fixture.write("src/lib.rs", fixed + unused + one_test);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto verified = bench.verified(commit);
  REQUIRE(verified.proof);
  CHECK(commands(verified.proof->after) == "cargo fmt --check; cargo test");
  REQUIRE(verified.proof->left_out.size() == 1);
  CHECK(verified.proof->left_out[0].why == "clippy failed before the change too");
  // It is seen before the first edit.
  REQUIRE(verified.proof->left_out[0].baseline);
  const auto& baseline = *verified.proof->left_out[0].baseline;
  CHECK(baseline.exit_code != 0);
  CHECK(baseline.output.contains("error: function `unused` is never used\n --> src/lib.rs:5:4\n"));
  CHECK(calls_of_example(bench, commit, *verified.proof) ==
        R"(grep read {"command":"cargo clippy --all-targets -- -D warnings"} edit )"
        R"({"command":"cargo fmt --check"} {"command":"cargo test"} )");

  bench.fixture.write("src/lib.rs", first + one_test);
  bench.fixture.commit("Remove what is not used");
  bench.fixture.write("src/lib.rs", fixed + unused + one_test);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic again")).reason ==
        git_miner::Unproved::clippy_fails_after);

  bench.fixture.write("src/lib.rs", first + one_test);
  bench.fixture.commit("Remove what is not used, again");
  bench.fixture.write("src/lib.rs", "pub fn  zero() -> i32 {\n    0\n}\n" + first + one_test);
  CHECK(bench.verified(bench.fixture.commit("feat: return zero as well")).reason ==
        git_miner::Unproved::format_fails_after);
}

TEST_CASE("lints that end the build before a change as well only warn, and the proof says so") {
  Bench bench;
  const std::string denied = "#![deny(dead_code)]\n\n", unused = "\nfn unused() {}\n";
  bench.fixture.commit_crate(denied + first + unused + one_test);
  bench.fixture.write("src/lib.rs", denied + fixed + unused + two_tests);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto verified = bench.verified(commit);
  REQUIRE_MESSAGE(verified.proof, verified.evidence);
  CHECK(commands(verified.proof->after) == "cargo fmt --check; cargo test");
  CHECK(commands(verified.proof->before) == "cargo test tests::takes_nothing");
  REQUIRE(verified.proof->remedies.size() == 1);
  CHECK(verified.proof->remedies[0].contains("--cap-lints=warn"));
  const auto example = example_of(bench, commit, *verified.proof);
  REQUIRE(example.metadata.verification->left_out.size() == 2);
  CHECK(example.metadata.verification->left_out[1].why == verified.proof->remedies[0]);

  bench.fixture.write("src/lib.rs", first + one_test);
  bench.fixture.commit("Start again with what is used");
  bench.fixture.write("src/lib.rs", denied + fixed + unused + two_tests);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::build_fails_after);
}

TEST_CASE("what is kept between commits never stands in for another commit's code") {
  Bench bench;
  bench.options.kept = bench.fixture.cache() / "kept";
  std::filesystem::create_directories(bench.options.kept);
  bench.fixture.write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"2\"\n");
  bench.fixture.write("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
  bench.fixture.write(
      "b/Cargo.toml",
      "[package]\nname = \"b\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\na = { path "
      "= \"../a\" }\n");
  const std::string uses =
      "pub fn two() -> i32 {\n    a::one() + 1\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn "
      "is_two() {\n        assert_eq!(super::two(), 2);\n    }\n}\n";
  bench.fixture.write("a/src/lib.rs", "pub fn one() -> i32 {\n    7\n}\n");
  bench.fixture.write("b/src/lib.rs", uses);
  bench.fixture.commit("Start a workspace");
  bench.fixture.write("a/src/lib.rs", "pub fn one() -> i32 {\n    1\n}\n");
  const auto good = bench.fixture.commit("fix: one is not seven");
  bench.fixture.write("a/src/lib.rs", "pub fn one() -> i32 {\n    9\n}\n");
  const auto bad = bench.fixture.commit("fix: return nine where seven was wrong");
  for (int i = 0; i < 2; ++i) {
    const auto proved = bench.verified(good);
    REQUIRE(proved.proof);
    CHECK(commands(proved.proof->before) == "cargo test");  // no test came with it: the parent's own fails
    const auto refused = bench.verified(bad);
    INFO(refused.evidence, base::name_of(refused.reason.value_or(git_miner::Unproved::not_mined)));
    CHECK(refused.reason == git_miner::Unproved::tests_fail_after);
  }
  CHECK(std::filesystem::exists(bench.options.kept / "target/debug"));
}

TEST_CASE("a lint that only the commit breaks is passed over no more than an error") {
  Bench bench;
  const std::string denied = "#![deny(dead_code, unused_variables)]\n\n", unused = "\nfn unused() {}\n";
  bench.fixture.commit_crate(denied + first + unused + one_test);
  bench.fixture.write("src/lib.rs",
                      denied + fixed + unused + "\npub fn two() {\n    let two = 2;\n}\n" + one_test);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::build_fails);
}

TEST_CASE("commits that share a folder follow each other") {
  const Fixture fixture;
  const auto folder = fixture.scratch();
  std::stop_source stopped;
  stopped.request_stop();
  {
    const auto turn = git_miner::turn_in(folder, {});
    REQUIRE(turn);
    const auto other = git_miner::turn_in(folder, stopped.get_token());
    REQUIRE_FALSE(other);
    CHECK(other.error().is_transient);
  }
  CHECK(git_miner::turn_in(folder, {}));
}

TEST_CASE("a build script may write beside the sources, but not change what was committed") {
  Bench bench;
  bench.fixture.write("build.rs", "fn main() {\n    std::fs::write(\"src/made.txt\", \"1\").unwrap();\n}\n");
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).proof);
  bench.fixture.write("build.rs",
                      "fn main() {\n    std::fs::write(\"src/lib.rs\", \"// nothing\\n\").unwrap();\n}\n");
  bench.fixture.write("src/lib.rs", first + one_test);
  CHECK(bench.verified(bench.fixture.commit("feat: write a library of its own")).reason ==
        git_miner::Unproved::changes_sources);
}

TEST_CASE("the reason says which dependency is out of reach, and which side does not build") {
  Bench bench;
  const auto reason = [&](const std::string& manifest, const std::string& lib) {
    bench.fixture.write("Cargo.toml", package + manifest);
    bench.fixture.write("src/lib.rs", first + one_test);
    bench.fixture.commit("Start again with another manifest");
    bench.fixture.write("src/lib.rs", lib);
    return bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason;
  };
  using git_miner::Unproved;
  CHECK(reason("[dependencies]\na = { path = \"../a\" }\n", fixed) == Unproved::path_outside);
  CHECK(reason("[dependencies]\na = { git = \"https://host.test/a\" }\n", fixed) ==
        Unproved::git_unreachable);
  CHECK(reason("rust-version = \"1.999\"\n", fixed) == Unproved::needs_newer_rust);
  CHECK(reason("[[bin]]\nname = \"x\"\npath = \"no.rs\"\n", fixed) == Unproved::build_fails);
}

TEST_CASE("a program of tests that does not come to its end before a change either says nothing about it") {
  Bench bench;
  const std::string ends =
      "\n#[cfg(test)]\nmod ends {\n    #[test]\n    fn at_once() {\n        std::process::exit(1);\n    "
      "}\n}\n";
  bench.fixture.commit_crate(first + one_test + ends);
  bench.fixture.write("src/lib.rs", fixed + two_tests + ends);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::tests_fail);
  bench.fixture.write("src/lib.rs", first + one_test);
  bench.fixture.commit("Start again with tests that end");
  bench.fixture.write("src/lib.rs", fixed + two_tests + ends);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::tests_fail_after);
}

TEST_CASE("tests that failed before as well are skipped by name, and named") {
  Bench bench;
  const std::string old =
      "\n#[cfg(test)]\nmod old {\n    #[test]\n    fn needs_a_network() {\n        let wire = "
      "std::net::TcpStream::connect(\"203.0.113.1:80\");\n        assert!(wire.is_ok(), \"no way to the "
      "network\");\n    }\n}\n";
  bench.fixture.commit_crate(first + one_test + old);
  bench.fixture.write("src/lib.rs", fixed + one_test + old);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto verified = bench.verified(commit);
  REQUIRE(verified.proof);
  CHECK(commands(verified.proof->after).ends_with("cargo test -- --skip old::needs_a_network"));
  REQUIRE(verified.proof->left_out.size() == 1);
  CHECK(verified.proof->left_out[0].command == "cargo test");
  CHECK(verified.proof->left_out[0].why == "failed before the change too: old::needs_a_network");
  REQUIRE(verified.proof->left_out[0].baseline);
  CHECK(verified.proof->left_out[0].baseline->output.contains("test old::needs_a_network ... FAILED\n"));
  CHECK(verified.proof->before.empty());
  CHECK(calls_of_example(bench, commit, *verified.proof)
            .contains(R"({"command":"cargo test --no-fail-fast"} edit )"));

  CHECK(report_of_example(bench, commit, *verified.proof)
            .ends_with(
                "The test `old::needs_a_network` is left out: it failed before the first edit, as shown."));
  CHECK(verified.proof->left_out[0].baseline->output.contains("no way to the network"));

  // `--skip tests` would take one of the others along.
  const std::string short_name = "\n#[cfg(test)]\n#[test]\nfn tests() {\n    panic!();\n}\n";
  bench.fixture.write("src/lib.rs", first + short_name + one_test);
  bench.fixture.commit("Start again with another name");
  bench.fixture.write("src/lib.rs", fixed + short_name + one_test);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        git_miner::Unproved::tests_fail);
}

TEST_CASE("many tests that failed before are each shown failing before the first run that skips them") {
  Bench bench;
  std::string old = "\n#[cfg(test)]\nmod old {\n";
  for (int i = 0; i < 6; ++i)
    old += (i > 0 ? "\n" : "") + std::string("    #[test]\n    fn rests_on_the_machine_") +
           std::to_string(i) +
           "() {\n        for line in 0..60 {\n            println!(\"a line of what it prints: {line}\");\n"
           "        }\n        panic!();\n    }\n";
  old += "}\n";
  bench.fixture.commit_crate(first + two_tests + old);  // one of the two is mended
  bench.fixture.write("src/lib.rs", fixed + two_tests + old);
  const auto commit = bench.fixture.commit("fix: prevent a panic of first for empty slices");
  const auto verified = bench.verified(commit);
  INFO(verified.evidence);
  REQUIRE(verified.proof);
  REQUIRE(verified.proof->left_out.size() == 1);
  REQUIRE(verified.proof->left_out[0].baseline);
  const std::string& shown = verified.proof->left_out[0].baseline->output;
  for (int i = 0; i < 6; ++i)
    CHECK(shown.contains("test old::rests_on_the_machine_" + std::to_string(i) + " ... FAILED\n"));
  CHECK_FALSE(shown.contains("bytes left out"));
  REQUIRE(verified.proof->before.size() == 1);
  CHECK(verified.proof->before[0].command.starts_with("cargo test -- --skip old::rests_on_the_machine_0"));
  CHECK(calls_of_example(bench, commit, *verified.proof)
            .starts_with(R"({"command":"cargo test --no-fail-fast"} {"command":"cargo test -- --skip )"));
  CHECK(report_of_example(bench, commit, *verified.proof)
            .ends_with("6 tests are left out: they failed before the first edit, as shown."));
}

#include <session_classifier/check_output.hpp>
#include <session_classifier/command_checks.hpp>
#include <session_classifier/command_edits.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

const std::string failed_tests =
    "test tests::half ... FAILED\n\nfailures:\n    tests::half\n\ntest result: FAILED. 1 passed; 1 failed; 0 "
    "ignored; 0 "
    "measured; 0 filtered out; finished in 0.00s\n\nerror: test failed, to rerun pass `--lib`\n";
const std::string passed_tests =
    "running 2 tests\ntest tests::half ... ok\ntest tests::full ... ok\n\ntest result: ok. 2 passed; 0 "
    "failed; 0 ignored; "
    "0 measured; 0 filtered out; finished in 0.00s\n\n";

// The result of the only check of a line; none if there is not exactly one.
std::optional<CheckResult> result(const std::string& line, const std::string& output,
                                  std::optional<std::int64_t> exit = std::nullopt) {
  ToolState state;
  state.status = ToolStatus::completed;
  state.output = output;
  state.exit = exit;
  const auto runs = checks_of(shell::commands_of(line), line, state);
  return runs.size() == 1 ? std::optional(runs[0].result) : std::nullopt;
}

bool edits(const std::string& line, const std::string& output = "") {
  for (const auto& command : shell::commands_of(line))
    if (const auto edit = edit_of(command, line, output); edit && may_change_build(*edit)) return true;
  return false;
}

}  // namespace

TEST_CASE("a check counts by whatever name it is called") {
  for (const char* line : {"just test",
                           "make check",
                           "nix develop -c cargo test",
                           "docker compose exec app cargo test",
                           "cargo xtask ci",
                           "./scripts/ci.sh",
                           "cargo make test",
                           "ssh builder 'cd gauge && cargo test'",
                           "cd gauge && RUST_LOG=debug cargo test",
                           "timeout 60 bacon --headless test",
                           "powershell -Command \"cargo test\"",
                           "wsl cargo test",
                           "mise exec -- cargo test",
                           "cargo hack test --each-feature",
                           "cargo llvm-cov nextest",
                           "cargo miri test",
                           "rustup run nightly cargo t",
                           "cross test",
                           "bash ci.sh",
                           "git commit -m x",
                           "python3 run_tests.py"}) {
    CAPTURE(line);
    CHECK(result(line, failed_tests, 101) == CheckResult::failed);
    CHECK(result(line, failed_tests, 0) == CheckResult::failed);
    CHECK(result(line, failed_tests) == CheckResult::failed);
    CHECK(result(line, passed_tests, 0) == CheckResult::passed);
    CHECK(result(line, passed_tests) == CheckResult::passed);
  }
}

TEST_CASE("what prints files, or words of its own, is no check") {
  for (const char* line : {"cat test.log", "tail -5 /tmp/log", "git log -p", "rg 'test result'",
                           "gh run view --log", "docker logs app", "curl https://ci/log"}) {
    CAPTURE(line);
    CHECK(result(line, passed_tests, 0) == std::nullopt);
  }
  CHECK(result("cargo test || echo 'test result: ok. 2 passed'", "test result: ok. 2 passed; 0 failed\n",
               0) == CheckResult::unknown);
}

TEST_CASE("an exit code counts only where it is that of the check") {
  const std::string nothing;
  CHECK(result("cargo check -q", nothing, 0) == CheckResult::passed);
  CHECK(result("cargo check -q", nothing, 101) == CheckResult::failed);
  CHECK(result("cargo check -q || true", nothing, 0) == CheckResult::unknown);
  CHECK(result("cargo check -q; true", nothing, 0) == CheckResult::unknown);
  CHECK(result("cargo check -q | tail", nothing, 0) == CheckResult::unknown);
  CHECK(result("cargo check -q &", nothing, 0) == CheckResult::unknown);
  CHECK(result("! cargo check -q", nothing, 0) == CheckResult::unknown);
  CHECK(result("cargo check -q || exit 1", nothing, 0) == CheckResult::passed);
  CHECK(result("set -euo pipefail\ncargo check -q | tail\nls", nothing, 0) == CheckResult::passed);
  CHECK(result("cargo check -q; echo \"exit: $?\"", "exit: 101\n", 0) == CheckResult::failed);
  CHECK(result("cargo check -q 2>&1 | tail; echo exit=${PIPESTATUS[0]}", "exit=0\n", 0) ==
        CheckResult::passed);
  CHECK(result("cargo test && git push", passed_tests + "fatal: no remote\n", 128) == CheckResult::passed);
  CHECK(result("cd nowhere && cargo test", "bash: cd: nowhere: No such file or directory\n", 1) !=
        CheckResult::passed);
  CHECK(result("cargo test", passed_tests, 124) == CheckResult::unknown);
}

TEST_CASE("of several checks in a line the one that failed is to blame") {
  const auto results = [](const std::string& line, const std::string& output, std::int64_t exit) {
    ToolState state;
    state.output = output;
    state.exit = exit;
    std::vector<CheckResult> found;
    for (const CheckRun& run : checks_of(shell::commands_of(line), line, state)) found.push_back(run.result);
    return found;
  };
  using enum CheckResult;
  using Results = std::vector<CheckResult>;
  const std::string line = "cargo clippy -- -D warnings && cargo test";
  CHECK(results(line, "    Finished `dev` profile [x] target(s)\n" + passed_tests, 0) ==
        Results{passed, passed});
  CHECK(results(line, "    Finished `dev` profile [x] target(s)\n" + failed_tests, 101)[1] == failed);
  CHECK(results(line, "error: could not compile `gauge` (lib) due to 1 previous error\n", 101)[0] == failed);
  CHECK(results("cargo test && cargo clippy -- -D warnings",
                passed_tests + "error: could not compile `gauge` (lib) due to 1 previous error\n",
                101)[1] == failed);
}

TEST_CASE("a filter proves nothing if a failure could not pass it") {
  const std::string summary = "test result: ok. 2 passed; 0 failed; 0 ignored\n";
  CHECK(result("cargo test 2>&1 | grep 'test result'", summary, 0) == CheckResult::passed);
  CHECK(result("cargo test 2>&1 | grep -E '^test result|error'", summary, 0) == CheckResult::passed);
  CHECK(result("cargo test 2>&1 | grep 'test result: ok'", summary, 0) == CheckResult::unknown);
  CHECK(result("cargo test 2>&1 | grep -vi failed", summary, 0) == CheckResult::unknown);
  CHECK(result("cargo test 2>&1 | head -4", "running 2 tests\ntest a ... ok\ntest b ... ok\n" + summary, 0) ==
        CheckResult::unknown);
  CHECK(result("cargo test 2>&1 | head -100", passed_tests, 0) == CheckResult::passed);
  CHECK(result("cargo test 2>&1 | tail -3", summary, 0) == CheckResult::passed);
  CHECK(result("cargo test --no-fail-fast 2>/dev/null | tail -3", summary, 0) == CheckResult::unknown);
  CHECK(result("cargo test > /tmp/o 2>&1; grep 'result: ok' /tmp/o", summary, 0) == CheckResult::unknown);
  CHECK(result("cargo test 2>&1 | tee log", passed_tests, 0) == CheckResult::passed);
}

TEST_CASE("cut outputs, runs without a test, and the words of nextest and of colours are understood") {
  CHECK(result("cargo test | cat", "running 2 tests\ntest a ... ok\n\n...90 lines truncated...\n", 0) ==
        CheckResult::unknown);
  CHECK(result("cargo test --no-run", "    Finished `test` profile [unoptimized] target(s) in 0.2s\n", 0) ==
        CheckResult::unknown);
  CHECK(result("cargo test x", "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 9 filtered out\n",
               0) == CheckResult::unknown);
  CHECK(result("cargo nextest run | cat",
               "    Starting 2 tests across 1 binary\n  TRY 1 FAIL [   0.1s] a tests::b\n  TRY 2 PASS [   "
               "0.1s] a tests::b\n"
               "     Summary [   0.2s] 2 tests run: 2 passed (1 flaky), 0 skipped\n",
               0) == CheckResult::passed);
  CHECK(result("cargo nextest run || true",
               "     Summary [   0.2s] 2 tests run: 1 passed, 1 timed out, 0 skipped\n",
               0) == CheckResult::failed);
  CHECK(result("cargo test | cat", "test result: \x1b[31mFAILED\x1b[0m. 1 passed; 1 failed\n", 0) ==
        CheckResult::failed);
  CHECK(result("docker compose up", "app-1  | test result: FAILED. 1 passed; 1 failed\n", 0) ==
        CheckResult::failed);
  CHECK(result("cargo test -- --format json | cat",
               R"({ "type": "suite", "event": "ok", "passed": 2, "failed": 0, "ignored": 0 })",
               0) == CheckResult::passed);
  CHECK(result("docker build .", "#12 3.4 error: could not compile `gauge` (lib)\n", 0) ==
        CheckResult::failed);
  CHECK(result("cargo clippy",
               "warning: `gauge` (lib) generated 2 warnings\n    Finished `dev` profile [x] target(s)\n",
               0) == CheckResult::unknown);
  CHECK(without_colours("\x1b]8;;https://x\x1b\\E0308\x1b]8;;\x1b\\ [1;32mok[0m a[0]\r\n") ==
        "E0308 ok a[0]\n");
}

TEST_CASE("commands that change files are told from those that do not") {
  for (const char* line : {"sed -i 's/a/b/' src/lib.rs",
                           "perl -0pi -e 's/a/b/' src/lib.rs",
                           "git checkout src/lib.rs",
                           "git checkout main",
                           "git stash",
                           "git reset --hard",
                           "cargo fmt",
                           "cargo fmt --all",
                           "cargo fix",
                           "cargo add serde",
                           "rustfmt src/lib.rs",
                           "echo x >> src/lib.rs",
                           "cat > Cargo.toml <<'EOF'\nx\nEOF",
                           "tee src/a.rs",
                           "rm src/old.rs",
                           "cp a.rs src/b.rs",
                           "make fmt",
                           "just fix",
                           "cargo xtask codegen",
                           "python3 scripts/gen.py",
                           "patch -p1 < x.diff",
                           "git apply x.diff",
                           "cargo run -p codegen",
                           "rg -l a | xargs sed -i 's/a/b/'",
                           "node -e \"fs.writeFileSync('src/a.rs', 'x')\""}) {
    CAPTURE(line);
    CHECK(edits(line));
  }
  for (const char* line : {"sed -n 1,5p src/lib.rs",
                           "git checkout -b fix",
                           "git stash list",
                           "git reset",
                           "git diff",
                           "git commit -m fix",
                           "cargo fmt --check",
                           "cargo fmt -- --check",
                           "cargo test fix",
                           "cargo build 2>&1 | tee /tmp/log",
                           "ls > /tmp/x",
                           "rm -rf target/debug",
                           "sed -i 's/a/b/' README.md",
                           "echo x >> CHANGELOG.md",
                           "make check",
                           "python3 -c 'print(1)'",
                           "cargo run",
                           "cargo run -- update 3",
                           "git restore --staged src/lib.rs",
                           "cargo test > out.log 2>&1"}) {
    CAPTURE(line);
    CHECK_FALSE(edits(line));
  }
}

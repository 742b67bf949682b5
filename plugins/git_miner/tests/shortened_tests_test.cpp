#include "proof/shortened_tests.hpp"

#include <limits>

#include <doctest/doctest.h>

#include "proof/captured.hpp"

using git_miner::shortened_tests;

namespace {

std::string passed(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "test tests::t" + std::to_string(i) + " ... ok\n";
  return lines;
}

sandbox::Outcome outcome(const std::string& text, int exit_code) {
  sandbox::Outcome outcome;
  outcome.ending = sandbox::Ending::exited;
  outcome.exit_code = exit_code;
  outcome.stdout_text = text;
  return outcome;
}

}  // namespace

TEST_CASE("long lists of tests that passed are left out, and a line says how many") {
  const std::string end = "\ntest result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
  CHECK(shortened_tests("running 9 tests\n" + passed(9) + end, {}) ==
        "running 9 tests\n[... 9 lines left out ...]\n" + end);
  CHECK(shortened_tests("running 3 tests\n" + passed(3) + end, {}) == "running 3 tests\n" + passed(3) + end);
}

TEST_CASE("of many programs without tests the first is shown") {
  const std::string idle =
      "     Running unittests src/main.rs (/workspace/target/debug/deps/demo)\n\nrunning 0 tests\n\ntest "
      "result: ok. 0 "
      "passed; 0 failed; 0 ignored; 0 measured; 7 filtered out\n\n";
  const std::string end = "   Doc-tests demo\n\nrunning 1 test\ntest a ... FAILED\n";
  CHECK(shortened_tests(idle + idle + end, {}) == idle + idle + end);
  CHECK(shortened_tests(idle + idle + idle + idle + end, {}) == idle + "[... 18 lines left out ...]\n" + end);
}

TEST_CASE("what failed, and the tests of the change, keep their lines") {
  const std::string text = passed(5) + "test tests::new ... ok\ntest tests::bad ... FAILED\n" + passed(6) +
                           "test src/lib.rs - add (line 9) ... ok\n";
  CHECK(
      shortened_tests(text, {"tests::new", "src/lib.rs - add"}) ==
      "[... 5 lines left out ...]\ntest tests::new ... ok\ntest tests::bad ... FAILED\n[... 6 lines left out "
      "...]\ntest src/lib.rs - add (line 9) ... ok\n");
}

TEST_CASE("many warnings are left out, errors are not") {
  const std::string warning = "warning: unused variable: `a`\n --> src/lib.rs:1:2\n  |\n1 | a\n  | ^\n\n";
  const std::string error = "error[E0425]: cannot find `x`\n --> src/lib.rs:2:2\n  |\n2 | x\n  | ^\n\n";
  CHECK(shortened_tests(warning + error, {}) == warning + error);
  CHECK(shortened_tests(warning + warning + error + "error: could not compile `demo`\n", {}) ==
        "[... 12 lines left out ...]\n" + error + "error: could not compile `demo`\n");
  CHECK(shortened_tests(warning + warning +
                            "warning: `demo` (lib) generated 2 warnings\n    Finished `test` "
                            "profile target(s)\n",
                        {}) == "[... 13 lines left out ...]\n    Finished `test` profile target(s)\n");
}

TEST_CASE(
    "a baseline shows what is found in the project's files, without places of the machine, in few lines") {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "error: this loop never loops\n --> src/lib.rs:" + std::to_string(i) + ":1\n\n";
  text += "error: could not compile `demo` (lib) due to 60 previous errors\n";
  const auto lints = git_miner::captured_baseline("cargo clippy", outcome(text, 101));
  REQUIRE(lints);
  CHECK(lints->exit_code == 101);
  CHECK(lints->output.size() < 1000);
  CHECK(lints->output.contains("bytes left out"));
  CHECK(lints->output.ends_with("error: could not compile `demo` due to 60 previous errors\n"));
  const auto format =
      git_miner::captured_baseline("cargo fmt --check", outcome("Diff in /src/src/lib.rs:1:\n-a\n", 1));
  REQUIRE(format);
  CHECK(format->output == "Diff in /workspace/src/lib.rs:1:\n-a\n");
}

TEST_CASE(
    "a baseline shows at least one of the things that are found, whatever stands before and behind them") {
  std::string warnings, rest;
  for (int i = 0; i < 40; ++i) {
    warnings += "Warning: can't set `wrap_comments = true`, unstable features are not available.\n";
    rest += "-a line of the last of many differences\n";
  }
  const std::string found = "Diff in /src/src/lib.rs:1:\n";
  const auto format = git_miner::captured_baseline("cargo fmt --check", outcome(warnings + found + rest, 1));
  REQUIRE(format);
  CHECK(format->output.starts_with("[... 40 lines left out ...]\nDiff in /workspace/src/lib.rs:1:\n-a line"));
  CHECK(format->output.size() < 1000);
}

TEST_CASE("a check that fails for want of something else than good code is not shown") {
  CHECK_FALSE(git_miner::captured_baseline("cargo clippy",
                                           outcome("error: failed to download from the registry\n", 101)));
  CHECK_FALSE(git_miner::captured_baseline(
      "cargo clippy", outcome("error[E0554]: no nightly\n --> /cargo/registry/src/x/lib.rs:1:1\n", 101)));
}

TEST_CASE("tests that fail before are shown by their names, without all that they printed") {
  std::string printed;
  for (int i = 0; i < 200; ++i) printed += "a line of a backtrace\n";
  const std::string text = "running 9 tests\n" + passed(8) +
                           "test net ... FAILED\n\nfailures:\n\n---- net stdout ----\n" + printed +
                           "\nfailures:\n    net\n\ntest result: FAILED. 8 passed; 1 failed; 0 ignored; 0 "
                           "measured; 0 filtered out\n";
  const auto run = git_miner::captured_failing_tests("cargo test", outcome(text, 101), {"net"});
  REQUIRE(run);
  CHECK(run->output.contains("test net ... FAILED\n"));
  CHECK(run->output.contains("198 lines left out"));
  CHECK(run->output.contains("test result: FAILED. 8 passed"));
  CHECK_FALSE(git_miner::captured_failing_tests("cargo test", outcome(text, 101), {"net", "other"}));
}

TEST_CASE("of many tests that fail before each is named, however much they print") {
  std::string lines, printed, names;
  std::set<std::string> failing;
  for (int i = 0; i < 8; ++i) {
    const std::string name = "tests::a_rather_long_name_of_a_test_" + std::to_string(i);
    failing.insert(name);
    // Some write past the capture, so that their name and their result stand apart.
    lines += "test " + name + (i % 2 == 0 ? " ... FAILED\n" : " ... a word of its own\nFAILED\n");
    printed += "---- " + name + " stdout ----\n" + std::string(5000, 'x') + "\n\n";
    names += "    " + name + "\n";
  }
  const std::string good =
      "     Running unittests src/lib.rs (/target/debug/deps/demo-0123456789abcdef)\n\nrunning 7 tests\n" +
      passed(7) + "\ntest result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\n";
  const std::string bad =
      "     Running tests/it.rs (/target/debug/deps/it-0123456789abcdef)\n\nrunning 10 tests\n" + passed(2) +
      lines + "\nfailures:\n\n" + printed + "\nfailures:\n" + names +
      "\ntest result: FAILED. 2 passed; 8 failed; 0 ignored; 0 measured; 0 filtered out\n\n" +
      "error: test failed, to rerun pass `--test it`\n";
  const std::string end =
      "   Doc-tests demo\n\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n\n"
      "error: 1 target failed:\n    `--test it`\n";
  const std::string warning = "warning: no edition set\n";
  const auto run = git_miner::captured_failing_tests(
      "cargo test", outcome(warning + good + good + bad + end, 101), failing);
  REQUIRE(run);
  CHECK(run->output.starts_with(
      "[... 27 lines left out ...]\n     Running tests/it.rs (/workspace/target/debug/"
      "deps/it)\n\nrunning 10 tests\n[... 2 lines left out ...]\n" +
      std::string("test tests::a_rather_long_name_of_a_test_0 ... FAILED\n[... ")));
  CHECK(run->output.ends_with(
      "test result: FAILED. 2 passed; 8 failed; 0 ignored; 0 measured; 0 filtered out\n\n"
      "error: test failed, to rerun pass `--test it`\n[... 6 lines left out ...]\nerror: 1 "
      "target failed:\n    `--test it`\n"));
  CHECK(run->output.contains("failures:\n" + names));
  CHECK_FALSE(run->output.contains("xxx"));
  CHECK(run->output.size() < 2000);
}

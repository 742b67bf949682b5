#include <doctest/doctest.h>

#include <cargo/test_report.hpp>

using cargo::TestStatus;
using Names = std::vector<std::string>;

namespace {

const std::string good = R"(
running 4 tests
test tests::ig ... ignored, slow one
test tests::plain ... ignored
test tests::ok ... ok
test tests::pan - should panic ... ok

test result: ok. 2 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.16s


running 3 tests
test src/lib.rs - add (line 10) - compile ... ok
test src/lib.rs - add (line 1) ... ok
test src/lib.rs - add (line 4) - should panic ... ok

test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.12s

)";
const std::vector<Names> listed{
    {"tests::ig", "tests::ok", "tests::pan", "tests::plain"},
    {"src/lib.rs - add (line 1)", "src/lib.rs - add (line 10)", "src/lib.rs - add (line 4)"}};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

bool passes(const std::string& output, int exit_code = 0) {
  return cargo::judge(cargo::read_test_report(output), listed, exit_code).passed;
}

}  // namespace

TEST_CASE("all kinds of lines are read: ignored with a reason, should panic, doctests") {
  const auto report = cargo::read_test_report(good);
  REQUIRE(report.suites.size() == 2);
  CHECK(report.suites[0].announced == 4);
  CHECK(report.suites[0].ok == true);
  CHECK(report.count(TestStatus::ok) == 5);
  CHECK(report.count(TestStatus::ignored) == 2);
  REQUIRE(report.find("tests::ig") != nullptr);
  CHECK(report.find("tests::ig")->status == TestStatus::ignored);
  CHECK(report.find("tests::pan") != nullptr);
  CHECK(report.find("src/lib.rs - add (line 10)") != nullptr);
  CHECK(report.find("tests::missing") == nullptr);
}

TEST_CASE("the list names the tests of each suite") {
  CHECK(cargo::read_test_list(
            "tests::ok: test\nb::speed: benchmark\n\n1 test, 1 benchmark\n0 tests, 0 benchmarks\n"
            "src/lib.rs - add (line 1): test\n\n1 test, 0 benchmarks\n") ==
        std::vector<Names>{{"tests::ok", "b::speed"}, {}, {"src/lib.rs - add (line 1)"}});
}

TEST_CASE("a complete report passes, and any gap in it does not") {
  CHECK(passes(good));
  CHECK_FALSE(passes(good, 101));
  CHECK_FALSE(passes(""));
  CHECK_FALSE(passes(replaced(good, "test tests::ok ... ok\n", "")));
  CHECK_FALSE(passes(replaced(good, "test tests::ok ... ok\n", "test tests::ok ... FAILED\n")));
  CHECK_FALSE(
      passes(replaced(good, "test tests::ok ... ok\n", "test tests::ok ... ok\ntest tests::ok ... ok\n")));
  CHECK_FALSE(passes(replaced(good, "tests::ok ...", "tests::other ...")));
  CHECK_FALSE(passes(replaced(good, "ok. 2 passed", "ok. 3 passed")));
  CHECK_FALSE(passes(replaced(good, "running 4 tests", "running 5 tests")));
  CHECK_FALSE(passes(good.substr(good.find("running 3"))));
  CHECK_FALSE(passes(good.substr(0, good.find("running 3"))));
  CHECK_FALSE(passes(good + good));
}

TEST_CASE("a binary that ends in the middle gives no evidence, whatever its exit code") {
  const auto report = cargo::read_test_report("running 2 tests\ntest a ... ok\ntest b ... ");
  const auto verdict = cargo::judge(report, {{"a", "b"}}, 0);
  CHECK_FALSE(verdict.passed);
  CHECK(verdict.problems == Names{"a suite of tests did not report its end", "test b gave no result"});
}

TEST_CASE("required tests must be there and not be ignored") {
  const auto report = cargo::read_test_report(good);
  CHECK(cargo::judge(report, listed, 0, {"tests::ok", "tests::pan"}).passed);
  CHECK_FALSE(cargo::judge(report, listed, 0, {"tests::ig"}).passed);
  CHECK_FALSE(cargo::judge(report, listed, 0, {"tests::hidden"}).passed);
}

TEST_CASE("no tests at all are no evidence") {
  const auto report = cargo::read_test_report(
      "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; "
      "finished in 0.00s\n");
  CHECK(cargo::judge(report, {{}}, 0).problems == Names{"no test passed"});
}

TEST_CASE("what tests write past the capture does not hide their result") {
  const auto report = cargo::read_test_report(
      "running 2 tests\ntest a ... hello\nmore ok\nok\ntest b ... hiok\n\n"
      "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n");
  REQUIRE(report.suites.size() == 1);
  CHECK(report.suites[0].ok == true);
  REQUIRE(report.find("a") != nullptr);
  CHECK(report.find("a")->status == TestStatus::ok);
}
